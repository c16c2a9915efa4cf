"""Telling those who completed a course of corrections to it: each person of each correction once.

Typing mistakes mail nobody. What is about safety goes out within a minute, and can't be turned off.
Clarifications are gathered into one mail a month, which can.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

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
    places = CorrectionPlace.objects.filter(correction=correction)
    read = StepRecord.objects.filter(
        Exists(places.filter(step__edition=OuterRef("edition"), step__key=OuterRef("step_key"))),
        enrolment=OuterRef("enrolment"),
        at__lt=correction.published_at,
    )
    held = Q(edition__in=places.values("step__edition"), completed_at__lt=correction.published_at)
    return Completion.objects.filter(Exists(read) | held, enrolment__course=correction.course_id)


def reach(correction: Correction, places: Sequence[CorrectionPlace]) -> int:
    """How many people completed an edition that says the old text, whether or not they are told by mail."""
    editions = {place.step.edition_id for place in places}
    found = Completion.objects.filter(edition__in=editions)
    return found.values("enrolment__learner").distinct().count()


def owed(correction: Correction) -> QuerySet[User]:
    """Who can be written to, and was not told of it yet."""
    told = CorrectionNotice.objects.filter(correction=correction, learner=OuterRef("pk"))
    completed = affected(correction).filter(enrolment__learner=OuterRef("pk"))
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
    for correction in urgent.order_by("pk"):
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
    muted = CorrectionsOff.objects.filter(person=OuterRef("pk"))
    had = Mail.objects.filter(kind=DIGEST, about=about(month), recipient=OuterRef("pk"))
    by_person: dict[int, list[Correction]] = defaultdict(list)
    for correction in due.select_related("course").order_by("pk"):
        reached = owed(correction).exclude(Exists(muted)).exclude(Exists(had))
        for pk in reached.values_list("pk", flat=True):
            by_person[pk].append(correction)
    chosen = sorted(by_person)[:MOST_A_SWEEP]
    return sum(digest(person, by_person[person.pk], month) for person in User.objects.filter(pk__in=chosen))


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
