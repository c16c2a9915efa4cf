"""Reminders before a renewal: 90, 30 and 7 days, in the person's own time zone, each owed once whatever is retried.

What is owed once is a row of `accounts.Mail`, unique by person, kind and subject: see `accounts.mailing`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils import timezone

from accounts import stopping
from accounts.auditing import audit
from accounts.mailing import owe
from accounts.models import LicenceCycle, Mail, User

from .models import RemindersOff
from .renewals import renewals

STAGES = (7, 30, 90)  # days before the last day
FROM_HOUR = 8  # nobody is woken by a mail of ours
KIND = "reports/renewal"
MOST_A_SWEEP = 100
SALT = "reports.reminding"


@dataclass(frozen=True, slots=True)
class Due:
    """A reminder that is owed today. `days` is how many are left, the last one not counted."""

    cycle: LicenceCycle
    stage: int
    days: int

    @property
    def about(self) -> str:
        return f"{self.cycle._meta.label}:{self.cycle.pk}{ending(self.stage)}"


def ending(stage: int) -> str:
    """How the subject of a mail of this stage ends."""
    return f" {stage} days"


def stage_of(days: int) -> int | None:
    """Which reminder a day belongs to: the nearest one that has come. None before the first and after the end."""
    return next((stage for stage in STAGES if 0 <= days <= stage), None)


def remind_due(now: datetime | None = None) -> int:
    """Owe every reminder that has come. Returns how many; the rest waits for the next sweep."""
    now = now or timezone.now()
    return sum(remind(due, now) is not None for due in islice(owed(now), MOST_A_SWEEP))


def owed(now: datetime) -> Iterator[Due]:
    """Those that have come where the person lives, and were not promised yet. A statement a stage."""
    for stage in STAGES:
        for cycle in upcoming(now, stage):
            due = due_now(cycle, now)
            if due and due.stage == stage:
                yield due


def upcoming(now: datetime, stage: int) -> Iterator[LicenceCycle]:
    """Cycles that may be at a stage now and have no mail of it yet, of people who can be written to and want it.

    The database leaves out whoever was promised one: a sweep reads what is new, not every cycle that ends soon.
    """
    nearer = max((each for each in STAGES if each < stage), default=-1)
    # A local day begins and ends up to 14 hours away from that of UTC.
    around = (now.date() + timedelta(days=nearer), now.date() + timedelta(days=stage + 1))
    about = Concat(
        Value(f"{LicenceCycle._meta.label}:"), Cast(OuterRef("pk"), CharField()), Value(ending(stage))
    )
    promised = Mail.objects.filter(recipient=OuterRef("licence__holder"), kind=KIND, about=about)
    return (
        LicenceCycle.objects.filter(last__range=around, licence__holder__is_active=True)
        .filter(licence__holder__reminders_off=None, licence__holder__email__isnull=False)
        .filter(licence__holder__emailaddress__verified=True, licence__holder__emailaddress__primary=True)
        .filter(~Exists(promised))
        .select_related("licence__holder")
        .order_by("last", "pk")
        .iterator(chunk_size=500)
    )


def due_now(cycle: LicenceCycle, now: datetime) -> Due | None:
    here = now.astimezone(ZoneInfo(cycle.licence.holder.time_zone))
    days = (cycle.last - here.date()).days
    stage = stage_of(days)
    return Due(cycle, stage, days) if stage and here.hour >= FROM_HOUR else None


def remind(due: Due, now: datetime) -> Mail | None:
    """Owe one reminder, in the words of the renewal page. None when it was owed before."""
    person = due.cycle.licence.holder
    said = {
        "state": due.cycle.licence.state,
        "days": due.days,
        "last": f"{due.cycle.last:%b} {due.cycle.last.day}, {due.cycle.last.year}",
        "sentence": sentence(due.cycle, now.astimezone(ZoneInfo(person.time_zone)).date()),
        "page": settings.PUBLIC_URL + reverse("reports:renewals"),
        "unsubscribe": unsubscribe_address(person),
    }
    return owe(person, KIND, due.about, said)


def sentence(cycle: LicenceCycle, today: date) -> str:
    found = (each for each in renewals(cycle.licence.holder, today) if each.cycle == cycle)
    return next((each.sentence for each in found), "")


def unsubscribe_address(person: User) -> str:
    return stopping.address(person, "reports:unsubscribe", SALT)


def whose(token: str) -> User | None:
    return stopping.whose(token, SALT)


@transaction.atomic
def turn_off(person: User) -> None:
    """No more reminders. Twice changes nothing."""
    _, made = RemindersOff.objects.get_or_create(person=person)
    if made:
        audit(person, "reminders turned off", person)


@transaction.atomic
def turn_on(person: User) -> None:
    if RemindersOff.objects.filter(person=person).delete()[0]:
        audit(person, "reminders turned on", person)
