"""The statements of a sitting that are written by hand.

Two must be one statement each, because two would race. The third finds an item for saving, which is asked at
every answer: half of what a save cost was the building of that query.

PostgreSQL runs them side by side: the guard of a save locks the attempt FOR SHARE, so that a submit, which
takes it FOR UPDATE, waits until the answer is committed, and a save that comes later finds it closed.
SQLite has no row locks and needs none: its transactions take the write lock first, one after the other.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Field, Model

from accounts.models import User
from accounts.recognising import COLUMNS, person_of

from .models import GRACE, Answer, Attempt, AttemptItem, QuestionVersion

# Without this lock an acknowledged answer can miss its grading: see tests/quizzes/test_races.py.
LOCKS = {"postgresql": "FOR SHARE OF attempt"}

INSERT_ANSWER = """
INSERT INTO quizzes_answer (attempt_id, item_id, client_id, sequence, response, confidence, received_at)
SELECT attempt.id, %(item)s, %(client_id)s, {latest} + 1, %(response)s, {confidence}, %(now)s
  FROM quizzes_attempt attempt
 WHERE attempt.id = %(attempt)s
   AND attempt.submitted_at IS NULL
   AND (attempt.deadline_at IS NULL OR attempt.deadline_at > %(in_grace)s)
   {in_date}
   {lock}
    ON CONFLICT DO NOTHING
RETURNING sequence
"""
LATEST = "COALESCE((SELECT MAX(sequence) FROM quizzes_answer WHERE item_id = %(item)s), 0)"

# The join to the enrolment is what makes it the learner's own: see AttemptItem.objects.visible_to.
PERSON = ", ".join(f'person."{column}"' for column in COLUMNS)
FIND_ITEM = """
SELECT item.id, attempt.id, attempt.deadline_at, version.id, version.kind, version.payload, {person}
  FROM quizzes_attemptitem item
  JOIN quizzes_attempt attempt ON attempt.id = item.attempt_id
  JOIN courses_enrolment enrolment ON enrolment.id = attempt.enrolment_id
  JOIN accounts_user person ON person.id = enrolment.learner_id
  JOIN quizzes_questionversion version ON version.id = item.version_id
 WHERE attempt.public_id = %(attempt)s
   AND enrolment.learner_id = %(learner)s
   AND item.position = %(position)s
"""

INSERT_ATTEMPT = """
INSERT INTO quizzes_attempt
       (public_id, enrolment_id, step_id, step_key, number, opened_at, time_limit, deadline_at, closed_by)
SELECT %(public_id)s, enrolment.id, %(step)s, %(step_key)s, %(number)s, %(opened_at)s, {time_limit}, {deadline_at}, ''
  FROM courses_enrolment enrolment
 WHERE enrolment.id = %(enrolment)s
   AND enrolment.ended_at IS NULL
    ON CONFLICT DO NOTHING
RETURNING id
"""


def find_item(learner: int, attempt: UUID, position: int) -> tuple[AttemptItem, User] | None:
    """A question of a learner's own attempt, with what it takes to save an answer to it, and the learner.

    None for anybody else's. Whether the learner sent the request is for `accounts.recognising` to say.
    """
    values = {
        "attempt": stored(Attempt, "public_id", attempt),
        "learner": learner,
        "position": position,
    }
    with connection.cursor() as cursor:
        cursor.execute(FIND_ITEM.format(person=PERSON), values)
        row = cursor.fetchone()
    if row is None:
        return None
    item, of, deadline, version, kind, payload = row[:6]
    found = AttemptItem(
        pk=item,
        position=position,
        attempt=Attempt(pk=of, public_id=attempt, deadline_at=read(Attempt, "deadline_at", deadline)),
        version=QuestionVersion(pk=version, kind=kind, payload=read(QuestionVersion, "payload", payload)),
    )
    return found, person_of(row[6:])


def insert_answer(answer: Answer, base: int | None) -> int | None:
    """Append an answer to an open attempt and return its sequence; None when a guard let nothing through.

    The guards: the attempt is open and in time, nobody used the client id, no other answer took the same
    sequence, and, with a `base`, the learner has seen the latest answer.
    """
    statement = INSERT_ANSWER.format(
        latest=LATEST,
        # PostgreSQL cannot tell the type of a NULL that is bound by a SELECT.
        confidence="NULL" if answer.confidence is None else "%(confidence)s",
        in_date="" if base is None else f"AND {LATEST} = %(base)s",
        lock=LOCKS.get(connection.vendor, ""),
    )
    values = {
        "attempt": answer.attempt_id,
        "item": answer.item_id,
        "client_id": stored(Answer, "client_id", answer.client_id),
        "response": stored(Answer, "response", answer.response),
        "now": stored(Answer, "received_at", answer.received_at),
        "in_grace": stored(Answer, "received_at", answer.received_at - GRACE),
    }
    optional = {"confidence": answer.confidence, "base": base}
    return first_value(statement, values | {name: v for name, v in optional.items() if v is not None})


def insert_attempt(attempt: Attempt) -> bool:
    """Insert an unsaved attempt, and set its id. False when somebody has just opened another, or the learner left."""
    values = {
        "public_id": stored(Attempt, "public_id", attempt.public_id),
        "enrolment": attempt.enrolment_id,
        "step": attempt.step_id,
        "step_key": stored(Attempt, "step_key", attempt.step_key),
        "number": attempt.number,
        "opened_at": stored(Attempt, "opened_at", attempt.opened_at),
    }
    optional = {
        "time_limit": attempt.time_limit,
        "deadline_at": stored(Attempt, "deadline_at", attempt.deadline_at),
    }
    given = {name: value for name, value in optional.items() if value is not None}
    statement = INSERT_ATTEMPT.format(
        **{name: f"%({name})s" if name in given else "NULL" for name in optional}
    )
    attempt.pk = first_value(statement, values | given)
    attempt._state.adding = attempt.pk is None
    return attempt.pk is not None


def stored(model: type[Attempt] | type[Answer], name: str, value: Any) -> Any:
    """A value as the field's column takes it on this database."""
    field: Field[Any, Any] = model._meta.get_field(name)  # type: ignore[assignment]
    return field.get_db_prep_save(value, connection)


def read(model: type[Model], name: str, value: Any) -> Any:
    """The other direction: a column's value as the field has it."""
    field: Field[Any, Any] = model._meta.get_field(name)  # type: ignore[assignment]
    column = field.get_col(model._meta.db_table)
    for convert in [*connection.ops.get_db_converters(column), *column.get_db_converters(connection)]:
        value = convert(value, column, connection)
    return value


def first_value(statement: str, values: Mapping[str, Any]) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        row = cursor.fetchone()
    return row[0] if row else None
