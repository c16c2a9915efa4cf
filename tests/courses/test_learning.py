"""My learning, the outline of a course, and enrolling."""

from datetime import UTC, datetime

import pytest

from courses import studying
from courses.models import Enrolment
from tests.factories.accounts import UserFactory
from tests.factories.courses import an_edition, course_page, enrolled, finish, next_edition

pytestmark = pytest.mark.django_db


@pytest.fixture
def learner(client):
    learner = UserFactory()
    client.force_login(learner)
    return learner


def test_my_learning_needs_a_sign_in(client):
    assert client.get("/learn/").url == "/accounts/login/?next=/learn/"


def test_who_learns_nothing_yet_is_led_to_the_courses(client, learner):
    page = client.get("/learn/").content.decode()

    assert '<h2 class="empty-state-title">You aren\'t enrolled in anything yet</h2>' in page
    assert '<a class="button" href="/">See the courses</a>' in page


def test_my_learning_shows_how_far_and_what_is_next(client, learner):
    edition = an_edition(lessons=2)
    finish(enrolled(edition, learner), "lesson-1")

    page = client.get("/learn/").content.decode()

    assert "1 of 3 steps done" in page
    assert f'href="/learn/{edition.course.code}/lesson-2/"' in page


def test_my_learning_shows_a_completed_course_as_completed(client, learner):
    finish(enrolled(an_edition(lessons=1), learner), "lesson-1", "confirm")

    page = client.get("/learn/").content.decode()

    assert "Completed Nov 20, 2026" in page
    assert "0.5 CE" in page
    assert '<a class="button quiet" href="/certificates/">See your certificate' in page
    assert '<a href="/transcript/">transcript</a>' in page


def test_a_completed_course_leads_back_to_what_was_taught_whatever_was_released_since(client, learner):
    edition = an_edition(lessons=1)
    finish(enrolled(edition, learner), "lesson-1", "confirm")
    course_page(edition.course)
    next_edition(edition, minor=True, rewritten=(1,))
    next_edition(edition, rewritten=(1,))

    page = client.get("/learn/").content.decode()

    assert "<span>Edition 1.0</span>" in page
    assert f'<a href="/learn/{edition.course.code}/">Read again what you were taught' in page
    lesson = client.get(f"/learn/{edition.course.code}/lesson-1/")
    assert lesson.status_code == 200
    assert edition.steps.get(slug="lesson-1").html in lesson.content.decode()


def test_a_course_is_completed_on_the_learners_own_day(client, learner):
    late = datetime(2026, 11, 21, 3, tzinfo=UTC)  # the evening before in Chicago
    finish(enrolled(an_edition(lessons=1), learner), "lesson-1", "confirm", at=late)

    assert "Completed Nov 20, 2026" in client.get("/learn/").content.decode()


def test_my_learning_shows_nobody_elses(client, learner):
    enrolled(an_edition())

    assert client.get("/learn/").context["courses"] == []


@pytest.mark.parametrize("count", [1, 3])
def test_my_learning_costs_the_same_for_one_course_and_for_three(
    client, learner, count, django_assert_num_queries
):
    for _ in range(count):
        finish(enrolled(an_edition(), learner), "lesson-1")

    # The session, the person, the enrolments, their editions, the steps, the records, the places,
    # the roles, what employers ask.
    with django_assert_num_queries(9):
        client.get("/learn/")


def test_the_outline_says_what_is_done_open_and_closed(client, learner):
    edition = an_edition(lessons=3)
    finish(enrolled(edition, learner), "lesson-1")

    response = client.get(f"/learn/{edition.course.code}/")

    assert [(step.slug, step.state, step.reason) for step in response.context["outline"].steps] == [
        ("lesson-1", "done", ""),
        ("lesson-2", "open", ""),
        ("lesson-3", "locked", "Finish “Lesson 2” first."),
        ("confirm", "locked", "Finish “Lesson 2” first."),
    ]
    assert "Finish “Lesson 2” first." in response.content.decode()


def test_the_outline_of_a_completed_course_says_so(client, learner):
    edition = an_edition(lessons=1)
    finish(enrolled(edition, learner), "lesson-1", "confirm")

    assert "Course complete" in client.get(f"/learn/{edition.course.code}/").content.decode()


def test_the_outline_of_somebody_elses_course_leads_to_the_course_page(client, learner):
    edition = an_edition()
    course_page(edition.course)
    enrolled(edition)

    assert client.get(f"/learn/{edition.course.code}/").url == f"/{edition.course.code}/"


def test_enrolling_goes_to_the_outline(client, learner):
    edition = an_edition()
    course_page(edition.course)

    response = client.post(f"/learn/{edition.course.code}/enrol/")

    assert response.url == f"/learn/{edition.course.code}/"
    assert Enrolment.objects.get().learner == learner


def test_enrolling_twice_enrols_once(client, learner):
    edition = an_edition()
    course_page(edition.course)

    for _ in range(2):
        client.post(f"/learn/{edition.course.code}/enrol/")

    assert Enrolment.objects.count() == 1


@pytest.mark.parametrize(
    "address", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "nowhere"]
)
def test_enrolling_never_leads_away_from_the_site(client, learner, address):
    edition = an_edition()
    course_page(edition.course)

    response = client.post(f"/learn/{edition.course.code}/enrol/", {"next": address})

    assert response.url == f"/learn/{edition.course.code}/"


def test_a_visitor_who_enrols_signs_in_and_comes_back_to_the_course(client):
    edition = an_edition()
    course_page(edition.course)

    response = client.post(f"/learn/{edition.course.code}/enrol/")

    assert response.url == f"/accounts/login/?next=/{edition.course.code}/"
    assert Enrolment.objects.count() == 0


def test_a_course_whose_page_is_not_published_takes_nobody(client, learner):
    edition = an_edition()
    course_page(edition.course).unpublish()

    assert client.post(f"/learn/{edition.course.code}/enrol/").status_code == 404
    assert Enrolment.objects.count() == 0


def test_my_learning_leads_back_to_where_one_stopped(client):
    edition = an_edition(lessons=2)
    enrolment = enrolled(edition)
    client.force_login(enrolment.learner)
    first, second = edition.steps.order_by("position")[:2]
    where = (enrolment.learner, edition.course_id)
    studying.keep_place(*where, first.key, block="here")
    begun = client.get("/learn/").content.decode()
    finish(enrolment, first.slug)
    done = client.get("/learn/").content.decode()

    at = f"/learn/{edition.course.code}"
    assert f'href="{at}/{first.slug}/#b-here"' in begun
    assert "You stopped at: Lesson 1" in begun
    assert f'href="{at}/{second.slug}/"' in done
    assert "Next: Lesson 2" in done
