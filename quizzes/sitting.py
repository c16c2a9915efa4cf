"""Sitting a quiz: a paper is drawn, answers are appended, the sitting closes once and is graded."""

import logging
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, Max, OuterRef
from django.utils import timezone

from courses.models import EditionStep, Enrolment
from courses.progress import record_step, why_locked

from . import grading, kinds
from .authoring import content_sha256
from .drawing import Pool, draw
from .models import Answer, Attempt, AttemptItem, AttemptResult, Flag, ItemGrade, QuestionVersion
from .sitting_sql import insert_answer, insert_attempt

logger = logging.getLogger(__name__)
chance = secrets.SystemRandom()

# Each try that fails means that another answer to the same item was stored meanwhile.
TRIES = 100


class Refused(Exception):
    """An attempt may not be opened. Its text is the reason, for the learner."""


class EnrolmentEnded(Refused):
    pass


class StepLocked(Refused):
    pass


class AlreadyPassed(Refused):
    pass


class AttemptsUsedUp(Refused):
    pass


class NothingToAsk(Refused):
    pass


class Closed(Exception):
    """The attempt takes no more answers: it was submitted, or its time has run out."""


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


def refusal(enrolment: Enrolment, step: EditionStep, attempts: Sequence[Attempt]) -> Refused | None:
    """Why no attempt may be opened at this step, or None. `attempts` carry their outcome."""
    if enrolment.ended_at:
        return EnrolmentEnded("You left this course, so its quiz is closed.")
    if any(attempt.passed for attempt in attempts):  # type: ignore[attr-defined]  # with_outcome()
        return AlreadyPassed("You passed this quiz. There’s nothing left to do here.")
    allowed = step.body["attempts_allowed"]
    if allowed and len(attempts) >= allowed:
        used = "your only attempt" if allowed == 1 else f"all {allowed} attempts"
        return AttemptsUsedUp(f"You have used {used}.")
    reason = why_locked(enrolment, step)
    return StepLocked(reason) if reason else None


def open_attempt(enrolment: Enrolment, step: EditionStep) -> Attempt:
    """Return the open attempt at this step, or open one on a freshly drawn paper.

    Raises the Refused that says why. Two posts at once open one attempt.
    """
    attempts = list(Attempt.objects.at_step(enrolment, step.key).with_outcome())
    for attempt in attempts:
        if attempt.submitted_at is None:
            return attempt
    if refused := refusal(enrolment, step, attempts):
        raise refused
    versions = draw_paper(enrolment, step)
    attempt = Attempt(
        enrolment=enrolment,
        step=step,
        step_key=step.key,
        number=attempts[-1].number + 1 if attempts else 1,
        opened_at=timezone.now(),
    )
    with transaction.atomic(savepoint=False):
        if insert_attempt(attempt):
            AttemptItem.objects.bulk_create(paper_items(attempt, versions))
            return attempt
    return open_attempt(enrolment, step)


def draw_paper(enrolment: Enrolment, step: EditionStep) -> list[QuestionVersion]:
    """Draw from the frozen pools, questions this learner has not met first. Raises NothingToAsk."""
    pools = step.body["pools"]
    frozen = {
        (UUID(row["uuid"]), row["version"]): row["digest"] for pool in pools for row in pool["questions"]
    }
    met = AttemptItem.objects.filter(
        attempt__enrolment__learner=enrolment.learner_id,
        attempt__step_key=step.key,
        version__question=OuterRef("question"),
    )
    versions = (
        QuestionVersion.objects.not_void()
        .filter(question__public_id__in={identity for identity, _ in frozen})
        .select_related("question")
        .annotate(met=Exists(met))
    )
    salt = bytes(step.edition.salt)
    there = {
        str(version.question.public_id): version
        for version in versions
        if is_as_frozen(version, frozen.get((version.question.public_id, version.number)), salt)
    }
    drawn = draw(
        [
            Pool(pool["draw"], [row["uuid"] for row in pool["questions"] if row["uuid"] in there])
            for pool in pools
        ],
        frozenset(identity for identity, version in there.items() if version.met),
        chance,
    )
    if not drawn:
        raise NothingToAsk("This quiz has no question to ask at the moment. We’ve been told.")
    return [there[str(identity)] for identity in drawn]


def is_as_frozen(version: QuestionVersion, digest: str | None, salt: bytes) -> bool:
    """Whether the edition holds this version, word for word. One that was tampered with is never asked."""
    if digest is None:
        return False
    found = QuestionVersion(sha256=content_sha256(version.kind, version.payload, version.references))
    if found.digest(salt) != digest:
        logger.error("Question version %s differs from what its edition froze.", version.pk)
        return False
    return True


def paper_items(attempt: Attempt, versions: Sequence[QuestionVersion]) -> list[AttemptItem]:
    items = []
    for position, version in enumerate(versions, 1):
        order = kinds.rule(version.kind).parts(version.payload)
        chance.shuffle(order)
        items.append(AttemptItem(attempt=attempt, position=position, version=version, option_order=order))
    return items


