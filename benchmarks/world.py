"""The content of content/, released, and learners half-way through its first course, signed in."""

import json
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode
from uuid import uuid4

from django.conf import settings
from django.test import Client
from django.utils import timezone

from accounts.models import User
from courses.models import Course, Edition, EditionStep, Enrolment, EnrolmentEdition, StepRecord
from interchange import demo

from .environment import HOST
from .scenario import Request

SIGNED_IN = 24
TOKEN = "a" * 32  # of CSRF: the cookie and the header must agree, no more


@dataclass(frozen=True)
class Person:
    """Whoever sends requests: a visitor, or a learner with a session."""

    user: User | None = None
    enrolment: Enrolment | None = None
    session: str = ""

    def get(self, path: str, **headers: str) -> Request:
        return Request("GET", path, self.headers | headers)

    def post(self, path: str, fields: dict[str, str], *, as_json: bool = False, **headers: str) -> Request:
        kind = "application/json" if as_json else "application/x-www-form-urlencoded"
        body = json.dumps(fields) if as_json else urlencode(fields, safe="{}")
        own = {"Content-Type": kind, "X-CSRFToken": TOKEN, "Referer": f"https://{HOST}/"}
        return Request("POST", path, self.headers | own | headers, body)

    @cached_property
    def headers(self) -> dict[str, str]:
        cookies = [f"{settings.CSRF_COOKIE_NAME}={TOKEN}"]
        if self.session:
            cookies.append(f"{settings.SESSION_COOKIE_NAME}={self.session}")
        return {"Host": HOST, "X-Forwarded-Proto": "https", "Cookie": "; ".join(cookies)}


class World:
    """What scenarios are about. Made once by `prepare`, found again by each process."""

    visitor = Person()

    @cached_property
    def course(self) -> Course:
        return Course.objects.get(code=demo.FLAGSHIP)

    @cached_property
    def code(self) -> str:
        return self.course.code

    @cached_property
    def edition(self) -> Edition:
        return Edition.objects.latest_of(self.course)

    @cached_property
    def steps(self) -> list[EditionStep]:
        return list(self.edition.steps.order_by("position"))

    def step(self, kind: str) -> EditionStep:
        """The first step of a kind."""
        return next(step for step in self.steps if step.kind == kind)

    @cached_property
    def learners(self) -> list[Person]:
        """Signed in, enrolled, half of the lessons read."""
        enrolments = Enrolment.objects.filter(course=self.course).order_by("pk").select_related("learner")
        return [Person(each.learner, each, session_of(each.learner)) for each in enrolments[:SIGNED_IN]]


def session_of(user: User) -> str:
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def prepare(size: int) -> None:
    """Load and release the content, then enrol as many learners as asked for."""
    demo.load(settings.BASE / "content")
    demo.point_site()
    demo.release_courses()
    enrol(World(), max(size, SIGNED_IN))


def enrol(world: World, count: int) -> None:
    people = User.objects.bulk_create(
        [User(email=f"bench-{n}@{HOST}", name=f"Bench {n}", password="!") for n in range(count)]
    )
    enrolments = Enrolment.objects.bulk_create(
        [Enrolment(learner=user, course=world.course, cycle=1, public_id=uuid4()) for user in people]
    )
    EnrolmentEdition.objects.bulk_create(
        [EnrolmentEdition(enrolment=each, sequence=1, edition=world.edition) for each in enrolments]
    )
    lessons = [step for step in world.steps if step.kind == "lesson"]
    StepRecord.objects.bulk_create(
        StepRecord(
            enrolment=each,
            step_key=step.key,
            edition=world.edition,
            digest=step.digest,
            at=timezone.now(),
        )
        for each in enrolments
        for step in lessons[: len(lessons) // 2]
    )
