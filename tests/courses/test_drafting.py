"""Beginning a lesson from Word, a first course from a template, a course from another."""

from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.models import AuditEvent, Role
from courses import drafting, readiness
from courses.models import Completion, Course, CoursePage, Edition, Enrolment, LessonPage, Objective
from tests.factories.accounts import person_with
from tests.factories.courses import (
    ReferenceFactory,
    catalogue,
    claim,
    course_page,
    enrolled,
    lesson_page,
    somebody_approves,
)
from tests.factories.released import course_pages, released
from tests.factories.word import docx, lesson_docx, paragraph

pytestmark = pytest.mark.django_db


@pytest.fixture
def instructor(client):
    person = person_with(Role.INSTRUCTOR)
    client.force_login(person)
    return person


def upload(content, name="What touch changes.docx"):
    return {"file": SimpleUploadedFile(name, content)}


def test_a_word_file_becomes_the_draft_of_a_lesson(client, instructor):
    course = course_pages().course
    ReferenceFactory(key="hinds2004", doi="10.1249/FLOW.1")

    response = client.post(f"/cms/courses/{course.pk}/from-word/", upload(lesson_docx()), follow=True)

    lesson = LessonPage.objects.get(title="What touch changes")
    assert (lesson.live, lesson.owner) == (False, instructor)
    assert [block.value["key"] for block in lesson.body] == ["opening", "the-skin", "the-muscle", "notes"]
    assert (
        lesson.body[1]
        .value["text"]
        .startswith("## The skin {#the-skin}\n\nFlow rises for a while [@hinds2004].")
    )
    assert 1_900 < lesson.workload().words < 2_150
    assert lesson.get_next_sibling().specific.kind == "attestation"
    page = response.content.decode()
    assert "“What touch changes” is a draft now, in 4 parts." in page
    assert "One picture was left out." in page


def test_a_lesson_without_a_title_is_called_like_its_file(client, instructor):
    course = course_pages().course

    client.post(f"/cms/courses/{course.pk}/from-word/", upload(docx(paragraph("Text.")), "neck_pain.docx"))

    assert LessonPage.objects.filter(title="neck pain").exists()


def test_a_file_that_cannot_be_read_makes_no_lesson_and_says_what_to_do(client, instructor):
    course = course_pages().course
    before = LessonPage.objects.count()

    response = client.post(f"/cms/courses/{course.pk}/from-word/", upload(b"hello"))

    assert "Choose a file that ends in .docx." in response.content.decode()
    assert LessonPage.objects.count() == before


@pytest.mark.parametrize("path", ["courses/{}/from-word/", "courses/{}/duplicate/", "courses/start/"])
def test_who_may_not_write_begins_nothing(client, path):
    course = course_pages().course
    client.force_login(person_with(Role.REVIEWER))

    for method in (client.get, client.post):
        method(f"/cms/{path.format(course.pk)}", {"title": "Mine"})

    assert (CoursePage.objects.count(), LessonPage.objects.count()) == (1, 2)


def test_a_first_course_starts_with_hints_in_every_field(client, instructor):
    catalogue()

    client.post("/cms/courses/start/", {"title": "Feet & Fascia"})

    page = CoursePage.objects.get()
    assert (page.title, page.course.code, page.live) == ("Feet & Fascia", "feet-fascia", False)
    assert [step.kind for step in page.steps()] == ["lesson", "quiz", "attestation"]
    assert page.course.objectives.count() == 1
    assert drafting.HINT in page.promise
    assert all(not step.live for step in page.steps())
    assert AuditEvent.objects.get(action="course started").actor == instructor


def teacher_of(page):
    return person_with(Role.INSTRUCTOR, scope=f"course:{page.course.public_id}")


def test_who_teaches_one_course_begins_another_that_is_theirs_alone(client):
    course = course_pages().course
    person, other = teacher_of(course), teacher_of(course)
    client.force_login(person)

    response = client.post("/cms/courses/start/", {"title": "Feet"}, follow=True)

    page = CoursePage.objects.get(title="Feet")
    assert response.status_code == 200
    assert client.get(f"/cms/pages/{page.steps()[0].pk}/edit/").status_code == 200
    assert not page.permissions_for_user(other).can_edit()
    assert person.grants.get(scope=f"course:{page.course.public_id}").reason == "Began the course."


