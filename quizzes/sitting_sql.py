"""The two statements of a sitting that must be one statement each, because two would race.

PostgreSQL runs them side by side: the guard of a save locks the attempt FOR SHARE, so that a submit, which
takes it FOR UPDATE, waits until the answer is committed, and a save that comes later finds it closed.
SQLite has no row locks and needs none: its transactions take the write lock first, one after the other.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Field

from .models import Answer, Attempt, AttemptItem

# Without this lock an acknowledged answer can miss its grading: see tests/quizzes/test_races.py.
LOCKS = {"postgresql": "FOR SHARE OF attempt"}

INSERT_ANSWER = """
INSERT INTO quizzes_answer (attempt_id, item_id, client_id, sequence, response, received_at)
SELECT attempt.id, %(item)s, %(client_id)s, {latest} + 1, %(response)s, %(now)s
  FROM quizzes_attempt attempt
 WHERE attempt.id = %(attempt)s
   AND attempt.submitted_at IS NULL
   AND (attempt.deadline_at IS NULL OR attempt.deadline_at > %(now)s)
   {in_date}
   {lock}
    ON CONFLICT DO NOTHING
RETURNING sequence
"""
LATEST = "COALESCE((SELECT MAX(sequence) FROM quizzes_answer WHERE item_id = %(item)s), 0)"

INSERT_ATTEMPT = """
INSERT INTO quizzes_attempt (public_id, enrolment_id, step_id, step_key, number, opened_at, deadline_at, closed_by)
VALUES (%(public_id)s, %(enrolment)s, %(step)s, %(step_key)s, %(number)s, %(opened_at)s, %(deadline_at)s, '')
    ON CONFLICT DO NOTHING
RETURNING id
"""


def insert_answer(
    attempt: Attempt, item: AttemptItem, response: Any, client_id: UUID, base: int | None, now: datetime
) -> int | None:
    """Append an answer to an open attempt and return its sequence; None when a guard let nothing through.

    The guards: the attempt is open and in time, nobody used the client id, no other answer took the same
    sequence, and, with a `base`, the learner has seen the latest answer.
    """
    statement = INSERT_ANSWER.format(
        latest=LATEST,
        in_date="" if base is None else f"AND {LATEST} = %(base)s",
        lock=LOCKS.get(connection.vendor, ""),
    )
    values = {
        "attempt": attempt.pk,
        "item": item.pk,
        "client_id": stored(Answer, "client_id", client_id),
        "response": stored(Answer, "response", response),
        "now": stored(Answer, "received_at", now),
    }
    if base is not None:
        values["base"] = base
    return first_value(statement, values)


def insert_attempt(attempt: Attempt) -> bool:
    """Insert an unsaved attempt, and set its id. False when somebody has just opened another."""
    values = {
        "public_id": stored(Attempt, "public_id", attempt.public_id),
        "enrolment": attempt.enrolment_id,
        "step": attempt.step_id,
        "step_key": stored(Attempt, "step_key", attempt.step_key),
        "number": attempt.number,
        "opened_at": stored(Attempt, "opened_at", attempt.opened_at),
        "deadline_at": stored(Attempt, "deadline_at", attempt.deadline_at),
    }
    attempt.pk = first_value(INSERT_ATTEMPT, values)
    attempt._state.adding = attempt.pk is None
    return attempt.pk is not None


def stored(model: type[Attempt] | type[Answer], name: str, value: Any) -> Any:
    """A value as the field's column takes it on this database."""
    field: Field[Any, Any] = model._meta.get_field(name)  # type: ignore[assignment]
    return field.get_db_prep_save(value, connection)


def first_value(statement: str, values: Mapping[str, Any]) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        row = cursor.fetchone()
    return row[0] if row else None
