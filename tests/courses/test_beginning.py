"""The disclosure, acknowledged before the first lesson: its exact text and the time are kept."""

import pytest

from courses import acknowledging
from courses.canonical import sha256
from courses.models import Acknowledgement, StepRecord
from tests.factories.accounts import UserFactory
from tests.factories.courses import an_edition, course_page, enrolled, finish, next_edition

pytestmark = pytest.mark.django_db

TEXT = "Fascia controls the content. Nobody gains from it."


def asking(edition, text: str = TEXT, *, asks: bool = True):
    edition.manifest |= {"disclosure": text, "asks_to_acknowledge": asks}
    edition.save()
    return edition


@pytest.fixture
def edition():
    edition = asking(an_edition(lessons=2))
    course_page(edition.course)
    return edition


@pytest.fixture
def enrolment(client, edition):
    enrolment = enrolled(edition)
    client.force_login(enrolment.learner)
    return enrolment


def address(edition, *parts: str) -> str:
    return "/".join(["/learn", edition.course.code, *parts, ""])


def test_the_first_lesson_waits_for_the_acknowledgement(client, edition, enrolment):
    read = client.get(address(edition, "lesson-1"))
    finished = client.post(address(edition, "lesson-1", "finish"))

    assert (read.url, finished.url) == (address(edition, "begin"), address(edition, "begin"))
    assert StepRecord.objects.count() == 0
    assert TEXT in client.get(address(edition, "begin")).content.decode()


def test_looking_at_it_records_nothing(client, edition, enrolment):
    client.get(address(edition, "begin"))

    assert Acknowledgement.objects.count() == 0


def test_acknowledging_keeps_the_exact_text_and_leads_to_the_first_lesson(client, edition, enrolment):
    answer = client.post(address(edition, "begin"))

    kept = Acknowledgement.objects.get()
    assert answer.url == address(edition, "lesson-1")
    assert (kept.enrolment, kept.edition, kept.text, kept.digest) == (enrolment, edition, TEXT, sha256(TEXT))
    assert client.get(address(edition, "lesson-1")).status_code == 200


def test_a_double_click_keeps_the_first(client, edition, enrolment):
    first = acknowledging.acknowledge(enrolment, edition)

    assert acknowledging.acknowledge(enrolment, edition) == first
    assert client.post(address(edition, "begin")).url == address(edition, "lesson-1")
    assert Acknowledgement.objects.count() == 1


def test_another_disclosure_is_asked_for_anew(client, edition, enrolment):
    acknowledging.acknowledge(enrolment, edition)
    newer = asking(next_edition(edition, minor=True), "Now a maker of rollers pays for it.")

    assert acknowledging.is_owed(enrolment, newer)
    assert not acknowledging.is_owed(enrolment, edition)


def test_who_has_begun_is_not_asked(client, edition, enrolment):
    finish(enrolment, "lesson-1")

    assert client.get(address(edition, "lesson-2")).status_code == 200
    assert client.get(address(edition, "begin")).url == address(edition, "lesson-2")


@pytest.mark.parametrize("how", ["switched off", "released before it was asked"])
def test_a_course_that_does_not_ask_opens_at_once(client, how):
    edition = an_edition()
    if how == "switched off":
        asking(edition, asks=False)
    client.force_login(enrolled(edition).learner)

    assert client.get(address(edition, "lesson-1")).status_code == 200


def test_somebody_elses_acknowledgement_opens_nothing(client, edition, enrolment):
    acknowledging.acknowledge(enrolled(edition, UserFactory()), edition)

    assert client.get(address(edition, "lesson-1")).url == address(edition, "begin")
