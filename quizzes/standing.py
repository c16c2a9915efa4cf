"""Where a learner stands at a quiz: all that decides whether an attempt may be opened, in one statement."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from allauth.account.models import EmailAddress
from django.db.models import Case, Exists, F, JSONField, Max, OuterRef, QuerySet, Subquery, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.models import Accommodation, User
from courses.completion import locks
from courses.models import EditionStep, Enrolment, EnrolmentEdition, StepRecord
from courses.progress import finished_steps

from .models import Attempt, AttemptResult
from .papers import Refused
from .terms import Terms, spoken, terms


class EnrolmentEnded(Refused):
    pass


class StepLocked(Refused):
    pass


class AlreadyPassed(Refused):
    pass


class AttemptsUsedUp(Refused):
    pass


class CoolingDown(Refused):
    """`until` says when the next attempt may be opened."""

    def __init__(self, until: datetime, now: datetime) -> None:
        super().__init__(f"You can start another attempt in {spoken(until - now)}. Read again meanwhile.")
        self.until = until


@dataclass(frozen=True, slots=True)
class Standing:
    """One learner at one step: what was sat so far, and what stands in the way."""

    enrolment: Enrolment
    step: EditionStep
    ended: bool
    locked: str  # why, in plain words; empty: open
    has_open: bool
    attempts: int  # opened so far, numbered without a gap
    passed: bool
    last_closed_at: datetime | None
    verified: bool
    factor: Decimal | None  # of the time limit; None: no limit

    @property
    def terms(self) -> Terms:
        return terms(self.step.body)


def standing_of(learner: User, code: str, slug: str) -> Standing | None:
    """Of a learner in the course with this code, on the edition they are taught. None unless enrolled there."""
    latest = EnrolmentEdition.objects.filter(enrolment=OuterRef("edition__moves__enrolment"))
    steps = EditionStep.objects.filter(
        edition__moves__enrolment__learner=learner.pk,
        edition__moves__enrolment__course__code=code,
        edition__moves__enrolment__ended_at=None,
        edition__moves__sequence=Subquery(latest.order_by("-sequence").values("sequence")[:1]),
    )
    return _read(steps, F("edition__moves__enrolment"), slug)


def standing_at(enrolment: Enrolment, step: EditionStep) -> Standing:
    """Of an enrolment at a step of an edition."""
    steps = EditionStep.objects.filter(edition=step.edition_id, edition__course__enrolments=enrolment.pk)
    found = _read(steps, F("edition__course__enrolments"), step.slug)
    if found is None:
        raise EditionStep.DoesNotExist(step.slug)
    return found


def _read(steps: QuerySet[EditionStep], enrolment: F, slug: str) -> Standing | None:
    steps = _with_standing(steps, enrolment, slug).defer("body", "html", "edition__manifest")
    rows = list(steps.select_related("edition__course").order_by("position"))
    step = next((row for row in rows if row.slug == slug), None)
    if step is None:
        return None
    row: Any = step
    step.body = row.own_body
    learner = Enrolment(
        pk=row.enrolment, learner_id=row.learner, course=step.edition.course, ended_at=row.ended
    )
    learner._state.adding = False
    factor = None if row.untimed else row.time_factor or Decimal(1)
    return Standing(
        enrolment=learner,
        step=step,
        ended=row.ended is not None,
        locked=locks(rows, finished_steps(rows)).get(step.key, ""),
        has_open=row.has_open,
        attempts=row.attempts_made,
        passed=row.passed,
        last_closed_at=row.last_closed_at,
        verified=row.verified,
        factor=factor,
    )


def _with_standing(steps: Any, enrolment: F, slug: str) -> Any:
    steps = steps.annotate(enrolment=enrolment)
    records = StepRecord.objects.filter(enrolment=OuterRef("enrolment"), step_key=OuterRef("key"))
    attempts = Attempt.objects.filter(enrolment=OuterRef("enrolment"), step_key=OuterRef("key")).order_by()
    closed = attempts.values("step_key").annotate(at=Max("submitted_at")).values("at")
    last = attempts.order_by("-number").values("number")[:1]
    enrolments = Enrolment.objects.filter(pk=OuterRef("enrolment"))
    more_time = Accommodation.objects.live().filter(person=OuterRef("learner"))
    return steps.annotate(
        own_body=Case(When(slug=slug, then=F("body")), default=None, output_field=JSONField()),
        learner=Subquery(enrolments.values("learner")),
        ended=Subquery(enrolments.values("ended_at")),
        recorded_digest=Subquery(records.values("digest")),
        recorded_major=Subquery(records.values("edition__major")),
        recorded_at=Subquery(records.values("at")),
        has_open=Exists(attempts.filter(submitted_at=None)),
        attempts_made=Coalesce(Subquery(last), 0),
        passed=Exists(_passed(attempts)),
        last_closed_at=Subquery(closed),
        verified=Exists(EmailAddress.objects.filter(user=OuterRef("learner"), verified=True)),
        time_factor=Subquery(more_time.values("time_factor")[:1]),
        untimed=Subquery(more_time.values("untimed")[:1]),
    )


def _passed(attempts: QuerySet[Attempt]) -> QuerySet[Attempt]:
    """Those whose latest result is a pass."""
    latest = AttemptResult.objects.filter(attempt=OuterRef("pk")).order_by("-sequence")
    return attempts.annotate(outcome=Subquery(latest.values("passed")[:1])).filter(outcome=True)


def refusal(where: Standing, now: datetime | None = None) -> Refused | None:
    """Why no attempt may be opened, or None. The open one, if there is one, may always be gone on with."""
    held, now = where.terms, now or timezone.now()
    if where.ended:
        return EnrolmentEnded("You left this course, so its quiz is closed.")
    if where.passed:
        return AlreadyPassed("You passed this quiz. There’s nothing left to do here.")
    if held.attempts_allowed and where.attempts >= held.attempts_allowed:
        used = "your only attempt" if held.attempts_allowed == 1 else f"all {held.attempts_allowed} attempts"
        return AttemptsUsedUp(f"You have used {used}.")
    if where.locked:
        return StepLocked(where.locked)
    if where.last_closed_at and held.cool_down and (until := where.last_closed_at + held.cool_down) > now:
        return CoolingDown(until, now)
    return None
