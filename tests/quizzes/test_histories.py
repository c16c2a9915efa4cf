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
from quizzes.models import Attempt

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


def test_random_histories_keep_every_promise():
    play()


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
def passing_who_left():
    with patch.object(sitting, "counts", lambda attempt: True):
        yield


@pytest.mark.parametrize(
    "fault",
    [
        without_constraints,
        without_the_guard_of_time,
        without_the_guard_of_closing,
        lowered_by_a_regrade,
        without_recording_the_step,
        passing_who_left,
    ],
)
def test_planted_a_missing_guard_is_found(fault):
    with fault(), pytest.raises(AssertionError):
        play(300)
