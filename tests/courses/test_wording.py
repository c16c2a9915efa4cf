"""Words of the glossary in the CMS: for all instructors, and nobody changes what they mean in another's lesson."""

import pytest

from accounts.models import Role
from courses.models import GlossaryTerm
from courses.releasing import release
from interchange import loading
from interchange.formats.sources import Library, Term
from tests.factories.accounts import person_with
from tests.factories.courses import publish
from tests.factories.released import course_pages

pytestmark = pytest.mark.django_db

LIST = "/cms/snippets/courses/glossaryterm/"


@pytest.fixture
def term():
    return GlossaryTerm.objects.create(
        key="fascia", term="fascia", definition="A sheet of connective tissue."
    )


@pytest.fixture
def pages(term):
    pages = course_pages()
    lesson = pages.lessons[0]
    lesson.body = [("text", {"key": "opening", "text": "[Fascia](term:fascia) is a sheet."})]
    publish(lesson)
    return pages


def instructor_of(course):
    return person_with(Role.INSTRUCTOR, scope=f"course:{course.public_id}")


def rewrite(client, term, definition="Something else."):
    return client.post(f"{LIST}edit/{term.pk}/", {"term": term.term, "definition": definition}, follow=True)


def test_an_instructor_adds_a_word_and_its_name_is_made(client, pages):
    client.force_login(instructor_of(pages.course.course))

    client.post(f"{LIST}add/", {"term": "Laser Doppler", "definition": "It measures flow."})

    assert GlossaryTerm.objects.get(term="Laser Doppler").key == "laser-doppler"


def test_an_instructor_changes_a_word_of_their_own_lessons_and_the_edition_keeps_what_it_said(
    client, pages, term
):
    edition = release(pages.course, by=None)
    client.force_login(instructor_of(pages.course.course))

    rewrite(client, term)

    term.refresh_from_db()
    assert term.definition == "Something else."
    [frozen] = edition.steps.get(slug="lesson-1").body["terms"]
    assert frozen["definition"] == "A sheet of connective tissue."


def test_nobody_changes_a_word_of_another_s_lesson(client, pages, term):
    other = course_pages()
    client.force_login(instructor_of(other.course.course))

    page = rewrite(client, term).content.decode()

    term.refresh_from_db()
    assert term.definition == "A sheet of connective tissue."
    assert "an administrator changes what it says" in page


def test_an_administrator_changes_it_and_deletes_only_what_no_lesson_uses(client, pages, term):
    client.force_login(person_with(Role.ADMINISTRATOR))
    rewrite(client, term)
    unused = GlossaryTerm.objects.create(key="unused", term="unused", definition="Nobody says it.")

    client.post(f"{LIST}delete/{term.pk}/")
    client.post(f"{LIST}delete/{unused.pk}/")

    assert list(GlossaryTerm.objects.values_list("key", "definition")) == [("fascia", "Something else.")]


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.REGISTRAR])
def test_others_in_the_cms_change_no_word(client, pages, term, role):
    client.force_login(person_with(role))

    rewrite(client, term)

    term.refresh_from_db()
    assert term.definition == "A sheet of connective tissue."


def test_a_word_that_was_edited_here_is_not_overwritten_by_its_file(client, pages):
    def load(definition):
        library = Library(terms=(Term("skin", "skin", definition),))
        return [str(change) for change in loading.apply(library, "content").changes]

    load("The outer layer.")
    client.force_login(person_with(Role.ADMINISTRATOR))
    rewrite(client, GlossaryTerm.objects.get(key="skin"), "What covers us.")

    assert load("The outer layer.") == ["kept term skin: edited in the CMS since it was loaded"]
    assert load("The largest organ.") == [
        "conflict term skin: its file changed, and it was edited in the CMS since it was loaded"
    ]
    assert GlossaryTerm.objects.get(key="skin").definition == "What covers us."


def test_the_window_of_the_editor_lists_the_words(client, term):
    client.force_login(person_with(Role.INSTRUCTOR))

    answer = client.get("/cms/prose/terms/?q=fas").json()

    assert [(item["target"], item["label"]) for item in answer["items"]] == [("fascia", "fascia")]
