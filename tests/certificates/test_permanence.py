"""What happens to the course afterwards changes nothing that was certified."""

import pytest
from django.db.models import ProtectedError
from django.urls import reverse

from certificates.issuing import issue
from certificates.pdf import draw
from certificates.verifying import Status, document, look_up
from courses import enrolling
from courses.models import Attestation, Completion, CoursePage, Objective
from courses.releasing import release
from tests.factories.accounts import UserFactory
from tests.factories.courses import publish
from tests.factories.released import course_pages

pytestmark = pytest.mark.django_db


@pytest.fixture
def pages():
    return course_pages()


@pytest.fixture
def certificate(pages):
    """Of the first edition of a real course, whose pages are still there."""
    edition = release(pages.course, by=None)
    enrolment = enrolling.enrol(UserFactory(name="Sam"), edition.course)
    completion = Completion.objects.create(
        enrolment=enrolment, edition=edition, completed_at=edition.released_at
    )
    Attestation.objects.create(
        enrolment=enrolment, edition=edition, name="Sam Learner", statement="", at=edition.released_at
    )
    return issue(completion)


@pytest.fixture
def kept(certificate):
    """The stored facts and the drawn paper, as they were on the first day."""
    facts, drawn = certificate.facts, draw(document(look_up(certificate.code)))

    def unchanged() -> bool:
        certificate.refresh_from_db()
        answer = look_up(certificate.code)
        return (certificate.facts, draw(document(answer)), answer.status) == (facts, drawn, Status.VALID)

    assert unchanged()
    return unchanged


def test_editing_and_releasing_again_changes_no_certificate(pages, kept):
    page = pages.course
    page.title = "Another Title"
    publish(page)
    Objective.objects.filter(course=page.course).update(statement="Do something else")
    release(CoursePage.objects.get(pk=page.pk), by=None)

    assert kept()


def test_deleting_the_pages_changes_no_certificate(pages, kept, certificate, client):
    pages.course.delete()

    assert not CoursePage.objects.exists()
    assert kept()
    page = client.get(reverse("certificates:verified", args=[certificate.code]))
    assert "Sam Learner" in page.content.decode()


def test_another_provider_name_and_time_zone_change_no_certificate(kept, certificate, settings):
    settings.PROVIDER = {"name": "Somebody Else", "contact": "else@example.com", "number": "1"}
    settings.PUBLIC_URL = "https://elsewhere.example"
    learner = certificate.completion.enrolment.learner
    learner.name, learner.time_zone = "Samuel", "Asia/Tokyo"
    learner.save()

    assert kept()


def test_what_a_certificate_rests_on_cannot_be_deleted(certificate):
    for row in (
        certificate.completion,
        certificate.completion.edition,
        certificate.completion.enrolment.learner,
    ):
        with pytest.raises(ProtectedError):
            row.delete()
