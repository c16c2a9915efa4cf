"""A registrar enrols people: first what a list would do, then all of it or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.auditing import audit
from accounts.models import User
from courses import enrolling
from courses.models import Completion, Course, Edition, Enrolment

from .enrolment_lists import Wanted
from .policy import keeps_records
from .staff_lists import Fault


class Changed(ValueError):
    """Since it was looked at, a line of the list can't be done any more. Nothing was done."""


@dataclass(slots=True)
class Plan:
    """What a list would do. `there` are enrolled already and stay as they are."""

    fresh: list[tuple[User, Course]] = field(default_factory=list)
    there: int = 0
    faults: list[Fault] = field(default_factory=list)


def plan(wanted: Sequence[Wanted]) -> Plan:
    """Ask what `enrol_all` would do. Writes nothing; five statements, however long the list."""
    people = {str(person.email).lower(): person for person in people_at({each.email for each in wanted})}
    courses = {
        course.code: course for course in Course.objects.filter(code__in={each.course for each in wanted})
    }
    latest = {
        edition.course_id: edition
        for edition in Edition.objects.filter(course__in=courses.values()).latest_each()
    }
    keys = [person.pk for person in people.values()]
    active = set(Enrolment.objects.active().filter(learner__in=keys).values_list("learner", "course"))
    done = set(
        Completion.objects.filter(enrolment__learner__in=keys).values_list(
            "enrolment__learner", "enrolment__course__code"
        )
    )
    found = Plan()
    for each in wanted:
        person, course = people.get(each.email), courses.get(each.course)
        edition = latest.get(course.pk) if course else None
        if fault := problem(each, person, course, edition, done):
            found.faults.append(Fault(each.line, fault))
        elif person and course and (person.pk, course.pk) in active:
            found.there += 1
        elif person and course:
            found.fresh.append((person, course))
    return found


def people_at(addresses: set[str]) -> list[User]:
    return list(User.objects.filter(email__in=addresses))


def problem(
    wanted: Wanted,
    person: User | None,
    course: Course | None,
    edition: Edition | None,
    done: set[tuple[int, str]],
) -> str:
    """Why a line can't be done. Empty: it can."""
    if person is None:
        return f"Nobody has an account with the address {wanted.email}."
    if not person.is_active:
        return f"The account of {wanted.email} is closed."
    if course is None:
        return f"There is no course with the code “{wanted.course[:60]}”."
    if edition is None:
        return f"Nothing of {course.code} has been released yet."
    owed = [code for code in edition.manifest.get("requires", []) if (person.pk, code) not in done]
    return f"{wanted.email} has to complete {', '.join(owed)} first." if owed else ""


@transaction.atomic
def enrol_all(wanted: Sequence[Wanted], *, by: User) -> int:
    """Enrol everybody on the list, or nobody. Returns how many are new. Raises Changed and PermissionDenied."""
    if not keeps_records(by):
        raise PermissionDenied
    planned = plan(wanted)
    if planned.faults:
        raise Changed("The list fits no longer. Nothing was done: check it again.")
    for person, course in planned.fresh:
        try:
            enrolment = enrolling.enrol(person, course)
        except (enrolling.NotOffered, enrolling.NotYet) as error:
            raise Changed("The list fits no longer. Nothing was done: check it again.") from error
        audit(by, "learner enrolled", enrolment, learner=person.pk, course=course.code)
    return len(planned.fresh)
