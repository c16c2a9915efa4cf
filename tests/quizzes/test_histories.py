"""Random histories keep every promise; with a guard taken away, they find the broken promise.

FASCIA_HISTORIES says how many; CI plays a few. Each has up to 30 steps.
"""

import os
from contextlib import contextmanager
from unittest.mock import patch

import pytest
from django.db import connection
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from quizzes import regrading, sitting, sitting_sql
from quizzes.models import Attempt, ItemGrade

from .histories import Histories

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]

COUNT = int(os.environ.get("FASCIA_HISTORIES", "12"))
PLAY = {
    "stateful_step_count": 30,
    "deadline": None,
    "suppress_health_check": list(HealthCheck),
    "phases": [Phase.generate],
    "database": None,
}


def play(count: int = COUNT) -> None:
    run_state_machine_as_test(Histories, settings=settings(max_examples=count, **PLAY))


def test_random_histories_keep_every_promise(capsys):
    Histories.played.clear()

    play()

    played = Histories.played
    with capsys.disabled():
        print(f"\n{played['histories']} histories, {played['steps']} steps, {played['answers']} answers")
    assert played["histories"] >= COUNT
    assert played["answers"] >= COUNT  # else what was drawn is no test of anything


@contextmanager
def without_constraints():
    """No rule of the database says that an attempt is alone, or which number it has."""
    kept = {constraint.name: constraint for constraint in Attempt._meta.constraints}
    with connection.schema_editor() as editor:
        for name in ("one_open_attempt_per_step", "attempts_at_a_step_are_numbered"):
            editor.remove_constraint(Attempt, kept[name])
    yield


@contextmanager
def without_the_guard_of_time():
    late = sitting_sql.INSERT_ANSWER.replace("attempt.deadline_at > %(in_grace)s", "%(in_grace)s IS NOT NULL")
    with patch.object(sitting_sql, "INSERT_ANSWER", late):
        yield


@contextmanager
def without_the_guard_of_closing():
    open_ = sitting_sql.INSERT_ANSWER.replace("AND attempt.submitted_at IS NULL", "")
    with patch.object(sitting_sql, "INSERT_ANSWER", open_):
        yield


@contextmanager
def lowered_by_a_regrade():
    with (
        patch.object(regrading, "max", lambda one, other: one, create=True),
        patch.object(regrading, "gains", lambda change: True),
    ):
        yield


@contextmanager
def without_recording_the_step():
    with patch.object(sitting, "record_step", lambda *args: None):
        yield


@contextmanager
def without_following():
    with patch.object(sitting, "follow_known", lambda items: None):
        yield


@contextmanager
def numbered_by_the_attempt():
    """What a resubmit earned is numbered as its result is, however often a regrade graded one item between."""
    keep = sitting.keep_grades

    def as_the_result(items, grade, now, *, again):
        keep(items, grade, now, again=again)
        if again:
            for item in items:
                last = item.grades.latest("sequence")
                ItemGrade.objects.filter(pk=last.pk).update(sequence=item.attempt.results.count() + 1)

    with patch.object(sitting, "keep_grades", as_the_result):
        yield


@contextmanager
def passing_who_left():
    with patch.object(sitting, "counts", lambda attempt: True):
        yield


def two_windows(history):
    history.starts_in_two_windows(history.somebody_enrols())


def an_answer_after_the_grace(history):
    person = history.somebody_enrols()
    history.starts(person)
    history.time_passes(person, 60 * 60 + 31)
    history.answers(person, 1, True, False)


def an_answer_after_the_submit(history):
    person = history.somebody_enrols()
    history.starts(person)
    history.submits(person)
    history.answers(person, 1, True, False)


def a_regrade_of_everything(history):
    person = history.somebody_enrols()
    history.starts(person)
    for position in (1, 2, 3):
        history.answers(person, position, True, False)
    history.submits(person)
    everything_holds(history)  # which remembers that this attempt passed
    for number in range(4):
        history.a_question_turns_out_to_be_wrong(number, False)


def a_pass(history):
    person = history.somebody_enrols()
    history.starts(person)
    for position in (1, 2, 3):
        history.answers(person, position, True, False)
    history.submits(person)


def a_pass_of_one_who_left(history):
    person = history.somebody_enrols()
    history.starts(person)
    for position in (1, 2, 3):
        history.answers(person, position, True, False)
    history.leaves(person)
    history.submits(person)


def a_void_question_and_a_second_chance(history):
    person = history.somebody_enrols()
    history.starts(person)
    history.submits(person)
    asked = history.attempt_of(person).items.get(position=1).version
    history.a_question_turns_out_to_be_wrong(history.released.versions.index(asked), True)
    history.is_reopened(person)
    history.submits(person)


def everything_holds(history) -> None:
    for each in history.invariants:
        each.function(history)


def ends_well(history, story) -> None:
    story(history)
    everything_holds(history)


STORIES = [
    (without_constraints, two_windows),
    (without_the_guard_of_time, an_answer_after_the_grace),
    (without_the_guard_of_closing, an_answer_after_the_submit),
    (lowered_by_a_regrade, a_regrade_of_everything),
    (without_recording_the_step, a_pass),
    (passing_who_left, a_pass_of_one_who_left),
    (without_following, a_void_question_and_a_second_chance),
    (numbered_by_the_attempt, a_void_question_and_a_second_chance),
]


@pytest.fixture
def history():
    history = Histories()
    yield history
    history.teardown()


@pytest.mark.parametrize("story", [story for _, story in STORIES])
def test_the_story_of_each_fault_ends_well_without_it(history, story):
    ends_well(history, story)


@pytest.mark.parametrize(("fault", "story"), STORIES)
def test_planted_a_missing_guard_breaks_a_promise(history, fault, story):
    with fault(), pytest.raises(AssertionError):
        ends_well(history, story)
