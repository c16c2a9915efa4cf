"""More time for a person, in whatever they sit and while they sit it. A deadline is never brought forward."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from accounts import accommodating
from accounts.auditing import audit
from accounts.models import Accommodation, User

from .models import Attempt


@transaction.atomic
def give_time(
    person: User,
    *,
    by: User | None,
    reason: str,
    time_factor: Decimal = Decimal(1),
    untimed: bool = False,
    ends_at: datetime | None = None,
) -> Accommodation:
    """Give a person more time, and let what they sit at this moment follow. Raises as `accommodating.give` does."""
    given = accommodating.give(
        person, by=by, reason=reason, time_factor=time_factor, untimed=untimed, ends_at=ends_at
    )
    for attempt in running(person):
        stretch(attempt, given, by)
    return given


def running(person: User) -> list[Attempt]:
    """Locked, so that no sweep closes one while its deadline moves."""
    timed = Attempt.objects.filter(enrolment__learner=person, time_limit__isnull=False)
    open_ = timed.open().exclude(deadline_at=None)
    return list(open_.select_for_update(of=("self",), no_key=True).order_by("pk"))


def stretch(attempt: Attempt, given: Accommodation, by: User | None) -> None:
    before = attempt.deadline_at
    attempt.deadline_at = deadline(attempt, given.factor)
    if attempt.deadline_at == before:
        return
    attempt.save(update_fields=["deadline_at"])
    after = attempt.deadline_at.isoformat() if attempt.deadline_at else None
    audit(by, "attempt given time", attempt, deadline=after)


def deadline(attempt: Attempt, factor: Decimal | None) -> datetime | None:
    """What the attempt's limit and a factor come to. Never before the deadline there is."""
    if factor is None or attempt.deadline_at is None or attempt.time_limit is None:
        return None
    asked = attempt.opened_at + timedelta(seconds=int(attempt.time_limit * factor))
    return max(asked, attempt.deadline_at)


class NotReopened(Exception):
    """The attempt cannot be opened again. Its text says why."""


@transaction.atomic
def reopen(attempt: Attempt, *, by: User | None, reason: str, minutes: int) -> Attempt:
    """Open a failed attempt again for so many minutes, with the answers that came late. Audited.

    Its next submit appends another result. Raises NotReopened, and ValueError without a reason.
    """
    if not reason.strip() or minutes < 1:
        raise ValueError("Reopening needs a reason and at least a minute.")
    locked = Attempt.objects.select_for_update(of=("self", "enrolment"), no_key=True)
    attempt = locked.select_related("enrolment").get(pk=attempt.pk)
    if why := not_reopened(attempt):
        raise NotReopened(why)
    now = timezone.now()
    taken = take_in(attempt)
    attempt.submitted_at, attempt.closed_by = None, ""
    attempt.reopened_at = now
    attempt.deadline_at = now + timedelta(minutes=minutes)
    attempt.save(update_fields=["submitted_at", "closed_by", "reopened_at", "deadline_at"])
    audit(by, "attempt reopened", attempt, reason=reason, minutes=minutes, late_answers=taken)
    return attempt


def not_reopened(attempt: Attempt) -> str:
    """Why an attempt stays closed. Empty: it may be opened again."""
    if by_others := Attempt.objects.at_step(attempt.enrolment_id, attempt.step_key).open().exists():
        return (
            "Another attempt at this quiz is open." if attempt.submitted_at and by_others else "It is open."
        )
    if attempt.enrolment.ended_at:
        return "The learner left the course."
    if Attempt.objects.passed_at(attempt.enrolment_id, attempt.step_key):
        return "The learner passed this quiz already."
    return ""


def take_in(attempt: Attempt) -> int:
    """Append the latest late answer to each item, as of when it came. Returns how many."""
    latest = {late.item_id: late for late in attempt.late_answers.order_by("received_at")}
    known = set(attempt.answers.values_list("client_id", flat=True))
    sequences = dict(attempt.answers.order_by("sequence").values_list("item", "sequence"))
    new = [late for late in latest.values() if late.client_id not in known]
    for late in new:
        attempt.answers.create(
            item_id=late.item_id,
            client_id=late.client_id,
            sequence=sequences.get(late.item_id, 0) + 1,
            response=late.response,
            received_at=late.received_at,
        )
    return len(new)