def test_who_teaches_one_course_duplicates_it_and_no_other(client):
    mine, foreign = course_pages().course, course_page(title="Somebody else's", slug="somebody-elses")
    client.force_login(teacher_of(mine))

    client.post(f"/cms/courses/{mine.pk}/duplicate/", {"title": "Mine again"})
    refused = client.post(f"/cms/courses/{foreign.pk}/duplicate/", {"title": "Theirs"})

    assert client.get(f"/cms/pages/{CoursePage.objects.get(title='Mine again').pk}/edit/").status_code == 200
    assert not CoursePage.objects.filter(title="Theirs").exists()
    assert refused.status_code in (302, 403)


def test_a_second_course_of_the_same_title_has_an_address_of_its_own(instructor):
    catalogue()

    codes = [drafting.start_course("Feet", by=instructor).course.code for _ in range(2)]

    assert codes == ["feet", "feet-2"]


def identities(page: CoursePage) -> set:
    blocks = [block for step in page.steps() if step.kind == "lesson" for block in step.body.raw_data]
    inner = [item["id"] for block in blocks for item in block["value"].get("citations", [])]
    return {
        page.course.public_id,
        *(step.step_key for step in page.steps()),
        *(UUID(block["id"]) for block in blocks),
        *map(UUID, inner),
        *(objective.public_id for objective in page.course.objectives.all()),
    }


def test_a_duplicate_shares_no_identity_and_no_record_with_its_original(client, instructor):
    edition = released()
    enrolled(edition)
    page = CoursePage.objects.get()
    lesson = lesson_page(page, "Claims", body=[claim(ReferenceFactory())], objectives=Objective.objects.all())
    lesson.save_revision(user=instructor)
    counts = [model.objects.count() for model in (Edition, Enrolment, Completion)]

    client.post(f"/cms/courses/{page.pk}/duplicate/", {"title": "Another course"})

    copy = CoursePage.objects.exclude(pk=page.pk).get()
    original, made = identities(page), identities(copy)
    assert len(original) == len(made)
    assert not original & made
    assert (copy.live, copy.title, copy.slug, Course.objects.count()) == (
        False,
        "Another course",
        "another-course",
        2,
    )
    assert [step.title for step in copy.steps()] == [step.title for step in page.steps()]
    assert {covered for step in copy.steps() for covered in step.covers()} <= {
        objective.public_id for objective in copy.course.objectives.all()
    }
    assert [model.objects.count() for model in (Edition, Enrolment, Completion)] == counts


def test_a_duplicate_needs_nothing_but_questions_of_its_own_to_be_released(instructor):
    page = course_pages().course

    copy = drafting.duplicate(page, "Another", by=instructor)
    for each in [copy, *copy.steps()]:
        (each.get_latest_revision() or each.save_revision()).publish()
        somebody_approves(type(each).objects.get(pk=each.pk))

    found = readiness.problems(CoursePage.objects.get(pk=copy.pk), page.reviewed_on)
    assert found != []
    assert all(
        ("objective" in problem and "Post-test" in problem) or "question" in problem for problem in found
    )


def test_the_copy_of_wagtail_leads_to_ours(client, instructor):
    page = course_pages().course

    response = client.get(f"/cms/pages/{page.pk}/copy/")

    assert response.url == f"/cms/courses/{page.pk}/duplicate/"


def test_a_copy_of_a_lesson_shares_no_block_with_it(client, instructor):
    course = course_pages().course
    lesson = course.steps()[0]
    form = {"new_title": "Again", "new_slug": "again", "new_parent_page": course.pk}

    client.post(f"/cms/pages/{lesson.pk}/copy/", form)

    copy = LessonPage.objects.get(slug="again")
    drafted = copy.get_latest_revision_as_object()
    assert [block.value["key"] for block in drafted.body] == [block.value["key"] for block in lesson.body]
    assert not {block.id for block in lesson.body} & {block.id for block in drafted.body}
    assert not {block.id for block in lesson.body} & {block.id for block in copy.body}
    assert (copy.live, copy.objectives.count()) == (False, 1)
    assert CoursePage.objects.get(pk=course.pk).steps()[-1].kind == "attestation"


def test_a_lesson_that_names_objectives_of_another_course_is_not_released():
    course, other = course_pages().course, course_pages().course
    lesson = course.steps()[0]
    lesson.objectives = [*lesson.objectives.all(), other.course.objectives.first()]
    lesson.save()
    somebody_approves(lesson)

    found = readiness.problems(CoursePage.objects.get(pk=course.pk), timezone.localdate())

    assert found == ["“Lesson 1”: It names an objective of another course. Choose those of this one."]
