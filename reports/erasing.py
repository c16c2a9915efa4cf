"""Erasing a person: what goes, what stays, until when and why; told first, done at once, and never undone.

The row of the person is emptied, never deleted: records point to it. What a board may ask for stays.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from accounts import consenting, granting
from accounts.auditing import audit
from accounts.models import Accommodation, Answer, Grant, Invitation, Membership, Role, User
from accounts.policy import STAFF
from certificates.api_keys import withdraw_api_key
from certificates.models import ApiKey, Certificate, ShareLink
from certificates.wallet import withdraw_link
from courses import enrolling
from courses.cycles import add_months
from courses.models import (
    Bookmark,
    Completion,
    Enrolment,
    Evaluation,
    ExternalCredit,
    Inquiry,
    Note,
    Place,
)
from quizzes.models import Attempt

from . import assigning
from .calendars import withdraw_feed
from .models import Assignment, CalendarFeed, RemindersOff, ReportLine

# The longest that any body asks for (IACET); NCBTMB and ACCME ask for six, Texas five, Florida four.
YEARS_KEPT = 7
BLANK = "Removed when the account was erased."


class Refused(ValueError):
    """The person can't be erased now. `reasons` says why and what to do, a sentence each."""

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = list(reasons)


@dataclass(frozen=True, slots=True)
class Kept:
    """What stays: how many, until at least when, and why. `until` None: with no person's name on it."""

    what: str
    why: str
    until: date | None = None


@dataclass(slots=True)
class Foretold:
    """What erasing a person would do. With `reasons` it isn't done."""

    erased: list[str] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)
    ends: list[str] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)


def foretold(person: User) -> Foretold:
    """What `erase` would do. Writes nothing; the same statements however much there is."""
    return Foretold(erased_of(person), kept_of(person), ends_of(person), reasons_against(person))


def counted(rows: Any, one: str, many: str = "") -> str:
    """ "3 notes", or nothing for none."""
    count = rows.count()
    return f"{count:,} {one if count == 1 else many or one + 's'}" if count else ""


def erased_of(person: User) -> list[str]:
    always = ["Your name, email address, password, passkeys and codes for signing in"]
    parts = (
        counted(person.licences, "license that you listed, with its renewal dates", "licenses that you listed, with their renewal dates"),
        counted(Note.objects.filter(learner=person), "note"),
        counted(Bookmark.objects.filter(learner=person), "bookmark"),
        counted(Place.objects.filter(learner=person), "place where you stopped reading", "places where you stopped reading"),
        counted(ExternalCredit.objects.filter(holder=person), "entry of hours from elsewhere, with its file", "entries of hours from elsewhere, with their files"),
        counted(Accommodation.objects.filter(person=person), "reason for an accommodation", "reasons for an accommodation"),
    )  # fmt: skip
    return always + [part for part in parts if part]


def kept_of(person: User) -> list[Kept]:
    last = Completion.objects.filter(enrolment__learner=person).aggregate(at=Max("completed_at"))["at"]
    until = add_months(last.date(), 12 * YEARS_KEPT) if last else None
    certificates = Certificate.objects.filter(completion__enrolment__learner=person)
    lines = ReportLine.objects.filter(completion__enrolment__learner=person)
    inquiries = Inquiry.objects.filter(enrolment__learner=person)
    boards = f"Accreditors and boards ask us to keep it, the longest of them for {YEARS_KEPT} years after a completion."
    rows = (
        Kept(
            counted(certificates, "certificate, with your name and license numbers as issued", "certificates, with your name and license numbers as issued"),
            f"{boards} Whoever has a certificate's code can still check it.",
            until,
        ),
        Kept(
            counted(Completion.objects.filter(enrolment__learner=person), "completion, with what you confirmed", "completions, with what you confirmed"),
            boards,
            until,
        ),
        Kept(counted(lines, "line of a report to a state, with a license number", "lines of reports to a state, with a license number"), "The state keeps the same line, and what was reported is never taken back.", until),
        Kept(
            counted(Attempt.objects.filter(enrolment__learner=person), "test sitting, with its answers", "test sittings, with their answers"),
            "They prove that a certificate was earned. Your name isn't in them.",
            until,
        ),
        Kept(counted(inquiries, "question that you asked an instructor", "questions that you asked instructors"), "They belong to the course's record. Your name isn't in them, unless you wrote it there.", until),
        Kept(counted(Evaluation.objects.filter(enrolment__learner=person), "evaluation of a course", "evaluations of courses"), "They improve the course. Your name isn't in them."),
        Kept(
            counted(Invitation.objects.filter(person=person), "entry on an employer's own list, as the employer wrote it", "entries on employers' own lists, as the employers wrote them"),
            "The employer wrote it. It says nothing that you shared, and the employer takes it off.",
        ),
        Kept("The log of what was done", "It shows that records weren't tampered with. It names nobody."),
    )  # fmt: skip
    return [row for row in rows if row.what]


