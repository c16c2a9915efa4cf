"""An employer's team board: who is current, due or overdue, of those who share it. A few statements, however many.

What a person shares is read between two looks at their consent, the second of them last: whoever withdrew
in between is not on the board, so nothing on it was read after a withdrawal.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from zoneinfo import ZoneInfo

from django.utils import timezone

from accounts.models import Answer, Invitation, Look, Organisation, ProfessionalLicence, User
from courses.models import CreditBody
from courses.rulebooks import Body

from .assigned import Asked, asked_of_each
from .earning import earned_by_each
from .renewals import Renewal, renewal_of

DUE_WITHIN = timedelta(days=30)


class Status(StrEnum):
    """Worst first."""

    OVERDUE = "overdue"
    DUE = "due"
    UNKNOWN = "unknown"
    AWAITING = "awaiting"
    CURRENT = "current"


WORDS = {
    Status.OVERDUE: "Overdue",
    Status.DUE: f"Due in {DUE_WITHIN.days} days",
    Status.UNKNOWN: "Not known",
    Status.AWAITING: "Awaiting consent",
    Status.CURRENT: "Current",
}
ORDER = list(Status)


@dataclass(frozen=True, slots=True)
class Shared:
    """One licence as an employer sees it, without its number."""

    status: Status
    sentence: str
    earned_here: Decimal
    brought: Decimal
    license_check: str
    checked_rule: bool


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody on the list. `licences` is empty unless they share; `consent` is the one that it rests on.

    `asked` are the courses that they were asked to take.
    """

    invitation: Invitation
    status: Status
    word: str
    licences: tuple[Shared, ...] = ()
    consent: int | None = None
    asked: tuple[Asked, ...] = ()


def team(organisation: Organisation, now: datetime | None = None) -> list[Member]:
    """Everybody on an employer's list, worst first."""
    now = now or timezone.now()
    listed = list(organisation.invitations.open().answered().select_related("location", "person"))
    asked = [each.person for each in listed if each.answer == Answer.SHARED and each.person]
    shared = shared_by(asked, now)
    courses = asked_of_each(organisation, listed, todays(asked, now))
    still = set(Invitation.objects.sharing().filter(organisation=organisation).values_list("pk", "answer_id"))
    members = [
        shares(each, shared[each.person_id], courses.get(each.pk, []))
        if (each.pk, each.answer_id) in still
        else silent(each, courses.get(each.pk, []))
        for each in listed
    ]
    return sorted(members, key=lambda member: ORDER.index(member.status))


def todays(people: Iterable[User], now: datetime) -> dict[int, date]:
    """Which day it is where each of them lives."""
    return {person.pk: now.astimezone(ZoneInfo(person.time_zone)).date() for person in people}


def silent(invitation: Invitation, asked: Iterable[Asked] = ()) -> Member:
    """Whoever shares nothing: not yet, no more, or on purpose."""
    said: dict[str | None, str] = {Answer.DECLINED: "Declined", Answer.WITHDRAWN: "Sharing ended"}
    word = said.get(invitation.answer, WORDS[Status.AWAITING])
    return Member(invitation, Status.AWAITING, word, asked=tuple(each.untold() for each in asked))


def shares(invitation: Invitation, licences: tuple[Shared, ...], asked: Iterable[Asked] = ()) -> Member:
    status = min((each.status for each in licences), key=ORDER.index, default=Status.UNKNOWN)
    word = WORDS[status] if licences else "No license listed"
    return Member(invitation, status, word, licences, invitation.answer_id, tuple(asked))


def shared_by(people: Sequence[User], now: datetime) -> dict[int, tuple[Shared, ...]]:
    """What each person would share, by their key."""
    found: dict[int, list[Shared]] = {person.pk: [] for person in people}
    today_of = todays(people, now)
    earned = earned_by_each(people)
    bodies = {row.code: row.as_body() for row in CreditBody.objects.with_rules()}
    for licence in ProfessionalLicence.objects.filter(holder__in=list(found)).prefetch_related("cycles"):
        holder = licence.holder_id
        body, today = bodies.get(licence.jurisdiction), today_of[holder]
        found[holder].append(as_shared(renewal_of(licence, body, earned[holder], [], today), body, today))
    return {pk: tuple(each) for pk, each in found.items()}


def as_shared(renewal: Renewal, body: Body | None, today: date) -> Shared:
    here = sum((line.hours for line in renewal.lines if line.earned.external is None), Decimal())
    return Shared(
        status=status_of(renewal, today),
        sentence=renewal.sentence,
        earned_here=here,
        brought=sum((line.hours for line in renewal.lines), Decimal()) - here,
        license_check=body.license_check if body else "",
        checked_rule=renewal.rule is None or renewal.rule.confidence == "confirmed",
    )


def status_of(renewal: Renewal, today: date) -> Status:
    """Overdue: hours were missing when the cycle ended. After a cycle that was completed, the next is not known."""
    standing = renewal.standing
    if standing is None or standing.needed is None:
        return Status.UNKNOWN
    if standing.cycle.last < today:
        return Status.OVERDUE if standing.owed else Status.UNKNOWN
    if standing.owed and standing.cycle.last - today <= DUE_WITHIN:
        return Status.DUE
    return Status.CURRENT


def sums(members: Iterable[Member]) -> str:
    """The whole in one sentence: "2 overdue, 18 due in 30 days, 3 awaiting consent, 1 declined, 271 current."."""
    counts = Counter(
        (ORDER.index(each.status), each.word if each.status == Status.AWAITING else WORDS[each.status])
        for each in members
    )
    said = [f"{count} {word.lower()}" for (_, word), count in sorted(counts.items())]
    return ", ".join(said) + "." if said else ""


def note_look(members: Iterable[Member], *, by: User, as_file: bool) -> None:
    """Keep, for each person who shares, that their employer looked."""
    Look.objects.bulk_create(
        [
            Look(consent_id=member.consent, by=by, as_file=as_file)
            for member in members
            if member.consent is not None
        ]
    )


HEADER = (
    "Name", "Email", "Location", "Status", "Renewals", "Hours earned here", "Look up the license",
    "Courses asked for",
)  # fmt: skip


def rows(members: Iterable[Member]) -> list[list[str]]:
    """The board for a spreadsheet."""
    return [
        [
            member.invitation.name,
            member.invitation.email,
            member.invitation.location.name if member.invitation.location else "",
            member.word,
            " ".join(each.sentence for each in member.licences),
            "; ".join(str(each.earned_here) for each in member.licences),
            " ".join(each.license_check for each in member.licences),
            "; ".join(
                f"{each.assignment.title}: {each.word}, by {each.assignment.due_on}" for each in member.asked
            ),
        ]
        for member in members
    ]
