"""Telling those who completed a course of corrections to it: each person of each correction once.

Typing mistakes mail nobody. What is about safety goes out within a minute, and can't be turned off.
Clarifications are gathered into one mail a month, which can.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.tasks import task
from django.urls import reverse
from django.utils import timezone

from accounts import stopping
from accounts.auditing import audit
from accounts.mailing import owe
from accounts.models import Mail, User

from .models import Completion, Correction, CorrectionNotice, CorrectionPlace, CorrectionsOff, StepRecord

SAFETY, DIGEST = "courses/safety", "courses/clarifications"  # kinds of mail
MOST_A_SWEEP = 500  # people; the next minute goes on
DIGEST_DAYS = 7  # of a month, in which the digest may go out: a server that was down catches up
SALT = "courses.telling"
Severity = Correction.Severity


def affected(correction: Correction) -> QuerySet[Completion]:
    """Completions of those who were taught the old text: of an edition that holds it, before it was corrected.

    Who read it before and completes later is among them; who only ever read the corrected page is not.
    """
    return _affected(correction, depth=1)


def _affected(correction: Correction | None, depth: int) -> QuerySet[Completion]:
    """Of one correction, or of each of an outer query that stands `depth` queries further out."""
    at, pk = _of(correction, "published_at", depth), _of(correction, "pk", depth + 1)
    places = CorrectionPlace.objects.filter(step__edition=OuterRef("edition"))
    places_read = places.filter(correction=_of(correction, "pk", depth + 2), step__key=OuterRef("step_key"))
    read = StepRecord.objects.filter(
        Exists(places_read),
        enrolment=OuterRef("enrolment"),
        at__lt=_of(correction, "published_at", depth + 1),
    )
    held = Exists(places.filter(correction=pk)) & Q(completed_at__lt=at)
    return Completion.objects.filter(
        Exists(read) | held, enrolment__course=_of(correction, "course_id", depth)
    )


def _of(correction: Correction | None, name: str, depth: int) -> Any:
    """A field of the correction; without one, of that of the query `depth` queries further out."""
    if correction is not None:
        return getattr(correction, name)
    found: Any = name
    for _ in range(depth):
        found = OuterRef(found)
    return found


def reach(correction: Correction, places: Sequence[CorrectionPlace]) -> int:
    """How many people completed an edition that says the old text, whether or not they are told by mail."""
    editions = {place.step.edition_id for place in places}
    found = Completion.objects.filter(edition__in=editions)
    return found.values("enrolment__learner").distinct().count()


def owed(correction: Correction | None) -> QuerySet[User]:
    """Who can be written to, and was not told of it yet. Without a correction: of that of the query around it."""
    told = CorrectionNotice.objects.filter(correction=_of(correction, "pk", 2), learner=OuterRef("pk"))
    completed = _affected(correction, depth=2).filter(enrolment__learner=OuterRef("pk"))
    people = User.objects.filter(is_active=True, email__isnull=False).exclude(email="")
    return people.filter(Exists(completed)).exclude(Exists(told)).order_by("pk")


@task(backend="background")
def tell_now() -> int:
    """The nudge at publication; the sweep heals what it misses."""
    return tell_of_safety()


def tell_of_safety() -> int:
    """Owe a mail to everyone who was taught what turned out to be dangerous. Returns to how many."""
    urgent = Correction.objects.published().filter(severity=Severity.SAFETY).select_related("course")
    told = 0
    # Those of which everybody was told are left out at once: years of them cost a sweep one query.
    for correction in urgent.filter(Exists(owed(None))).order_by("pk"):
        for person in owed(correction)[: MOST_A_SWEEP - told]:
            told += tell(correction, person)
    return told


@transaction.atomic
def tell(correction: Correction, person: User) -> bool:
    """Promise one person the mail about one safety correction. False: it was promised before."""
    _, made = CorrectionNotice.objects.get_or_create(correction=correction, learner=person)
    if made:
        owe(person, SAFETY, correction, facts(correction, person))
    return made


def tell_of_clarifications(now: datetime | None = None) -> int:
    """In the first days of a month, owe each person one mail about all that was clarified before it."""
    now = now or timezone.now()
    if now.day > DIGEST_DAYS:
        return 0
    month = now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    due = Correction.objects.published().filter(severity=Severity.CLARIFICATION, published_at__lt=month)
    by_person: dict[int, list[Correction]] = defaultdict(list)
    for correction in due.filter(Exists(_wanting(None, month))).select_related("course").order_by("pk"):
        for pk in _wanting(correction, month).values_list("pk", flat=True):
            by_person[pk].append(correction)
    chosen = sorted(by_person)[:MOST_A_SWEEP]
    return sum(digest(person, by_person[person.pk], month) for person in User.objects.filter(pk__in=chosen))


def _wanting(correction: Correction | None, month: datetime) -> QuerySet[User]:
    """Who is owed a clarification, wants the digest and didn't get that of the month."""
    muted = CorrectionsOff.objects.filter(person=OuterRef("pk"))
    had = Mail.objects.filter(kind=DIGEST, about=about(month), recipient=OuterRef("pk"))
    return owed(correction).exclude(Exists(muted)).exclude(Exists(had))


