"""Certificates of people of their own, so that the measured learners stay half-way."""

from uuid import uuid4

from django.utils import timezone

from accounts.models import User
from certificates.issuing import issue
from certificates.models import Certificate
from courses.models import Completion, Enrolment

from .environment import HOST


def issued(world, count: int) -> list[Certificate]:
    """As many as asked for, each made by the one way there is to one."""
    found = []
    for _ in range(count):
        person = User.objects.create(email=f"holder-{uuid4()}@{HOST}", name="Nguyễn Thị Ánh", password="!")
        enrolment = Enrolment.objects.create(learner=person, course=world.course, cycle=1)
        done = Completion.objects.create(
            enrolment=enrolment, edition=world.edition, completed_at=timezone.now()
        )
        found.append(issue(done))
    return found
