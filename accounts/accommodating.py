"""Giving a person more time, and taking it back. Every change is a row and an audit event.

Running attempts follow at once: see `quizzes.timing`, which calls what is here.
"""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from .auditing import audit
from .models import Accommodation, User


class OwnAccommodation(ValueError):
    """Nobody gives more time to themselves."""


@transaction.atomic
def give(
    person: User,
    *,
    by: User | None,
    reason: str,
    time_factor: Decimal = Decimal(1),
    untimed: bool = False,
    ends_at: datetime | None = None,
) -> Accommodation:
    """Give a person time; what they had before ends. Raises OwnAccommodation, and IntegrityError without a reason.

    The reason stays in the row and out of the audit log: it may speak of a person's health.
    """
    if by is not None and by.pk == person.pk:
        raise OwnAccommodation("Somebody else has to decide about your own time.")
    User.objects.select_for_update(no_key=True).get(pk=person.pk)  # the queue of those who give
    Accommodation.objects.filter(person=person, ended_at=None).update(ended_at=timezone.now())
    given = Accommodation.objects.create(
        person=person, time_factor=time_factor, untimed=untimed, reason=reason, given_by=by, ends_at=ends_at
    )
    audit(by, "accommodation given", given, person=person.pk, factor=str(time_factor), untimed=untimed)
    return given


@transaction.atomic
def end(given: Accommodation, *, by: User | None) -> Accommodation:
    """End it. Attempts that run keep the time they have. Ending it twice changes nothing."""
    if Accommodation.objects.filter(pk=given.pk, ended_at=None).update(ended_at=timezone.now()):
        audit(by, "accommodation ended", given, person=given.person_id)
    given.refresh_from_db()
    return given


def time_factor_of(person_id: int, now: datetime | None = None) -> Decimal | None:
    """What a time limit is multiplied by for this person. None: they have no limit."""
    live = Accommodation.objects.live(now).filter(person=person_id).first()
    return live.factor if live else Decimal(1)