@transaction.atomic
def digest(person: User, corrections: list[Correction], month: datetime) -> bool:
    """Promise one person the digest of a month. False: it was promised before."""
    said = {
        "items": [facts(correction, person) for correction in corrections],
        "unsubscribe": unsubscribe_address(person),
    }
    if owe(person, DIGEST, about(month), said) is None:
        return False
    CorrectionNotice.objects.bulk_create(CorrectionNotice(correction=c, learner=person) for c in corrections)
    return True


def about(month: datetime) -> str:
    return f"clarifications before {month:%Y-%m}"


def facts(correction: Correction, person: User) -> dict[str, str]:
    """What a mail says of a correction: plain JSON."""
    completion = affected(correction).filter(enrolment__learner=person).select_related("edition").latest("pk")
    place = (
        CorrectionPlace.objects.filter(correction=correction)
        .filter(step__edition=completion.edition_id)
        .select_related("step")
        .defer("step__html", "step__body")
        .first()
    )
    path = reverse("courses:outline", args=[correction.course.code]) + "#corrections"
    if place and place.block:
        step = reverse("courses:read", args=[correction.course.code, place.step.slug])
        path = f"{step}#b-{place.block}"
    done = completion.completed_at
    return {
        "course": completion.edition.title,
        "completed": f"{done:%b} {done.day}, {done.year}",
        "lesson": place.step.title if place and place.block else "",
        "kind": correction.get_kind_display().lower(),
        "old": correction.old,
        "new": correction.new,
        "rerated": correction.rerated,
        "reason": correction.reason,
        "source": source(correction),
        "page": settings.PUBLIC_URL + path,
    }


def source(correction: Correction) -> str:
    cited = correction.citation
    if not cited:
        return ""
    lasting = (
        f"doi:{cited['doi']}" if cited["doi"] else f"PMID {cited['pmid']}" if cited["pmid"] else cited["url"]
    )
    said = f"{cited['authors']} ({cited['year']}). {cited['title']}. {cited['published_in']}".rstrip(". ")
    return f"{said}. {lasting}".strip()


def unsubscribe_address(person: User) -> str:
    return stopping.address(person, "courses:stop_corrections", SALT)


def whose(token: str) -> User | None:
    return stopping.whose(token, SALT)


@transaction.atomic
def turn_off(person: User) -> None:
    """No more digests. Twice changes nothing."""
    _, made = CorrectionsOff.objects.get_or_create(person=person)
    if made:
        audit(person, "digest of clarifications turned off", person)


@transaction.atomic
def turn_on(person: User) -> None:
    if CorrectionsOff.objects.filter(person=person).delete()[0]:
        audit(person, "digest of clarifications turned on", person)
