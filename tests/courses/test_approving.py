"""From an approval that a registrar enters to what the next certificate says."""

import json

import pytest
from django.urls import reverse

from accounts.models import Role
from certificates.issuing import issue
from courses import enrolling
from courses.attesting import attest
from courses.models import Completion, EditionStep
from tests.factories.accounts import UserFactory, person_with
from tests.factories.certificates import a_key_in
from tests.factories.courses import finish
from tests.factories.released import released

pytestmark = pytest.mark.django_db

SAMPLE = "Sample: not approved by any board"
FORM = {
    "accreditor": "NCBTMB",
    "provider_number": "451238-10",
    "course_number": "1184",
    "title": "Touch, Science of (Home Study)",
    "certificate_title": "Certificate of Achievement",
    "hours": "1.5",
    "category": "Science",
    "valid_from": "2020-01-01",
    "valid_until": "2099-12-31",
}


@pytest.fixture
def edition(tmp_path, settings):
    settings.CREDENTIAL_KEYS = tmp_path / "keys"
    a_key_in(settings.CREDENTIAL_KEYS)
    return released()


def completed(edition):
    """The certificate of somebody who walked the whole course just now."""
    enrolment = enrolling.enrol(UserFactory(), edition.course)
    last = EditionStep.objects.get(edition=edition, kind="attestation")
    finish(enrolment, *[step.slug for step in edition.steps.exclude(pk=last.pk)])
    attest(enrolment, last, name="Sam Learner")
    return issue(Completion.objects.get(enrolment=enrolment))


def enter(client, edition):
    client.force_login(person_with(Role.REGISTRAR))
    client.post("/cms/snippets/courses/approval/add/", FORM | {"edition": edition.pk})
    client.logout()


def text_of(client, certificate):
    return client.get(reverse("certificates:verified", args=[certificate.code])).content.decode()


def test_a_new_completion_says_what_was_approved_and_an_older_one_stays(client, edition):
    before = completed(edition)
    kept = before.facts

    enter(client, edition)
    after = completed(edition)

    facts = json.loads(after.facts)
    assert (after.sample, facts["notice"]) == (False, "")
    assert facts["course"]["title"] == "Touch, Science of (Home Study)"
    assert facts["hours"] == {"value": "1.5", "unit": "CE"}
    assert facts["provider"]["number"] == "451238-10"
    before.refresh_from_db()
    assert (before.facts, before.sample) == (kept, True)


def test_who_verifies_reads_the_approval_and_of_an_older_one_that_it_is_a_sample(client, edition):
    before = completed(edition)
    enter(client, edition)
    after = completed(edition)

    page = text_of(client, after)

    for fact in ("Touch, Science of (Home Study)", "451238-10", "1184", "NCBTMB", "1.5 CE"):
        assert fact in page
    assert "Sample" not in page
    assert "Sample" in text_of(client, before)


def test_the_pages_of_the_course_stop_saying_sample(client, edition):
    places = ["/", f"/{edition.course.code}/"]
    assert all(SAMPLE in client.get(place).content.decode() for place in places)

    enter(client, edition)

    assert not any(SAMPLE in client.get(place).content.decode() for place in places)
