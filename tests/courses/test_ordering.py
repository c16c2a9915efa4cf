"""Authors put the steps of their course in order, and the confirmation stays last."""

import pytest
from django.utils import timezone
from wagtail.models import Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from accounts.models import Role
from courses.models import CoursePage
from tests.factories.accounts import person_with
from tests.factories.released import course_pages

pytestmark = pytest.mark.django_db


@pytest.fixture
def course():
    return course_pages().course


def titles(course):
    return [step.title for step in CoursePage.objects.get(pk=course.pk).steps()]


def writer(client, course):
    client.force_login(person_with(Role.INSTRUCTOR, scope=f"course:{course.course.public_id}"))
    return client


def test_an_author_moves_a_lesson(client, course):
    second = course.steps()[1]

    writer(client, course).post(f"/cms/pages/{second.pk}/set_position/?position=0")

    assert titles(course)[:2] == ["Lesson 2", "Lesson 1"]


def test_an_author_orders_without_dragging(client, course):
    first, second, *_ = course.steps()
    page = writer(client, course).get(f"/cms/steps/{first.pk}/place/").content.decode()
    assert "After “Lesson 2”" in page
    assert "After “Confirm your name”" not in page

    client.post(f"/cms/steps/{first.pk}/place/", {"after": str(second.pk)})
    assert titles(course)[:2] == ["Lesson 2", "Lesson 1"]

    client.post(f"/cms/steps/{first.pk}/place/", {"after": ""})
    assert titles(course)[:2] == ["Lesson 1", "Lesson 2"]
    assert Page.find_problems() == ([],) * 5


def test_a_step_is_put_beside_no_step_of_another_course(client, course):
    step, foreign = course.steps()[0], course_pages().lessons[0]

    writer(client, course).post(f"/cms/steps/{step.pk}/place/", {"after": str(foreign.pk)})

    assert titles(course)[0] == "Lesson 1"


def test_the_list_leads_to_a_steps_place(client, course):
    page = writer(client, course).get(f"/cms/pages/{course.pk}/").content.decode()

    assert f"/cms/steps/{course.steps()[0].pk}/place/" in page
    assert f"/cms/steps/{course.steps()[-1].pk}/place/" not in page


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.REGISTRAR])
def test_nobody_else_puts_a_step_elsewhere(client, course, role):
    client.force_login(person_with(role))

    client.post(f"/cms/steps/{course.steps()[0].pk}/place/", {"after": str(course.steps()[1].pk)})

    assert titles(course)[0] == "Lesson 1"


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.REGISTRAR])
def test_nobody_else_does(client, course, role):
    client.force_login(person_with(role))

    client.post(f"/cms/pages/{course.steps()[1].pk}/set_position/?position=0")

    assert titles(course)[0] == "Lesson 1"


def test_a_published_lesson_moves_to_no_other_course(client, course):
    other, lesson = course_pages().course, course.steps()[0]
    person = person_with(Role.INSTRUCTOR)

    assert not lesson.permissions_for_user(person).can_move_to(other)


def test_the_steps_are_listed_as_they_are_taught(client, course):
    Page.objects.filter(pk=course.steps()[-1].pk).update(latest_revision_created_at=timezone.now())

    page = writer(client, course).get(f"/cms/pages/{course.pk}/").content.decode()

    places = [page.index(f"/cms/pages/{step.pk}/edit/") for step in course.steps()]
    assert places == sorted(places)


def test_a_lesson_that_is_added_stands_before_the_confirmation(client, course):
    form = {
        "title": "Lesson 3",
        "slug": "lesson-3",
        "summary": "",
        "body": streamfield([("text", {"key": "", "text": "Text."})]),
        "comments": inline_formset([]),
    }

    writer(client, course).post(f"/cms/pages/add/courses/lessonpage/{course.pk}/", nested_form_data(form))

    assert titles(course)[-2:] == ["Lesson 3", "Confirm your name"]
