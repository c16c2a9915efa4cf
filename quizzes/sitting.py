"""Sitting a quiz: a paper is drawn, answers are appended, the sitting closes once and is graded."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from courses.models import EditionStep, Enrolment
from courses.progress import record_step

from . import grading
from .models import (
    Answer,
    Attempt,
    AttemptItem,
    AttemptQuerySet,
    AttemptResult,
    Flag,
    ItemGrade,
    LateAnswer,
)
from .papers import NothingToAsk, Refused, draw_paper, paper_items, paper_of
from .regrading import follow_known
from .sitting_sql import insert_answer, insert_attempt
from .standing import (
    AlreadyPassed,
    AttemptsUsedUp,
    CoolingDown,
    EnrolmentEnded,
    Standing,
    StepLocked,
    refusal,
    standing_at,
)
from .tallying import tally

__all__ = [
    "AlreadyPassed",
    "AttemptsUsedUp",
    "Closed",
    "CoolingDown",
    "EnrolmentEnded",
    "NothingToAsk",
    "Refused",
    "Saved",
    "Stale",
    "StepLocked",
    "clear_flag",
    "close_overdue",
    "open_attempt",
    "save_answer",
    "set_flag",
    "submit",
    "submit_one",
]

logger = logging.getLogger(__name__)

# Each try that fails means that another answer to the same item was stored meanwhile.
TRIES = 100

# Late answers to one item that are kept. A browser sends each once; more are no learner's.
MAX_LATE = 10


class Closed(Exception):
    """The attempt takes no more answers: it was submitted, or its time has run out.

    `kept`: the answer was stored as late. It is not graded unless a person reopens the attempt.
    """

    def __init__(self, *, kept: bool = False) -> None:
        super().__init__("This attempt is closed.")
        self.kept = kept


@dataclass(frozen=True, slots=True)
class Saved:
    """An answer that is stored, and when it was."""

    sequence: int
    at: datetime


class Stale(Exception):
    """The item was answered elsewhere since this page was loaded. `current` is the latest answer."""

    def __init__(self, current: Answer | None) -> None:
        super().__init__("This question was answered in another window.")
        self.current = current


def open_attempt(enrolment: Enrolment, step: EditionStep, where: Standing | None = None) -> Attempt:
    """Return the open attempt at this step, or open one on a freshly drawn paper.

    `where` is what the caller has just read of it. Raises the Refused that says why. Two posts at once open
    one attempt.
    """
    where = where or standing_at(enrolment, step)
    if where.has_open:
        open_ = Attempt.objects.at_step(enrolment, step.key).open().first()
        return open_ or open_attempt(enrolment, step)
    now = timezone.now()
    if refused := refusal(where, now):
        raise refused
    versions = draw_paper(where.enrolment, where.step)
    limit = where.terms.time_limit
    time = where.terms.time_for(where.factor)
    attempt = Attempt(
        enrolment=where.enrolment,
        step=where.step,
        step_key=step.key,
        number=where.attempts + 1,
        opened_at=now,
        time_limit=int(limit.total_seconds()) if limit else None,
        deadline_at=now + time if time else None,
    )
    with transaction.atomic(savepoint=False):
        if insert_attempt(attempt):
            AttemptItem.objects.bulk_create(paper_items(attempt, versions))
            return attempt
    return open_attempt(enrolment, step)


def save_answer(
    attempt: Attempt,
    item: AttemptItem,
    response: Any,
    client_id: UUID,
    base: int | None = None,
    confidence: int | None = None,
) -> Saved:
    """Append an answer. A repeated client id, or the same response again, returns the answer there is.

    `base` is the sequence of the answer that the learner last saw, 0 for none; `confidence` is 1, 2 or 3.
    Raises Stale when a newer one is there, Closed when the attempt takes no more, and ValueError for an item
    of another attempt or a client id that was used for another item.
    """
    if item.attempt_id != attempt.pk:
        raise ValueError("This question is not on this paper.")
    for _ in range(TRIES):
        now = timezone.now()
        answer = Answer(
            attempt=attempt,
            item=item,
            client_id=client_id,
            response=response,
            confidence=confidence,
            received_at=now,
        )
        if (sequence := insert_answer(answer, base)) is not None:
            return Saved(sequence, now)
        if stored := stored_already(answer, base):
            return Saved(stored.sequence, stored.received_at)
    raise RuntimeError(f"Answer to item {item.pk} lost {TRIES} races.")


def stored_already(answer: Answer, base: int | None) -> Answer | None:
    """Why an answer was not inserted: the answer there is, or None when it is worth another try.

    Raises Closed, Stale and ValueError as `save_answer` says.
    """
    repeated = Answer.objects.filter(attempt=answer.attempt_id, client_id=answer.client_id).first()
    if repeated:
        if repeated.item_id != answer.item_id:
            raise ValueError("This answer's id was used for another question.")
        return repeated
    if not Attempt.objects.takes_answers(answer.received_at).filter(pk=answer.attempt_id).exists():
        raise Closed(kept=keep_late(answer))
    latest = Answer.objects.filter(item=answer.item_id).order_by("-sequence").first()
    if base is None or base == (latest.sequence if latest else 0):
        return None
    if latest and (latest.response, latest.confidence) == (answer.response, answer.confidence):
        return latest
    raise Stale(latest)


def keep_late(answer: Answer) -> bool:
    """Store what came too late, once. Says nothing new, or too many: not kept. Returns whether it is stored."""
    late = LateAnswer.objects.filter(item=answer.item_id)
    if late.filter(client_id=answer.client_id).exists():
        return True
    if not answer.response or late.count() >= MAX_LATE:
        return False
    late.get_or_create(
        attempt_id=answer.attempt_id,
        client_id=answer.client_id,
        defaults={
            "item_id": answer.item_id,
            "response": answer.response,
            "received_at": answer.received_at,
        },
    )
    return True


def set_flag(item: AttemptItem) -> None:
    """Mark a question to look at again. Raises Closed."""
    require_open(item.attempt)
    Flag.objects.get_or_create(item=item)


def clear_flag(item: AttemptItem) -> None:
    """Take the mark away. Raises Closed."""
    require_open(item.attempt)
    Flag.objects.filter(item=item).delete()


def require_open(attempt: Attempt) -> None:
    if not Attempt.objects.takes_answers(timezone.now()).filter(pk=attempt.pk).exists():
        raise Closed


def submit(attempt: Attempt, *, by: str = Attempt.ClosedBy.LEARNER) -> AttemptResult:
    """Close the attempt and grade the latest answers. A second submit returns the result there is.

    A pass records the step in the same transaction, with the moment of submitting.
    """
    return submit_one(Attempt.objects.filter(pk=attempt.pk), by=by)


@transaction.atomic
def submit_one(attempts: AttemptQuerySet, *, by: str = Attempt.ClosedBy.LEARNER) -> AttemptResult:
    """Submit the one attempt that the query finds. Raises Attempt.DoesNotExist.

    The enrolment is locked with it: who left the course meanwhile passes nothing.
    """
    attempt = (
        attempts.select_for_update(of=("self", "enrolment"), no_key=True)
        .select_related("step__edition", "enrolment")
        .defer("step__edition__manifest", "step__edition__salt")
        .defer("step__html")
        .get()
    )
    if attempt.submitted_at:
        return attempt.results.latest("sequence")
    now = timezone.now()
    items = list(
        attempt.items.select_related("version__question").with_answer().with_decision().order_by("position")
    )
    grade = grading.grade(paper_of(attempt.step, items), {item.pk: item.answer_response for item in items})
    sequence = attempt.results.count() + 1 if attempt.reopened_at else 1
    graded = [item for item in items if item.pk in grade.fractions]  # the others wait for a person's mark
    keep_grades(graded, grade, now, again=sequence > 1)
    result = AttemptResult.objects.create(
        attempt=attempt,
        sequence=sequence,
        points=grade.points,
        max_points=grade.max_points,
        pass_mark=attempt.step.body["pass_mark"],
        missed_must_pass=len(grade.missed_must_pass),
        passed=grade.passed and counts(attempt),
        graded_at=now,
    )
    close(attempt, items, by, now)
    if result.passed:
        record_step(attempt.enrolment, attempt.step, attempt.submitted_at)
    if sequence == 1 and attempt.number == 1:
        tally(graded, grade)
    return follow_known([item for item in items if item.is_decided]) or result


def counts(attempt: Attempt) -> bool:
    """Whether a pass would be one: nobody passes a course that they have left."""
    return attempt.enrolment.ended_at is None


def close(attempt: Attempt, items: Sequence[AttemptItem], by: str, now: datetime) -> None:
    """Once time is up the last answer is the moment of submitting, however late that is noticed."""
    attempt.submitted_at, attempt.closed_by = now, by
    if attempt.deadline_at and now >= attempt.deadline_at:
        answered = [at for item in items if (at := item.answered_at)]  # type: ignore[attr-defined]  # with_answer()
        attempt.submitted_at = max(answered, default=attempt.deadline_at)
        attempt.closed_by = Attempt.ClosedBy.TIMER if by == Attempt.ClosedBy.LEARNER else by
    attempt.save(update_fields=["submitted_at", "closed_by"])


def keep_grades(items: Sequence[AttemptItem], grade: grading.Grade, now: datetime, *, again: bool) -> None:
    """Append what each item earned, and by which answer and version."""
    graded = ItemGrade.objects.filter(item__in=items).values_list("item").annotate(Max("sequence"))
    last = dict(graded.order_by()) if again else {}  # a regrade may have graded one of them more often
    ItemGrade.objects.bulk_create(
        ItemGrade(
            item=item,
            sequence=last.get(item.pk, 0) + 1,
            version=item.version,
            answer_id=item.answer_pk,  # type: ignore[attr-defined]  # with_answer()
            fraction=grade.fractions[item.pk],
            graded_at=now,
        )
        for item in items
    )


def close_overdue(now: datetime | None = None) -> int:
    """Submit every open attempt whose time has run out, as of its last answer. Returns how many.

    One that fails is logged and tried again next time; it must not keep the others open.
    """
    closed = 0
    for attempt in Attempt.objects.overdue(now or timezone.now()):
        try:
            submit(attempt, by=Attempt.ClosedBy.SWEEP)
        except Exception:
            logger.exception("Attempt %s could not be closed.", attempt.pk)
        else:
            closed += 1
    return closed
