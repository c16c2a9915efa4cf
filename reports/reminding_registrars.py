"""Registrars are told that an approval ends: 90, 30 and 7 days before, each of them once whatever is retried.

What is owed once is a row of `accounts.Mail`, unique by person, kind and subject: see `accounts.mailing`.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from accounts.mailing import owe
from accounts.models import Grant, Mail, Role, User
from courses.models import Approval

from .registrar import endings
from .reminding import FROM_HOUR, ending, stage_of

KIND = "reports/approval_ends"
MOST_A_SWEEP = 100


def remind_registrars(now: datetime | None = None) -> int:
    """Owe every reminder that has come. Returns how many; the rest waits for the next sweep."""
    now = now or timezone.now()
    due = islice(owed(now), MOST_A_SWEEP)
    return sum(
        owe(person, KIND, about, said(approval, days)) is not None for person, approval, days, about in due
    )


def registrars() -> list[User]:
    """Who keeps the records of the whole site now and can be written to."""
    grants = Grant.objects.live().filter(role=Role.REGISTRAR, scope="")
    return list(User.objects.filter(grants__in=grants, is_active=True, email__isnull=False).distinct())


def owed(now: datetime) -> Iterator[tuple[User, Approval, int, str]]:
    """For each registrar what ends, in how many days where they live, and what the mail is about."""
    soon = [each.approval for each in endings(now.date()) if each.days >= 0]
    people = registrars() if soon else []
    promised = promised_to(people)
    for person in people:
        here = now.astimezone(ZoneInfo(person.time_zone))
        for approval in soon if here.hour >= FROM_HOUR else ():
            days = (approval.valid_until - here.date()).days
            about = f"{approval._meta.label}:{approval.pk}{ending(stage_of(days) or 0)}"
            if stage_of(days) is not None and (person.pk, about) not in promised:
                yield person, approval, days, about


def promised_to(people: Sequence[User]) -> set[tuple[int, str]]:
    rows = Mail.objects.filter(kind=KIND, recipient__in=people) if people else Mail.objects.none()
    return set(rows.values_list("recipient", "about"))


def said(approval: Approval, days: int) -> dict[str, object]:
    last = approval.valid_until
    return {
        "accreditor": approval.accreditor,
        "number": approval.course_number or approval.provider_number,
        "title": approval.title,
        "edition": approval.edition.number,
        "days": days,
        "last": f"{last:%b} {last.day}, {last.year}",
        "page": settings.PUBLIC_URL + reverse("registrar_approvals"),
    }
