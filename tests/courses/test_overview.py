"""The first page of the CMS says of each course where it stands."""

import re

import pytest

from accounts.models import Role
from courses.models import CoursePage, LessonPage, Objective
from tests.factories.accounts import person_with
from tests.factories.courses import ObjectiveFactory
from tests.factories.released import course_pages, released

pytestmark = pytest.mark.django_db


def panel(client, role, **fields):
    """The words of the panel, as this role reads them."""
    client.force_login(person_with(role, **fields))
    page = client.get("/cms/").content.decode()
    found = re.search(
        r'<section class="w-panel" aria-labelledby="courses-overview">.*?</section>', page, re.S
    )
    return " ".join(re.sub(r"<[^>]+>", " ", found[0]).split()) if found else ""


def test_a_course_that_did_not_change_needs_nothing(client):
    released()

    words = panel(client, Role.INSTRUCTOR)

    assert "The Science of Touch Edition 1.0, released" in words
    assert "No page was changed. Nothing to do." in words
    assert "Release" not in words.replace("released", "")


def test_a_draft_is_to_be_sent_to_review(client):
    released()
    LessonPage.objects.get(slug="lesson-1").save_revision()
    LessonPage.objects.filter(slug="lesson-1").update(has_unpublished_changes=True)

    words = panel(client, Role.INSTRUCTOR)

    assert "1 page with a draft that isn't published. Send the draft to review." in words


def test_what_was_published_since_is_to_be_released(client):
    released()
    LessonPage.objects.get(slug="lesson-1").save_revision().publish()

    words = panel(client, Role.REGISTRAR)

    assert "1 page published. Ready to be released by a registrar. Release…" in words


def test_what_must_be_put_right_is_counted(client):
    course = course_pages().course.course
    ObjectiveFactory(course=course, number=Objective.objects.count() + 1)

    words = panel(client, Role.REVIEWER)

    assert "Nothing yet: it was never released" in words
    assert "2 things to put right before the next release." in words


def test_who_keeps_one_course_sees_that_one(client):
    released(title="Not mine")
    mine = course_pages(title="Mine").course

    words = panel(client, Role.REGISTRAR, scope=f"course:{mine.course.public_id}")

    assert CoursePage.objects.count() == 2
    assert "Mine" in words
    assert "Not mine" not in words


def test_who_teaches_one_course_is_offered_to_start_another(client):
    page = course_pages().course

    assert "Start a course…" in panel(client, Role.INSTRUCTOR, scope=f"course:{page.course.public_id}")


def test_who_keeps_records_or_reviews_is_not(client):
    course_pages()

    for role in (Role.REGISTRAR, Role.REVIEWER):
        assert "Start a course" not in panel(client, role)
