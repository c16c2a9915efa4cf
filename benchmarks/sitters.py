"""Learners who have read everything before the post-test, signed in: for what a sitting costs."""

from importlib import import_module
from uuid import uuid4

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.utils import timezone

from accounts.models import User
from courses.models import Enrolment, EnrolmentEdition, StepRecord
from quizzes import kinds, sitting
from quizzes.models import Attempt, AttemptItem

from .environment import HOST
from .world import Person, World

SITTERS = 400


def ready(world: World, count: int = SITTERS) -> list[Person]:
    """So many learners in front of the post-test. They are made anew for each scenario."""
    quiz = world.step("quiz")
    name = uuid4().hex[:8]
    people = User.objects.bulk_create(
        [User(email=f"sitter-{name}-{n}@{HOST}", name=f"Sitter {n}", password="!") for n in range(count)]
    )
    EmailAddress.objects.bulk_create(
        [EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in people]
    )
    enrolments = Enrolment.objects.bulk_create(
        [Enrolment(learner=user, course=world.course, cycle=1, public_id=uuid4()) for user in people]
    )
    EnrolmentEdition.objects.bulk_create(
        [EnrolmentEdition(enrolment=each, sequence=1, edition=world.edition) for each in enrolments]
    )
    before = [step for step in world.steps if step.position < quiz.position and step.required]
    StepRecord.objects.bulk_create(
        StepRecord(
            enrolment=each, step_key=step.key, edition=world.edition, digest=step.digest, at=timezone.now()
        )
        for each in enrolments
        for step in before
    )
    return [Person(each.learner, each, signed_in(each.learner)) for each in enrolments]


def signed_in(user: User) -> str:
    """A session, without the rounds of a sign-in."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return session.session_key


def sitting_of(world: World, person: Person) -> Attempt:
    return sitting.open_attempt(person.enrolment, world.step("quiz"))


def some_answer(item: AttemptItem) -> object:
    """A response that the question takes, right or wrong."""
    parts = kinds.rule(item.version.kind).parts(item.version.payload)
    return parts[:1] if item.version.kind == "multiple" else parts[0]
