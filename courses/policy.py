"""Who may do what to courses. Whatever is not named here is refused.

What a learner may see is said by `visible_to` of each query set.
"""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Model

from accounts.models import Role, User
from accounts.policy import KEEPERS, STAFF, Rules, decide, roles, roles_anywhere

from .models import Course

TEACHERS = KEEPERS | {Role.INSTRUCTOR}
JUDGES = TEACHERS | {Role.REVIEWER}
BEGINNERS = frozenset({Role.INSTRUCTOR, Role.ADMINISTRATOR})  # who begins a course begins one of their own


def can(user: User | AnonymousUser, action: str, obj: Model) -> bool:
    """Whether a person may do `action` to `obj`."""
    return decide(RULES, user, action, obj)


def keeps_records(user: User | AnonymousUser, course: Course) -> bool:
    """Registrars and administrators, of the whole site or of this course."""
    held = roles(user, f"course:{course.public_id}")
    return bool(held & KEEPERS)


def works_on(user: User | AnonymousUser, course: Course) -> bool:
    """Whoever has something to do with the course in the CMS, and auditors."""
    return bool(roles(user, f"course:{course.public_id}") & STAFF)


def teaches(user: User | AnonymousUser, course: Course) -> bool:
    """Instructors, of the whole site or of this course, and whoever keeps its records."""
    held = roles(user, f"course:{course.public_id}")
    return bool(held & TEACHERS)


def judges(user: User | AnonymousUser, course: Course) -> bool:
    """Whoever may say that somebody else's words are right."""
    return bool(roles(user, f"course:{course.public_id}") & JUDGES)


RULES: Rules = {
    ("enter rules", "courses.CreditBody"): lambda user, body: bool(roles(user) & KEEPERS),
    ("start a course", "courses.CataloguePage"): lambda user, page: bool(roles_anywhere(user) & BEGINNERS),
    ("see coverage", "courses.Course"): works_on,
    ("inspect", "courses.Course"): works_on,
    ("release", "courses.Course"): keeps_records,
    ("approve", "courses.Course"): keeps_records,
    ("set hours", "courses.Course"): keeps_records,
    ("answer", "courses.Course"): teaches,
    ("correct", "courses.Course"): teaches,
    ("invite outside", "courses.Course"): teaches,
    ("approve correction", "courses.Course"): judges,
}
