"""The reader: who may read what, and what a click records."""

import pytest

from courses.enrolling import withdraw
from courses.models import StepRecord
from tests.factories.accounts import UserFactory
from tests.factories.courses import an_edition, course_page, enrolled, finish

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition():
    edition = an_edition(lessons=2)
    course_page(edition.course)
    return edition


@pytest.fixture
def learner(client):
    learner = UserFactory()
    client.force_login(learner)
    return learner


def address(edition, *parts: str) -> str:
    return "/".join(["/learn", edition.course.code, *parts, ""])


def test_the_first_lesson_is_open_to_everyone_and_invites(client, edition):
    response = client.get(address(edition, "lesson-1"))

    page = response.content.decode()
    assert response.status_code == 200
    assert "The text of Lesson 1." in page
    assert f"/accounts/signup/?next={address(edition, 'lesson-1')}" in page
    assert "I have read this" not in page


def test_the_second_lesson_asks_a_visitor_to_sign_in_and_comes_back(client, edition):
    response = client.get(address(edition, "lesson-2"))

    assert response.url == f"/accounts/login/?next={address(edition, 'lesson-2')}"


def test_the_second_lesson_sends_who_is_not_enrolled_to_the_course(client, edition, learner):
    response = client.get(address(edition, "lesson-2"), follow=True)

    assert response.redirect_chain == [(f"/{edition.course.code}/", 302)]
    assert "Enroll first." in response.content.decode()


def test_the_first_lesson_offers_to_enroll_and_comes_back(client, edition, learner):
    response = client.post(address(edition, "enrol"), {"next": address(edition, "lesson-1")}, follow=True)

    assert response.redirect_chain == [(address(edition, "lesson-1"), 302)]
    assert "I have read this" in response.content.decode()


@pytest.mark.parametrize("slug", ["lesson-3", "nothing"])
@pytest.mark.parametrize("signed_in", [True, False])
def test_an_unknown_step_is_not_found(client, edition, slug, signed_in):
    if signed_in:
        enrolment = enrolled(edition)
        client.force_login(enrolment.learner)

    assert client.get(address(edition, slug)).status_code == 404
    assert client.post(address(edition, slug, "finish")).status_code == (404 if signed_in else 302)


def test_an_unknown_course_is_not_found(client, learner):
    assert client.get("/learn/no-such-course/").status_code == 404
    assert client.get("/learn/no-such-course/lesson-1/").status_code == 404
    assert client.post("/learn/no-such-course/enrol/").status_code == 404


def test_reading_does_not_record_anything(client, edition, learner):
    enrolled(edition, learner)

    client.get(address(edition, "lesson-1"))

    assert StepRecord.objects.count() == 0


def test_saying_it_is_read_records_it_and_goes_on(client, edition, learner):
    enrolment = enrolled(edition, learner)

    response = client.post(address(edition, "lesson-1", "finish"))

    assert response.url == address(edition, "lesson-2")
    assert [r.step_key for r in enrolment.step_records.all()] == [edition.steps.get(slug="lesson-1").key]


def test_a_double_click_records_once_and_goes_on_all_the_same(client, edition, learner):
    enrolment = enrolled(edition, learner)

    answers = [client.post(address(edition, "lesson-1", "finish")).url for _ in range(2)]

    assert answers == [address(edition, "lesson-2")] * 2
    assert enrolment.step_records.count() == 1


def test_a_finished_lesson_says_so_and_leads_on(client, edition, learner):
    finish(enrolled(edition, learner), "lesson-1")

    page = client.get(address(edition, "lesson-1")).content.decode()

    assert "It's on your record." in page
    assert f'href="{address(edition, "lesson-2")}"' in page
    assert "I have read this" not in page


@pytest.mark.parametrize("parts", [("lesson-2",), ("confirm", "confirm")])
def test_a_closed_step_says_why_at_its_own_address(client, edition, learner, parts):
    enrolled(edition, learner)

    response = client.get(address(edition, *parts))

    assert response.status_code == 403
    assert "Finish “Lesson 1” first." in response.content.decode()


def test_a_closed_step_cannot_be_finished(client, edition, learner):
    enrolment = enrolled(edition, learner)

    response = client.post(address(edition, "lesson-2", "finish"))

    assert (response.status_code, enrolment.step_records.count()) == (403, 0)
    assert "Finish “Lesson 1” first." in response.content.decode()


def test_a_step_of_another_kind_has_its_own_page(client, edition, learner):
    enrolled(edition, learner)

    assert client.get(address(edition, "confirm")).url == address(edition, "confirm", "confirm")
    assert client.get(address(edition, "lesson-1", "confirm")).url == address(edition, "lesson-1")


def test_finishing_needs_an_enrolment(client, edition, learner):
    response = client.post(address(edition, "lesson-1", "finish"))

    assert response.url == f"/{edition.course.code}/"
    assert StepRecord.objects.count() == 0


def test_who_left_the_course_is_treated_like_everyone(client, edition, learner):
    withdraw(enrolled(edition, learner))

    assert client.get(address(edition, "lesson-2")).url == f"/{edition.course.code}/"


def test_learners_go_on_when_the_pages_are_gone(client, edition, learner):
    enrolled(edition, learner)
    edition.course.pages.get().delete()

    assert "The text of Lesson 1." in client.get(address(edition, "lesson-1")).content.decode()
    assert client.post(address(edition, "enrol")).status_code == 404


def test_finishing_by_a_link_is_refused(client, edition, learner):
    enrolled(edition, learner)

    assert client.get(address(edition, "lesson-1", "finish")).status_code == 405
    assert client.get(address(edition, "enrol")).status_code == 405


@pytest.mark.parametrize("lessons", [1, 6])
def test_a_lesson_costs_five_statements_in_a_short_and_a_long_course(
    client, lessons, django_assert_num_queries
):
    enrolment = enrolled(an_edition(lessons=lessons))
    client.force_login(enrolment.learner)

    # The session, the person, the enrolment, the steps with their records, the text.
    with django_assert_num_queries(5):
        client.get(f"/learn/{enrolment.course.code}/lesson-1/")
