"""Who may do what to a sitting. Whatever is not named here is refused.

What a learner may open at all is said by `visible_to` of each query set.
"""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Model

from accounts.models import Role, User
from accounts.policy import KEEPERS, Rules, decide, roles
from courses.models import Course
from courses.policy import keeps_records, teaches

from .models import Attempt, AttemptItem, Question
from .terms import DURING, SETTLED, terms


def can(user: User | AnonymousUser, action: str, obj: Model) -> bool:
    """Whether a person may do `action` to `obj`."""
    return decide(RULES, user, action, obj)


def sees_keys(user: User | AnonymousUser, attempt: Attempt) -> bool:
    """Keys and feedback belong to who has nothing left to try: they passed, or used all their attempts.

    While an attempt is open, or another one may be opened, a key would be the answer to the next question.
    A quiz whose terms reveal after each attempt shows them then, to its own learner.
    """
    if attempt.submitted_at is None or attempt.enrolment.learner_id != user.pk:
        return False
    attempts = list(Attempt.objects.at_step(attempt.enrolment_id, attempt.step_key).with_outcome())
    held = terms(attempt.step.body)
    if held.reveal != SETTLED or any(each.passed for each in attempts):
        return True
    allowed = held.attempts_allowed
    return bool(allowed) and len(attempts) >= allowed and all(each.submitted_at for each in attempts)


def sees_key_at_once(user: User | AnonymousUser, item: AttemptItem) -> bool:
    """In practice: as soon as the question is answered."""
    attempt = item.attempt
    own = attempt.enrolment.learner_id == user.pk
    return own and terms(attempt.step.body).reveal == DURING and item.answers.exists()


def roles_over(user: User, question: Question) -> frozenset[Role]:
    """Roles over the course whose objective a question tests; without one, over the whole site."""
    objective = question.objective
    return roles(user, f"course:{objective.course.public_id}" if objective else "")


def roles_at(user: User, item: AttemptItem) -> frozenset[Role]:
    """Roles over the course in which an item was answered."""
    return roles(user, f"course:{item.attempt.enrolment.course.public_id}")


def keeps_people(user: User | AnonymousUser, person: User) -> bool:
    """Registrars and administrators of the whole site, for everybody but themselves."""
    return person.pk != user.pk and bool(roles(user) & KEEPERS)


def writes_or_reviews(user: User | AnonymousUser, course: Course) -> bool:
    """Whoever may see the keys of its questions in the bank."""
    held = roles(user, f"course:{course.public_id}")
    return bool(held & {Role.INSTRUCTOR, Role.REVIEWER, Role.ADMINISTRATOR})


RULES: Rules = {
    ("rehearse", "courses.Course"): writes_or_reviews,
    ("see statistics", "courses.Course"): teaches,
    ("regrade", "courses.Course"): keeps_records,
    ("reopen", "courses.Course"): keeps_records,
    ("give time", "accounts.User"): keeps_people,
    ("write", "quizzes.Question"): lambda user, question: bool(
        roles_over(user, question) & {Role.INSTRUCTOR, Role.ADMINISTRATOR}
    ),
    ("judge", "quizzes.Question"): lambda user, question: bool(
        roles_over(user, question) & {Role.REVIEWER, Role.ADMINISTRATOR}
    ),
    ("mark", "quizzes.AttemptItem"): lambda user, item: bool(
        roles_at(user, item) & {Role.INSTRUCTOR, Role.ADMINISTRATOR}
    ),
    ("see keys", "quizzes.Attempt"): sees_keys,
    ("see keys", "quizzes.AttemptItem"): sees_key_at_once,
}