def ends_of(person: User) -> list[str]:
    parts = (
        counted(running(person), "course that you're taking", "courses that you're taking"),
        counted(ShareLink.objects.live().filter(holder=person), "link to your certificates", "links to your certificates"),
        counted(CalendarFeed.objects.filter(person=person, withdrawn_at=None), "calendar address", "calendar addresses"),
        counted(keys_of(person), "key that you made for an organization's software", "keys that you made for an organization's software"),
        counted(Assignment.objects.open().filter(invitation__person=person), "course that an employer asks you to take", "courses that employers ask you to take"),
        counted(Invitation.objects.sharing().filter(person=person), "employer who sees where your renewals stand", "employers who see where your renewals stand"),
    )  # fmt: skip
    return ["Every session, on this device and others", *(part for part in parts if part)]


def running(person: User):
    return Enrolment.objects.active().filter(learner=person, completion=None)


def keys_of(person: User):
    """Keys that they made and still answer for. Those of an organisation that they left are its own."""
    return ApiKey.objects.live().filter(made_by=person).visible_to(person)


def reasons_against(person: User) -> list[str]:
    """Why not now: what law or the record needs first."""
    found = []
    held = {Role(role).label for role in live(person).filter(role__in=STAFF).values_list("role", flat=True)}
    if held or person.is_superuser:
        names = ", ".join(sorted(held)).lower() or "administrator"
        found.append(f"You answer for records as {names}. Ask an administrator to end that role first.")
    if Completion.objects.filter(enrolment__learner=person, certificates=None).exists():
        found.append(
            "A certificate of yours is still being issued, and it needs your name. Try again in a few minutes."
        )
    if ReportLine.objects.filter(completion__enrolment__learner=person, answer=None).exists():
        found.append(
            "We reported a completion of yours to a state, which hasn't answered. If it refuses your license "
            "number, it has to be mended. Write to us if you can't wait."
        )
    return found


def live(person: User):
    return Grant.objects.live().of(person)


@transaction.atomic
def erase(person: User, *, by: User) -> None:
    """Do it: all of it or nothing. Erasing twice changes nothing. Raises Refused, and PermissionError for another."""
    if by.pk != person.pk:
        raise PermissionError("A person is erased by themselves only.")
    person = User.objects.select_for_update().get(pk=person.pk)
    if person.erased_at:
        return
    if reasons := reasons_against(person):
        raise Refused(reasons)
    end_what_runs(person)
    forget(person)
    empty(person)
    end_sessions(person)
    audit(None, "person erased", person)


def end_what_runs(person: User) -> None:
    for enrolment in running(person):
        enrolling.withdraw(enrolment)
    for link in ShareLink.objects.live().filter(holder=person):
        withdraw_link(link, by=person)
    for key in keys_of(person).select_related("organisation"):
        withdraw_api_key(key, by=person)
    withdraw_feed(person)
    for invitation in Invitation.objects.sharing().filter(person=person):
        consenting.answer(invitation, person, Answer.WITHDRAWN)
    assigning.withdraw(Assignment.objects.filter(invitation__person=person), by=None)
    Membership.objects.filter(person=person, left_at=None).update(left_at=timezone.now())
    for grant in live(person):
        granting.revoke(grant, by=None, reason="The account was erased.")


def forget(person: User) -> None:
    """What nobody but the person needs."""
    for rows in (
        Note.objects.filter(learner=person),
        Bookmark.objects.filter(learner=person),
        Place.objects.filter(learner=person),
        ExternalCredit.objects.filter(holder=person),
        RemindersOff.objects.filter(person=person),
    ):
        rows.delete()
    person.licences.all().delete()
    ShareLink.objects.filter(holder=person).update(note="")
    Assignment.objects.filter(invitation__person=person).update(note="")
    now = timezone.now()
    Accommodation.objects.filter(person=person, ended_at=None).update(ended_at=now)
    Accommodation.objects.filter(person=person).update(reason=BLANK)


def empty(person: User) -> None:
    """The row stays for the records that point to it. Its time zone stays too: days of completions rest on it."""
    EmailAddress.objects.filter(user=person).delete()
    Authenticator.objects.filter(user=person).delete()
    person.email, person.name = None, ""
    person.set_unusable_password()
    person.is_active, person.erased_at, person.last_login = False, timezone.now(), None
    person.save(update_fields=["email", "name", "password", "is_active", "erased_at", "last_login"])
    granting.sync_access(person)


def end_sessions(person: User) -> None:
    for session in UserSession.objects.filter(user=person):
        session.end()
