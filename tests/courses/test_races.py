"""Clicks that race. Each guard is also taken away, to see that it is the one that holds.

The planted faults do not hope for luck: two connections take turns, statement by statement.
"""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event, Thread

import pytest
from django.db import OperationalError, connection, transaction

from courses import enrolling, progress
from courses.enrolling import current_edition, enrol
from courses.models import Completion, Edition, EditionStep, Enrolment, EnrolmentEdition, StepRecord
from courses.progress import complete_if_due, record_step
from courses.releasing import release
from courses.signals import course_completed
from tests.factories.accounts import UserFactory
from tests.factories.courses import NOON, an_edition, enrolled, finish, publish
from tests.factories.released import course_pages

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

AT_ONCE = 8


def at_once(function, *calls):
    """Call a function once with each tuple of arguments, all at the same moment, each on its own connection."""
    barrier = Barrier(len(calls))

    def run(arguments):
        try:
            barrier.wait(60)
            return function(*arguments)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def held_open(function, *arguments) -> tuple[Thread, Event]:
    """Call a function in a transaction that commits only when told. Returns once it has been called."""
    called, commit = Event(), Event()

    def run():
        try:
            with transaction.atomic():
                function(*arguments)
                called.set()
                commit.wait(10)
        finally:
            connection.close()

    thread = Thread(target=run)
    thread.start()
    assert called.wait(10)
    return thread, commit


def refuse_to_wait():
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '300ms'")


@pytest.fixture(autouse=True)
def wait_again():
    yield
    with connection.cursor() as cursor:
        cursor.execute("RESET lock_timeout")


def test_many_clicks_enrol_once():
    edition, learner = an_edition(), UserFactory()

    enrolments = at_once(enrol, *[(learner, edition.course)] * AT_ONCE)

    assert len(set(enrolments)) == 1
    assert (Enrolment.objects.count(), EnrolmentEdition.objects.count()) == (1, 1)


def drop(model, name: str):
    constraint = next(each for each in model._meta.constraints if each.name == name)
    with connection.schema_editor() as editor:
        editor.remove_constraint(model, constraint)
    return constraint


def test_without_its_constraint_two_clicks_enrol_twice():
    edition, learner = an_edition(), UserFactory()
    constraint = drop(Enrolment, "one_enrolment_per_learner_course_and_cycle")
    try:
        thread, commit = held_open(enrol, learner, edition.course)
        enrol(learner, edition.course)
        commit.set()
        thread.join()
        assert Enrolment.objects.count() == 2
    finally:
        EnrolmentEdition.objects.all().delete()
        Enrolment.objects.all().delete()
        with connection.schema_editor() as editor:
            editor.add_constraint(Enrolment, constraint)


def last_two_steps() -> tuple[Enrolment, EditionStep, EditionStep]:
    """Somebody who owes two steps, so that either click may be the one that completes."""
    enrolment = enrolled(an_edition(lessons=2))
    finish(enrolment, "lesson-1")
    return enrolment, *EditionStep.objects.taught_to(enrolment)[1:3]


def test_racing_last_steps_complete_exactly_once_and_nudge_once():
    nudges = []

    def listen(sender, completion, **kwargs):
        nudges.append(completion)

    course_completed.connect(listen)
    try:
        enrolment, one, two = last_two_steps()
        calls = [(enrolment, step, NOON) for step in (one, two) * (AT_ONCE // 2)]
        records = at_once(record_step, *calls)
    finally:
        course_completed.disconnect(listen)

    assert len(set(records)) == 2
    assert StepRecord.objects.count() == 3
    assert nudges == [Completion.objects.get()]


def test_asking_for_the_completion_at_once_gives_one():
    enrolment, one, two = last_two_steps()
    for step in (one, two):
        StepRecord.objects.create(
            enrolment=enrolment, step_key=step.key, edition=step.edition, digest=step.digest, at=NOON
        )

    completions = at_once(complete_if_due, *[(enrolment,)] * AT_ONCE)

    assert set(completions) == {Completion.objects.get()}


def test_a_click_waits_for_the_one_before_it():
    enrolment, one, two = last_two_steps()
    thread, commit = held_open(record_step, enrolment, one, NOON)
    refuse_to_wait()

    with pytest.raises(OperationalError):
        record_step(enrolment, two, NOON)

    commit.set()
    thread.join()
    record_step(enrolment, two, NOON)
    assert Completion.objects.get().enrolment == enrolment


def test_without_the_lock_two_clicks_each_miss_the_other_and_nobody_completes(monkeypatch):
    monkeypatch.setattr(progress, "_hold", lambda enrolment: Enrolment.objects.get(pk=enrolment.pk))
    enrolment, one, two = last_two_steps()
    thread, commit = held_open(record_step, enrolment, one, NOON)

    record_step(enrolment, two, NOON)
    commit.set()
    thread.join()

    assert StepRecord.objects.count() == 3
    assert Completion.objects.count() == 0


def test_racing_releases_release_once():
    page = course_pages().course

    editions = at_once(lambda: release(page, by=None), *[()] * 4)

    assert {edition.number for edition in editions} == {"1.0"}
    assert Edition.objects.count() == 1


def released_with_a_mended_lesson():
    """The page of a released course, one of whose lessons lost a typing mistake since."""
    pages = course_pages()
    release(pages.course, by=None)
    lesson = pages.lessons[1]
    lesson.body = [("text", {"key": "opening", "text": "The text, mended."})]
    publish(lesson)
    return pages.course


def test_who_enrols_beside_a_minor_release_is_taught_it():
    page, learner = released_with_a_mended_lesson(), UserFactory()
    thread, commit = held_open(lambda: release(page, by=None, minor=True))
    refuse_to_wait()

    with pytest.raises(OperationalError):
        enrol(learner, page.course)

    commit.set()
    thread.join()
    assert current_edition(enrol(learner, page.course)).number == "1.1"


def test_without_waiting_who_enrols_beside_a_minor_release_is_left_behind(monkeypatch):
    monkeypatch.setattr(enrolling, "_wait_for_release", lambda course: None)
    page, learner = released_with_a_mended_lesson(), UserFactory()
    thread, commit = held_open(lambda: release(page, by=None, minor=True))

    enrolment = enrol(learner, page.course)
    commit.set()
    thread.join()

    assert current_edition(enrolment).number == "1.0"
