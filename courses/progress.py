"""Recording that a step is finished, and completing a course when the last one is."""

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, Q
from django.utils import timezone

from .completion import Progress, Record, Requirement, finished, locks, unmet
from .models import Completion, EditionStep, Enrolment, StepRecord
from .signals import course_completed


class StepLocked(Exception):
    """An earlier step comes first. The message says which."""


@transaction.atomic
def record_reading(enrolment: Enrolment, step: EditionStep, at: datetime | None = None) -> StepRecord:
    """Record that the learner says they have read a lesson. Raises StepLocked."""
    if reason := why_locked(enrolment, step):
        raise StepLocked(reason)
    return record_step(enrolment, step, at or timezone.now())


# It raises nothing of its own, so it needs no savepoint inside the transaction of a quiz's submit.
@transaction.atomic(savepoint=False)
def record_step(enrolment: Enrolment, step: EditionStep, at: datetime) -> StepRecord:
    """Record that a step was finished at a moment. The one door: lessons, quizzes and all else come here.

    Recording it twice, or at the same moment, keeps the first record. Completes the course if that was all.
    """
    enrolment = _hold(enrolment)
    record = _record_that_counts(enrolment, step)
    if record is None:
        record = StepRecord.objects.create(
            enrolment=enrolment, step_key=step.key, edition_id=step.edition_id, digest=step.digest, at=at
        )
    _complete(enrolment)
    return record


def _record_that_counts(enrolment: Enrolment, step: EditionStep) -> StepRecord | None:
    """What was finished earlier in this major edition, or as the step reads now."""
    counts = Q(digest=step.digest) | Q(edition__major=step.edition.major)
    return StepRecord.objects.filter(counts, enrolment=enrolment, step_key=step.key).order_by("pk").first()


@transaction.atomic(savepoint=False)
def complete_if_due(enrolment: Enrolment) -> Completion | None:
    """Complete the course if nothing is owed. Returns the completion, new or old, or None.

    Listeners of `course_completed` are nudged after the commit; what they break is logged, and not undone.
    """
    return _complete(_hold(enrolment))


def _hold(enrolment: Enrolment) -> Enrolment:
    """Lock the parent row: whoever holds it decides, so that racing requests agree."""
    held = Enrolment.objects.select_for_update(of=("self",), no_key=True)
    return held.select_related("completion").get(pk=enrolment.pk)


def _complete(enrolment: Enrolment) -> Completion | None:
    if (existing := getattr(enrolment, "completion", None)) or enrolment.ended_at:
        return existing
    # Asked in a statement after the lock: what was joined to the lock is as old as the wait for it.
    completed = Exists(Completion.objects.filter(enrolment=enrolment))
    steps = list(EditionStep.objects.taught_to(enrolment).annotate(completed=completed))
    if any(step.completed for step in steps):
        return Completion.objects.get(enrolment=enrolment)
    done = finished_steps(steps)
    required = Requirement(frozenset(step.key for step in steps if step.required))
    if unmet(required, Progress(done)):
        return None
    completion = Completion.objects.create(
        enrolment=enrolment,
        edition_id=steps[0].edition_id,
        # The fact is as old as its latest step, however late it is noticed.
        completed_at=max(s.recorded_at for s in steps if s.recorded_at and s.key in required.steps),
    )
    transaction.on_commit(partial(course_completed.send_robust, sender=Completion, completion=completion))
    return completion


def finished_steps(steps: Iterable[EditionStep]) -> frozenset[UUID]:
    """The keys of the finished ones among the steps of one edition, as `recorded_by` fetched them."""
    steps = list(steps)
    records = [
        Record(step.key, step.recorded_digest, step.recorded_major)
        for step in steps
        if step.recorded_digest is not None and step.recorded_major is not None
    ]
    return finished(steps, records, steps[0].edition.major) if steps else frozenset()


def why_locked(enrolment: Enrolment, step: EditionStep) -> str:
    """Why this learner may not begin a step yet, in plain words. Empty: they may. One statement."""
    earlier = EditionStep.objects.filter(edition=step.edition_id, position__lte=step.position)
    steps = list(earlier.outlined().recorded_by(enrolment))
    return locks(steps, finished_steps(steps)).get(step.key, "")
