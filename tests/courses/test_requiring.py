"""Courses that must be completed first: asked for at the door, and never in a circle."""

import pytest
from django.core.exceptions import ValidationError

from courses import enrolling, releasing
from courses.models import Enrolment
from tests.factories.accounts import UserFactory
from tests.factories.courses import an_edition, course_page, enrolled, finish

pytestmark = pytest.mark.django_db


def requiring(edition, *others):
    edition.manifest |= {"requires": [other.course.code for other in others]}
    edition.save()
    return edition


@pytest.fixture
def first():
    return an_edition(lessons=1, title="Basics")


@pytest.fixture
def second(first):
    edition = requiring(an_edition(title="Beyond"), first)
    course_page(edition.course, title="Beyond")
    return edition


def test_enrolling_waits_for_the_course_before(first, second):
    learner = UserFactory()
    enrolment = enrolled(first, learner)

    with pytest.raises(enrolling.NotYet, match="Basics"):
        enrolling.enrol(learner, second.course)
    finish(enrolment, "lesson-1", "confirm")

    assert enrolling.enrol(learner, second.course).course == second.course


def test_somebody_elses_completion_opens_nothing(first, second):
    finish(enrolled(first), "lesson-1", "confirm")

    with pytest.raises(enrolling.NotYet):
        enrolling.enrol(UserFactory(), second.course)


def test_who_is_enrolled_already_stays(first, second):
    learner = UserFactory()
    requiring(second)
    enrolment = enrolling.enrol(learner, second.course)
    requiring(second, first)

    assert enrolling.enrol(learner, second.course) == enrolment


def test_the_page_says_what_comes_first(client, first, second):
    client.force_login(UserFactory())

    response = client.post(f"/learn/{second.course.code}/enrol/", follow=True)

    page = response.content.decode()
    assert "Complete Basics first. Then you can enroll in this one." in page
    assert "Complete first: Basics." in page
    assert Enrolment.objects.count() == 0


def test_a_circle_is_refused_when_it_is_saved_and_when_it_is_released():
    one, two, three = (course_page(title=title) for title in ("One", "Two", "Three"))
    for page, required in ((one, two), (two, three)):
        page.requires.add(required.course)
        page.full_clean()
        page.save()
    three.requires.add(one.course)

    with pytest.raises(ValidationError, match="nobody could ever begin"):
        three.full_clean()
    three.save(clean=False)
    assert any("nobody could ever begin" in problem for problem in releasing.problems(three))


def test_a_course_cannot_require_itself():
    page = course_page()
    page.requires.add(page.course)

    with pytest.raises(ValidationError, match="nobody could ever begin"):
        page.full_clean()
