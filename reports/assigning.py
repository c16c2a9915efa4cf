"""An employer asks people on its list to take a course by a day, and takes that back. The mails go out by a sweep."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, Q, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils import timezone

from accounts import inviting
from accounts.auditing import audit
from accounts.mailing import label, owe
from accounts.models import Answer, Invitation, Mail, Organisation, User
from courses.models import CoursePage, Edition

from .models import Assignment
from .policy import can
from .reminding import unsubscribe_address

KIND = "reports/assigned"
MOST_A_SWEEP = 100
# So far back a sweep looks. Whoever answers an invitation later sees the course on their own page.
LOOKS_BACK = timedelta(days=7)
BATCH = 500


def offered() -> list[Edition]:
    """What may be asked for: the latest edition of each course in the catalogue, by title."""
    shown = CoursePage.objects.live().values("course")
    latest = Edition.objects.filter(course__in=shown).latest_each().select_related("course")
    return list(latest.defer("manifest", "salt").order_by("title"))


@transaction.atomic
def assign(
    edition: Edition, staff: Iterable[Invitation], *, due_on: date, note: str = "", by: User, to: Organisation
) -> list[Assignment]:
    """Ask each of them, all or none. Whoever is asked for this course already is left as they are.

    Raises PermissionDenied for whoever doesn't speak for the employer.
    """
    if not can(by, "ask for courses", to):
        raise PermissionDenied("You don't speak for this organization.")
    # Whoever holds the row decides: two requests at once cannot both find somebody not yet asked.
    Organisation.objects.select_for_update(no_key=True).get(pk=to.pk)
    made = Assignment.objects.bulk_create(
        [
            Assignment(
                invitation=each, course=edition.course, title=edition.title, due_on=due_on, note=note, by=by
            )
            for each in not_yet_asked(to, edition, staff)
        ],
        batch_size=BATCH,
    )
    if made:
        audit(by, "course asked for", to, course=edition.course.code, count=len(made), due=str(due_on))
    return made


def not_yet_asked(to: Organisation, edition: Edition, staff: Iterable[Invitation]) -> list[Invitation]:
    running = Assignment.objects.open().filter(invitation=OuterRef("pk"), course=edition.course_id)
    wanted = {each.pk for each in staff}
    return [each for each in to.invitations.open().filter(~Exists(running)) if each.pk in wanted]


@transaction.atomic
def withdraw(assignments: Iterable[Assignment], *, by: User | None) -> int:
    """Ask no more. The rows stay; withdrawing twice changes nothing. Returns how many were withdrawn.

    Raises PermissionDenied for whoever doesn't speak for the employer; None is the system itself.
    """
    found = list(
        Assignment.objects.filter(pk__in=[each.pk for each in assignments], withdrawn_at=None)
        .select_for_update(of=("self",))
        .select_related("invitation__organisation", "course")
    )
    for organisation in {each.invitation.organisation for each in found}:
        if by is not None and not can(by, "ask for courses", organisation):
            raise PermissionDenied("You don't speak for this organization.")
    for each in found:
        audit(by, "course no longer asked for", each, course=each.course.code)
    return Assignment.objects.filter(pk__in=[each.pk for each in found]).update(
        withdrawn_at=timezone.now(), withdrawn_by=by
    )


def alike(assignment: Assignment) -> list[Assignment]:
    """All that the same employer asks of anybody on its list for the same course."""
    return list(
        Assignment.objects.open()
        .filter(course=assignment.course_id, invitation__organisation=assignment.invitation.organisation_id)
        .select_related("invitation")
    )


@transaction.atomic
def take_off(invitation: Invitation, *, by: User) -> None:
    """Take somebody off an employer's list, and with them what they were asked to take."""
    withdraw(Assignment.objects.filter(invitation=invitation), by=by)
    inviting.end(invitation, by=by)


def mail_assignments(now: datetime | None = None) -> int:
    """Owe every mail about a course that was asked for. Returns how many; the rest waits for the next sweep."""
    now = now or timezone.now()
    return sum(tell(each) is not None for each in untold(now))


def untold(now: datetime) -> Iterator[Assignment]:
    """Those of people who took the employer's invitation, didn't decline it, and have no mail of it yet."""
    about = Concat(Value(f"{Assignment._meta.label}:"), Cast(OuterRef("pk"), CharField()))
    promised = Mail.objects.filter(recipient=OuterRef("invitation__person"), kind=KIND, about=about)
    answered = Invitation.objects.answered().filter(~Q(answer=Answer.DECLINED), person__reminders_off=None)
    reachable = answered.filter(
        person__is_active=True, person__emailaddress__verified=True, person__emailaddress__primary=True
    )
    return (
        Assignment.objects.open()
        .filter(
            ~Exists(promised),
            at__gt=now - LOOKS_BACK,
            due_on__gte=now.date(),
            invitation__in=reachable.values("pk"),
        )
        .select_related("invitation__organisation", "invitation__person", "course")
        .order_by("pk")[:MOST_A_SWEEP]
        .iterator()
    )


def tell(assignment: Assignment) -> Mail | None:
    """Owe the one mail. None when it was owed before."""
    person, due = assignment.invitation.person, assignment.due_on
    if person is None:
        return None
    said = {
        "organisation": assignment.invitation.organisation.name,
        "title": assignment.title,
        "due": f"{due:%b} {due.day}, {due.year}",
        "note": assignment.note,
        "page": settings.PUBLIC_URL + reverse("courses:outline", args=[assignment.course.code]),
        "learning": settings.PUBLIC_URL + reverse("courses:learn"),
        "unsubscribe": unsubscribe_address(person),
    }
    return owe(person, KIND, label(assignment), said)