def save_answer(
    attempt: Attempt, item: AttemptItem, response: Any, client_id: UUID, base: int | None = None
) -> Saved:
    """Append an answer. A repeated client id, or the same response again, returns the answer there is.

    `base` is the sequence of the answer that the learner last saw, 0 for none. Raises Stale when a newer
    one is there, Closed when the attempt takes no more, and ValueError for an item of another attempt or a
    client id that was used for another item.
    """
    if item.attempt_id != attempt.pk:
        raise ValueError("This question is not on this paper.")
    for _ in range(TRIES):
        now = timezone.now()
        sequence = insert_answer(attempt, item, response, client_id, base, now)
        if sequence is not None:
            return Saved(sequence, now)
        if stored := stored_already(attempt, item, response, client_id, base):
            return Saved(stored.sequence, stored.received_at)
    raise RuntimeError(f"Answer to item {item.pk} lost {TRIES} races.")


def stored_already(
    attempt: Attempt, item: AttemptItem, response: Any, client_id: UUID, base: int | None
) -> Answer | None:
    """Why an answer was not inserted: the answer there is, or None when it is worth another try.

    Raises Closed, Stale and ValueError as `save_answer` says.
    """
    if repeated := Answer.objects.filter(attempt=attempt, client_id=client_id).first():
        if repeated.item_id != item.pk:
            raise ValueError("This answer's id was used for another question.")
        return repeated
    if not Attempt.objects.takes_answers(timezone.now()).filter(pk=attempt.pk).exists():
        raise Closed
    latest = item.answers.order_by("-sequence").first()
    if base is None or base == (latest.sequence if latest else 0):
        return None
    if latest and latest.response == response:
        return latest
    raise Stale(latest)


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


@transaction.atomic
def submit(
    attempt: Attempt, *, by: str = Attempt.ClosedBy.LEARNER, at: datetime | None = None
) -> AttemptResult:
    """Close the attempt and grade the latest answers. A second submit returns the result there is.

    A pass records the step in the same transaction, with the moment of submitting.
    """
    attempt = (
        Attempt.objects.select_for_update(of=("self",))
        .select_related("step__edition", "enrolment")
        .get(pk=attempt.pk)
    )
    if attempt.submitted_at:
        return attempt.results.latest("sequence")
    now = timezone.now()
    items = list(attempt.items.select_related("version__question").with_answer())
    grade = grading.grade(paper_of(attempt.step, items), {item.pk: item.answer_response for item in items})
    keep_grades(items, grade, now)
    result = AttemptResult.objects.create(
        attempt=attempt,
        sequence=1,
        points=grade.points,
        max_points=grade.max_points,
        pass_mark=attempt.step.body["pass_mark"],
        missed_must_pass=len(grade.missed_must_pass),
        passed=grade.passed,
        graded_at=now,
    )
    attempt.submitted_at = at or now
    attempt.closed_by = by
    attempt.save(update_fields=["submitted_at", "closed_by"])
    if grade.passed:
        record_step(attempt.enrolment, attempt.step, attempt.submitted_at)
    return result


def keep_grades(items: Sequence[AttemptItem], grade: grading.Grade, now: datetime) -> None:
    """Append what each item earned, and by which answer and version."""
    ItemGrade.objects.bulk_create(
        ItemGrade(
            item=item,
            sequence=1,
            version=item.version,
            answer_id=item.answer_pk,  # type: ignore[attr-defined]  # with_answer()
            fraction=grade.fractions[item.pk],
            graded_at=now,
        )
        for item in items
    )


def paper_of(step: EditionStep, items: Sequence[AttemptItem]) -> grading.Paper:
    """The paper as its edition rules it: which items must be passed, and what it takes."""
    questions = frozen_questions(step)
    return grading.Paper(
        tuple(
            grading.Item(
                item.pk,
                kinds.rule(item.version.kind),
                item.version.payload,
                item.points,
                questions[str(item.version.question.public_id)]["must_pass"],
            )
            for item in items
        ),
        step.body["pass_mark"],
    )


def frozen_questions(step: EditionStep) -> dict[str, dict[str, Any]]:
    """What the edition says of each question it may ask, by the question's id."""
    return {row["uuid"]: row for pool in step.body["pools"] for row in pool["questions"]}


def close_overdue(now: datetime | None = None) -> int:
    """Submit every open attempt whose time has run out, as of its last answer. Returns how many.

    One that fails is logged and tried again next time; it must not keep the others open.
    """
    closed = 0
    for attempt in Attempt.objects.overdue(now or timezone.now()):
        try:
            close(attempt)
        except Exception:
            logger.exception("Attempt %s could not be closed.", attempt.pk)
        else:
            closed += 1
    return closed


def close(attempt: Attempt) -> AttemptResult:
    """Submit an overdue attempt for its learner. No answer can arrive any more, so the last one is known."""
    last = attempt.answers.aggregate(last=Max("received_at"))["last"]
    return submit(attempt, by=Attempt.ClosedBy.SWEEP, at=last or attempt.deadline_at)
