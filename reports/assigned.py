"""Courses that employers asked for, and how each stands. Done is what its person shares and nothing else:

a certificate that stands today, of the course in any edition, earned since they agreed that this employer is told.
Whoever agreed to less, or to nothing, is asked, and no more is said of them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from accounts.consenting import COURSES_ASKED
from accounts.models import Answer, Invitation, Organisation, User
from certificates.models import Certificate, CertificateEvent

from .models import Assignment

DUE_WITHIN = timedelta(days=14)


class State(StrEnum):
    OVERDUE = "overdue"
    DUE = "due"
    ASSIGNED = "assigned"
    ASKED = "asked"
    DONE = "done"


WORDS = {
    State.OVERDUE: "Overdue",
    State.DUE: f"Due in {DUE_WITHIN.days} days",
    State.ASSIGNED: "Assigned",
    State.ASKED: "Asked",
    State.DONE: "Done",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """One course that somebody was asked to take, as their employer sees it."""

    assignment: Assignment
    state: State

    @property
    def word(self) -> str:
        return WORDS[self.state]

    @property
    def shape(self) -> str:
        """What is drawn beside the word."""
        return "current" if self.state == State.DONE else self.state.value

    def untold(self) -> "Asked":
        """The same, of somebody who doesn't share it."""
        return replace(self, state=State.ASKED)


def state_of(due_on: date, finished_at: datetime | None, shared_since: datetime | None, today: date) -> State:
    """How a course stands that is due on a day. Without `shared_since` nothing is told; what came before it neither."""
    if shared_since is None:
        return State.ASKED
    if finished_at is not None and finished_at >= shared_since:
        return State.DONE
    if due_on < today:
        return State.OVERDUE
    return State.DUE if due_on - today <= DUE_WITHIN else State.ASSIGNED


def shared_since(invitation: Invitation) -> datetime | None:
    """Since when its person has let this employer know what they finish. `invitation` is an answered one."""
    agreed = invitation.answer == Answer.SHARED and (invitation.answer_terms or 0) >= COURSES_ASKED
    return invitation.answer_at if agreed else None


def asked_of_each(
    organisation: Organisation, listed: Iterable[Invitation], today_of: Mapping[int, date]
) -> dict[int, list[Asked]]:
    """What each person on an employer's list was asked to take, by the invitation's key. Two statements."""
    since = {each.pk: shared_since(each) for each in listed}
    assignments = list(
        Assignment.objects.open()
        .filter(invitation__organisation=organisation)
        .select_related("invitation", "course")
    )
    telling = [each for each in assignments if since.get(each.invitation_id)]
    finished = finished_by(
        [each.invitation.person_id for each in telling if each.invitation.person_id],
        [each.course_id for each in telling],
    )
    found: dict[int, list[Asked]] = {}
    for each in assignments:
        person = each.invitation.person_id or 0
        at = finished.get((person, each.course_id))
        told = since.get(each.invitation_id) if person in today_of else None
        state = state_of(each.due_on, at, told, today_of.get(person, date.max))
        found.setdefault(each.invitation_id, []).append(Asked(each, state))
    return found


def finished_by(people: Sequence[int], courses: Sequence[int]) -> dict[tuple[int, int], datetime]:
    """When each person last finished each course, by both keys; only what a certificate stands for today."""
    standing = (
        Certificate.objects.with_latest_kind()
        .filter(
            superseded_by=None,
            completion__enrolment__learner__in=set(people),
            completion__enrolment__course__in=set(courses),
        )
        .exclude(latest_kind=CertificateEvent.Kind.REVOKED)
        .order_by("completion__completed_at")
    )
    rows = standing.values_list(
        "completion__enrolment__learner", "completion__enrolment__course", "completion__completed_at"
    )
    return {(learner, course): at for learner, course, at in rows}


@dataclass(frozen=True, slots=True)
class Wish:
    """What an employer asks of whoever looks. `shares`: it would be told; `told`: it knows that it is done."""

    assignment: Assignment
    finished: bool
    shares: bool
    told: bool


def wishes(person: User) -> list[Wish]:
    """What a person's employers ask of them, what is due first. Three statements."""
    assignments = list(
        Assignment.objects.visible_to(person).select_related("course", "invitation__organisation")
    )
    if not assignments:
        return []
    invitations = Invitation.objects.answered().filter(pk__in={each.invitation_id for each in assignments})
    since = {each.pk: shared_since(each) for each in invitations}
    finished = finished_by([person.pk], [each.course_id for each in assignments])
    return [
        wish_of(each, finished.get((person.pk, each.course_id)), since[each.invitation_id])
        for each in assignments
    ]


def wish_of(assignment: Assignment, finished_at: datetime | None, since: datetime | None) -> Wish:
    told = state_of(assignment.due_on, finished_at, since, assignment.due_on) == State.DONE
    return Wish(assignment, finished_at is not None, since is not None, told)
