"""From a Word file to what learners read, by people who have never seen the CMS and type no Markdown."""

import re

from playwright.sync_api import expect

from accounts.models import Role
from courses.models import CoursePage, Edition, LessonPage
from tests.browser.signing_in import sign_in
from tests.factories.accounts import person_with
from tests.factories.courses import ReferenceFactory, enrolled, finish, somebody_approves
from tests.factories.pictures import picture
from tests.factories.quizzes import QuestionFactory, approved
from tests.factories.released import course_pages
from tests.factories.word import lesson_docx


def add_block(page, name):
    """Press the last plus, choose the kind; returns the new block."""
    page.locator("button[title='Insert a block']").last.click()
    page.get_by_role("option", name=name, exact=True).click()
    return page.locator("[data-streamfield-child]").last


def add_figure(page):
    block = add_block(page, "Figure")
    block.get_by_role("button", name="Choose an image").click()
    page.locator(".modal").get_by_role("tab", name="Upload").click()
    modal = page.locator(".modal")
    modal.locator("input[type=file]").set_input_files(
        {"name": "calf.png", "mimeType": "image/png", "buffer": picture()}
    )
    modal.locator("input[name$=title]").fill("The calf")
    modal.get_by_role("button", name="Upload").click()
    page.locator(".modal").wait_for(state="detached")
    block.get_by_label("What does it show?").fill("A hand on a calf, and the skin that reddens under it.")
    block.get_by_label("Who made it?").fill("Ines Instructor")
    block.get_by_label("What allows you to use it?").fill("Own work")


def add_claim(page):
    add_block(page, "Claim")
    page.get_by_label("What is claimed?").last.fill(
        "Massage raises the flow of blood in the skin for a while."
    )
    page.get_by_text("Supported: most studies found it").last.click()
    page.get_by_text("Low: a new study is likely").last.click()
    page.get_by_role("button", name=re.compile("^Choose (a )?(reference|source)", re.I)).last.click()
    page.locator(".modal a[data-chooser-modal-choice]").first.click()
    page.locator(".modal").wait_for(state="detached")


def add_check(page, label):
    block = add_block(page, "Self-check")
    block.locator("select").select_option(label=label)


def begin_from_word(page, course, content):
    page.goto(f"/cms/pages/{course.pk}/")
    page.goto(f"/cms/courses/{course.pk}/from-word/")
    page.get_by_label("Word file").set_input_files(
        {"name": "What touch changes.docx", "mimeType": "application/octet-stream", "buffer": content}
    )
    page.get_by_role("button", name="Make the lesson").click()
    page.locator(".prose-text").first.wait_for()


def open_actions(page):
    footer = page.locator("footer, .footer").last
    footer.get_by_role("button", name="More actions").or_(
        footer.locator("[data-w-dropdown-target=toggle]")
    ).first.click()


def send_to_review(page):
    open_actions(page)
    with page.expect_navigation():  # it saves first, and only then goes
        page.get_by_role("button", name="Submit to").first.click()


def write_lesson(page, course, question_label, content):
    """What an instructor does, with the mouse and plain words alone."""
    begin_from_word(page, course, content)
    page.get_by_label("Explain finding 1.").first.check()
    add_figure(page)
    add_claim(page)
    add_check(page, question_label)
    send_to_review(page)


def approve(page, comment):
    open_actions(page)
    page.get_by_role("button", name="Approve with comment").first.click()
    modal = page.locator(".modal")
    modal.locator("textarea[name=comment]").fill(comment)
    with page.expect_navigation():
        modal.get_by_role("button", name="Approve").click()


def test_a_newcomer_writes_a_lesson_from_word_and_a_registrar_releases_it(open_window):
    pages = course_pages()
    somebody_approves(CoursePage.objects.get(pk=pages.course.pk), *pages.course.steps())
    ReferenceFactory(key="hinds2004", doi="10.1249/flow.1", authors="Hinds T")
    version = approved(QuestionFactory(objective=pages.course.course.objectives.first()))
    version.question.stem = version.payload["stem"]
    instructor, reviewer, registrar = (open_window(height=1400) for _ in range(3))
    for window, role in zip(
        (instructor, reviewer, registrar), (Role.INSTRUCTOR, Role.REVIEWER, Role.REGISTRAR), strict=True
    ):
        sign_in(window, person_with(role))

    write_lesson(instructor, pages.course, version.question.label(), lesson_docx())

    lesson = LessonPage.objects.get(title="What touch changes")
    drafted = lesson.get_latest_revision_as_object()
    assert [block.block_type for block in drafted.body][-3:] == ["figure", "claim", "check"]
    assert lesson.current_workflow_state is not None

    reviewer.goto(f"/cms/pages/{lesson.pk}/edit/")
    approve(reviewer, "Clear, and every figure has its source.")

    lesson.refresh_from_db()
    assert lesson.objectives.count() == 1  # what the author wrote, after the reviewer's form was posted

    registrar.goto(f"/cms/releases/{pages.course.pk}/")
    expect(registrar.locator("h1")).to_be_visible()
    expect(registrar.locator(".problems li")).to_have_count(0)
    registrar.get_by_label("Notes").fill("The first edition.")
    registrar.get_by_role("button", name="Release").click()
    registrar.get_by_text("Edition 1.0 is released.").wait_for()

    edition = Edition.objects.get()
    enrolment = enrolled(edition)
    finish(enrolment, *edition.steps.exclude(slug=lesson.slug).values_list("slug", flat=True))
    learner = open_window(width=360, height=740)
    sign_in(learner, enrolment.learner)
    learner.goto(f"/learn/{pages.course.course.code}/{lesson.slug}/")
    expect(learner.locator("article figure img")).to_have_count(1)
    learner.get_by_text("Massage raises the flow of blood in the skin for a while.").first.wait_for()
    learner.locator(".self-check").get_by_role("button", name="Check my answer").click()
    learner.get_by_text("Choose or type an answer first.").wait_for()
