"""The team of the demo's employer, so that its board has something to say: who is current, due, overdue and silent."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from accounts import consenting, inviting, licensing
from accounts.confirming import confirm
from accounts.invitees import Invitee
from accounts.models import Answer, Organisation, User
from courses.models import ExternalCredit

CYCLE = timedelta(days=730)


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of the team. `renews_in` days from now; None: they list no license."""

    email: str
    name: str
    answer: Answer | None = None
    state: str = "TX"
    number: str = ""
    renews_in: int | None = None
    hours: int = 0


TEAM = (
    Member("ada.current@example.com", "Ada Current", Answer.SHARED, "TX", "MT104512", 410, hours=12),
    Member("ben.due@example.com", "Ben Due", Answer.SHARED, "TX", "MT118830", 21, hours=4),
    Member("cleo.overdue@example.com", "Cleo Overdue", Answer.SHARED, "TX", "MT097144", -12, hours=6),
    Member("dev.private@example.com", "Dev Private", Answer.DECLINED),
    Member("eve.silent@example.com", "Eve Silent"),
)
LEARNER = Member("", "", state="TX", number="MT120077", renews_in=96, hours=4)


def fill(organisation: Organisation, learner: User | None, *, by: User) -> None:
    """Invite the team and let each of them answer; the demo's learner is asked and has not answered yet."""
    people = {member.email: account(member) for member in TEAM if member.answer}
    asked = [Invitee(member.email, member.name, "Main Street") for member in TEAM]
    if learner:
        licensed(learner, LEARNER)
        asked.append(Invitee(learner.email or "", learner.name, "Main Street"))
    invitations = {each.email: each for each in inviting.invite(organisation, asked, by=by)}
    for member in TEAM:
        if member.answer:
            consenting.answer(invitations[member.email], people[member.email], member.answer)


def account(member: Member) -> User:
    """A confirmed account that nobody signs in to."""
    person = User.objects.create_user(member.email, None, name=member.name)
    confirm(person)
    if member.renews_in is not None:
        licensed(person, member)
    return person


def licensed(person: User, member: Member) -> None:
    last = timezone.localdate() + timedelta(days=member.renews_in or 0)
    licence = licensing.add_licence(person, member.state, member.number)
    licensing.set_cycle(licence, last - CYCLE, last)
    ExternalCredit.objects.create(
        holder=person,
        title="Advanced technique (sample)",
        provider="Somebody else's school (sample)",
        accreditor=member.state,
        hours=Decimal(member.hours),
        mode="in-person",
        earned_on=last - timedelta(days=200),
    )
