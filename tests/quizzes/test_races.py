"""Saves race submits, and starts race starts. Each guard is also taken away, to see that it is the one that holds.

The planted faults do not hope for luck: two connections take turns, statement by statement.
"""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier, Event, Thread
from uuid import uuid4

import pytest
from django.db import OperationalError, connection, transaction

from quizzes import sitting, sitting_sql
from quizzes.models import Answer, Attempt, AttemptResult, ItemGrade
from tests.factories.quizzes import enrolled, quiz, right, wrong

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def released():
    return quiz(questions=3)


@pytest.fixture
def attempt(released):
    return sitting.open_attempt(enrolled(released), released.step)


def item_of(attempt):
    return attempt.items.select_related("version").filter(version__kind="single").first()


def in_thread(function, *args):
    """Run in a thread with a connection of its own, and close it."""

    def run():
        try:
            return function(*args)
        finally:
            connection.close()

    return run


def ungraded(attempt) -> list[Answer]:
    """Acknowledged answers that the grading missed: the latest of an item that is graded by another."""
    graded = dict(ItemGrade.objects.filter(item__attempt=attempt).values_list("item", "answer"))
    latest = {answer.item_id: answer for answer in attempt.answers.order_by("sequence")}
    return [answer for item, answer in latest.items() if graded[item] != answer.pk]


def refuse_to_wait():
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '200ms'")


def save_and_hold(attempt, item, saved: Event, commit: Event):
    """Save an answer, and commit only when told."""
    with transaction.atomic():
        stored = sitting.save_answer(attempt, item, right(item.version.payload), uuid4())
        saved.set()
        assert commit.wait(10)
    return stored


@pytest.fixture
def held(attempt):
    """An answer that is inserted and not yet committed, by another connection."""
    saved, commit = Event(), Event()
    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(in_thread(save_and_hold, attempt, item_of(attempt), saved, commit))
        assert saved.wait(10)
        yield lambda: (commit.set(), future.result(10))[1]
        commit.set()


def test_a_submit_waits_for_an_answer_that_is_being_saved(attempt, held):
    refuse_to_wait()
    with pytest.raises(OperationalError, match="lock timeout"):
        sitting.submit(attempt)
    connection.close()

    acknowledged = held()
    sitting.submit(attempt)

    assert ItemGrade.objects.get(answer__isnull=False).answer.sequence == acknowledged.sequence
    assert ungraded(attempt) == []


def test_planted_without_its_lock_a_save_misses_its_grading(monkeypatch, attempt, request):
    monkeypatch.setattr(sitting_sql, "LOCKS", {})
    held = request.getfixturevalue("held")

    sitting.submit(attempt)  # does not wait, and does not see the answer
    held()  # is acknowledged all the same

    assert [answer.attempt for answer in ungraded(attempt)] == [attempt]


def test_a_save_that_waited_for_a_submit_finds_the_attempt_closed(attempt):
    item, outcome = item_of(attempt), []

    def save():
        try:
            outcome.append(sitting.save_answer(attempt, item, right(item.version.payload), uuid4()))
        except sitting.Closed:
            outcome.append("closed")

    with transaction.atomic():
        sitting.submit(attempt)
        thread = Thread(target=in_thread(save))
        thread.start()
        thread.join(0.3)
        waited = thread.is_alive()
    thread.join(10)

    assert (waited, outcome, Answer.objects.count()) == (True, ["closed"], 0)


def save_until_closed(attempt, item, response) -> list[int]:
    """Save the same response again and again. Returns the sequences that were acknowledged."""
    acknowledged = []
    with suppress(sitting.Closed):
        for _ in range(10):
            saved = sitting.save_answer(attempt, item, response, uuid4())
            acknowledged.append(saved.sequence)
    return acknowledged


@pytest.mark.parametrize("round_", range(8))
def test_saves_racing_a_submit_leave_no_acknowledged_answer_ungraded(attempt, round_):
    items = list(attempt.items.select_related("version"))
    barrier = Barrier(7)

    def save(number):
        item = items[number % 3]
        response = (right if number % 2 else wrong)(item.version.payload, item.version.kind)
        barrier.wait(10)
        return [(item.pk, sequence) for sequence in save_until_closed(attempt, item, response)]

    def submit():
        barrier.wait(10)
        return sitting.submit(attempt).pk

    with ThreadPoolExecutor(7) as pool:
        saves = [pool.submit(in_thread(save, number)) for number in range(6)]
        submitted = pool.submit(in_thread(submit))
        acknowledged = [answer for future in saves for answer in future.result(30)]
        submitted.result(30)

    assert sorted(acknowledged) == sorted(Answer.objects.values_list("item", "sequence"))
    assert ungraded(attempt) == []
    assert AttemptResult.objects.count() == 1


def test_submits_at_once_grade_once(attempt):
    barrier = Barrier(6)

    def submit():
        barrier.wait(10)
        return sitting.submit(attempt).pk

    with ThreadPoolExecutor(6) as pool:
        results = {future.result(30) for future in [pool.submit(in_thread(submit)) for _ in range(6)]}

    assert results == {AttemptResult.objects.get().pk}
    assert ItemGrade.objects.count() == 3


def test_the_same_answer_sent_many_times_at_once_is_stored_once(attempt):
    item, client_id, barrier = item_of(attempt), uuid4(), Barrier(6)

    def save():
        barrier.wait(10)
        return sitting.save_answer(attempt, item, right(item.version.payload), client_id)

    with ThreadPoolExecutor(6) as pool:
        saved = {future.result(30) for future in [pool.submit(in_thread(save)) for _ in range(6)]}

    assert [s.sequence for s in saved] == [1]
    assert Answer.objects.count() == 1


def starts_at_once(released, enrolment, monkeypatch) -> int:
    """Two people at two doors: both have looked for an open attempt before either opens one."""
    barrier, paper = Barrier(2), sitting.draw_paper

    def draw_when_both_have_looked(*args):
        versions = paper(*args)
        if Attempt.objects.count() == 0:
            barrier.wait(10)
        return versions

    monkeypatch.setattr(sitting, "draw_paper", draw_when_both_have_looked)
    with ThreadPoolExecutor(2) as pool:
        starts = [pool.submit(in_thread(sitting.open_attempt, enrolment, released.step)) for _ in range(2)]
        return len({future.result(30).pk for future in starts})


def test_two_starts_at_once_open_one_attempt(released, monkeypatch):
    enrolment = enrolled(released)

    assert starts_at_once(released, enrolment, monkeypatch) == 1

    assert [(a.number, a.items.count()) for a in Attempt.objects.all()] == [(1, 3)]


@pytest.fixture
def without_constraints():
    """Drop what keeps a second attempt out, and put it back: its own constraint, and the numbering behind it."""
    kept = {c.name: c for c in Attempt._meta.constraints}
    dropped = [kept["one_open_attempt_per_step"], kept["attempts_at_a_step_are_numbered"]]
    with connection.schema_editor() as editor:
        for constraint in dropped:
            editor.remove_constraint(Attempt, constraint)
    yield
    Attempt.objects.all().delete()
    with connection.schema_editor() as editor:
        for constraint in dropped:
            editor.add_constraint(Attempt, constraint)


def test_planted_without_the_constraints_two_starts_open_two_attempts(
    released, monkeypatch, without_constraints
):
    enrolment = enrolled(released)

    assert starts_at_once(released, enrolment, monkeypatch) == 2

    assert Attempt.objects.open().filter(enrolment=enrolment).count() == 2
    for attempt in Attempt.objects.all():
        attempt.items.all().delete()
