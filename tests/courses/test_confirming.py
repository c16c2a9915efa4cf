"""The last screen: the name as on the licence, the statement, the preview."""

import pytest

from courses.models import Attestation, Completion
from tests.factories.accounts import UserFactory
from tests.factories.courses import STATEMENT, an_edition, enrolled, finish

pytestmark = pytest.mark.django_db


@pytest.fixture
def enrolment(client):
    enrolment = enrolled(an_edition(lessons=1), UserFactory(name="Sam de la Cruz"))
    finish(enrolment, "lesson-1")
    client.force_login(enrolment.learner)
    return enrolment


@pytest.fixture
def address(enrolment):
    return f"/learn/{enrolment.course.code}/confirm/confirm/"


def test_the_screen_shows_the_statement_and_the_certificate_with_the_known_name(client, address, settings):
    response = client.get(address)

    page = response.content.decode()
    assert STATEMENT in page
    assert "Sample: not approved by any board" in page
    assert response.context["certificate"] == {
        "title": "Certificate of Achievement",
        "name": "Sam de la Cruz",
        "course": "The Science of Touch",
        "sample": True,
        "facts": [
            {"term": "Hours", "value": "0.5 CE"},
            {"term": "Completed", "value": "The day you confirm"},
            {"term": "Provider", "value": settings.PROVIDER["name"]},
        ],
    }


def test_confirming_keeps_the_clean_name_and_completes_the_course(client, enrolment, address):
    response = client.post(address, {"name": "  Samuel \u202ede la  Cruz ", "agreed": "on"})

    assert response.url == f"/learn/{enrolment.course.code}/"
    assert Attestation.objects.get().name == "Samuel de la Cruz"
    assert Completion.objects.get().enrolment == enrolment


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("", "This field is required."),
        ("\u202e \u200b", "Type your name."),
        ("...", "Type your name."),
        ("x" * 121, "The certificate has room for 120 characters."),
        (
            "ᚠᚢᚦ",
            "The certificate can't print “ᚠ” “ᚢ” “ᚦ”. Type your name in the letters of your license.",
        ),
        ("Sam 🙂", "The certificate can't print “🙂”. Type your name in the letters of your license."),
    ],
)
def test_a_name_that_cannot_be_printed_is_refused_with_what_to_do(client, address, name, message):
    response = client.post(address, {"name": name, "agreed": "on"})

    assert response.context["form"].errors == {"name": [message]}
    assert Attestation.objects.count() == 0


def test_the_statement_must_be_confirmed(client, address):
    response = client.post(address, {"name": "Sam de la Cruz"})

    assert response.context["form"].errors == {"agreed": ["Check the box to confirm the statement."]}
    assert Completion.objects.count() == 0


def test_the_preview_without_javascript_shows_the_name_as_it_was_sent(client, address):
    response = client.post(address, {"name": "Samuel Cruz"})

    assert '<p class="certificate-name" dir="auto">Samuel Cruz</p>' in response.content.decode()


def test_confirming_twice_confirms_once(client, enrolment, address):
    answers = [client.post(address, {"name": name, "agreed": "on"}).url for name in ("Sam Cruz", "Sam Other")]

    assert answers == [f"/learn/{enrolment.course.code}/"] * 2
    assert [attestation.name for attestation in Attestation.objects.all()] == ["Sam Cruz"]


def test_the_screen_needs_a_sign_in(client, address):
    client.logout()

    edition_page = client.get(address)

    assert edition_page.status_code == 404  # nothing is offered to a visitor: the course has no public page
