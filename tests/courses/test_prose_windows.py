"""What the windows of the editor list, and to whom."""

import pytest

from accounts.models import Role
from tests.factories.accounts import UserFactory, person_with
from tests.factories.courses import ReferenceFactory, claim, lesson_page
from tests.factories.released import course_pages

pytestmark = pytest.mark.django_db


@pytest.fixture
def instructor(client):
    client.force_login(person_with(Role.INSTRUCTOR))
    return client


def items(response):
    return [tuple(item.values())[:2] for item in response.json()["items"]]


def test_a_source_is_found_by_author_year_and_title(instructor):
    wanted = ReferenceFactory(authors="Hinds T", title="Skin flow", year="2004")
    ReferenceFactory(authors="Hinds T", title="Skin flow", year="2011")

    assert items(instructor.get("/cms/prose/references/?q=hinds skin 2004")) == [(wanted.key, "Hinds 2004")]


def test_a_lesson_links_to_the_other_steps_and_their_headings(instructor):
    pages = course_pages()
    lesson_page(
        pages.course,
        "Skin",
        slug="skin",
        body=[("text", {"key": "flow", "text": "## Flow {#flow}\n\nText."})],
    )

    found = items(instructor.get(f"/cms/prose/lessons/?page={pages.lessons[0].pk}&q=flow"))

    assert found == [("skin#flow", "Flow")]


def test_words_are_marked_as_a_claim_of_the_same_lesson(instructor):
    pages = course_pages()
    page = lesson_page(
        pages.course, "Skin", body=[claim(pages.reference, key="flow", statement="Flow rises.")]
    )

    assert items(instructor.get(f"/cms/prose/claims/?page={page.pk}")) == [("flow", "Flow rises.")]
    assert items(instructor.get(f"/cms/prose/claims/?page={pages.course.pk}")) == []


@pytest.mark.parametrize("name", ["lessons", "claims"])
def test_who_may_not_edit_a_page_learns_nothing_of_it(client, name):
    pages = course_pages()
    client.force_login(person_with(Role.REVIEWER))

    for page in (pages.lessons[0].pk, 0, "x"):
        assert client.get(f"/cms/prose/{name}/?page={page}").status_code == 404


def test_learners_have_no_library(client):
    client.force_login(UserFactory())

    assert client.get("/cms/prose/references/").status_code != 200
