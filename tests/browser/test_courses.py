"""The way through a course, looked at in every light: see tests/browser/inspecting.py."""

import pytest
from playwright.sync_api import expect

from courses import studying
from courses.models import Attestation, EditionStep, Note, StepRecord
from tests.browser.inspecting import inspect
from tests.browser.signing_in import sign_in
from tests.factories.accounts import UserFactory
from tests.factories.courses import enrolled, finish
from tests.factories.released import released


@pytest.fixture
def edition():
    return released()


@pytest.fixture
def learn(edition):
    return f"/learn/{edition.course.code}/"


def test_what_a_visitor_sees_holds(open_window, edition, learn):
    page = open_window()

    for address in ("/", f"/{edition.course.code}/", f"{learn}lesson-1/"):
        assert page.goto(address).status == 200
        for fold in page.locator("details:not([data-appearance]) > summary").all():
            fold.click()
        inspect(page)


def test_what_a_learner_sees_holds(open_window, edition, learn):
    learner = UserFactory()
    page = open_window()
    sign_in(page, learner)
    page.goto("/learn/")
    inspect(page)
    enrolment = enrolled(edition, learner)

    for address, status in (
        ("/learn/", 200),
        (learn, 200),
        (f"{learn}lesson-1/", 200),
        (f"{learn}lesson-2/", 403),
        (f"{learn}lesson-1/notes/", 200),
        (f"{learn}lesson-1/ask/", 200),
    ):
        assert page.goto(address).status == status
        inspect(page)
    page.goto(f"{learn}lesson-1/")
    page.locator(".block-tools > summary").first.click()
    write_a_note(page, "Ask about heat.")
    inspect(page)
    finish(enrolment, "lesson-1", "lesson-2", "post-test")
    page.goto(f"{learn}confirm/confirm/")
    inspect(page)
    page.get_by_role("button", name="Confirm and finish").click()
    expect(page.get_by_text("Check the box to confirm the statement.").first).to_be_visible()
    inspect(page)


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize("width", [360, 1280])
def test_a_lesson_is_read_and_the_name_confirmed(open_window, edition, learn, width, javascript):
    learner = UserFactory(name="Sam Cruz")
    page = open_window(width=width, javascript=javascript)
    sign_in(page, learner)
    page.goto(f"{learn}lesson-1/")
    page.get_by_role("button", name="Enroll").click()

    page.get_by_role("button", name="I have read this").click()
    page.wait_for_url("**/lesson-2/")
    page.get_by_role("button", name="I have read this").click()
    page.wait_for_url("**/post-test/quiz/")
    enrolment = learner.enrolments.get()
    finish(enrolment, "post-test")
    page.goto(f"{learn}confirm/")
    page.get_by_label("Your name, as on your license").fill("Samuel de la Cruz")
    if javascript:
        expect(page.locator(".certificate-name")).to_have_text("Samuel de la Cruz")
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Confirm and finish").click()

    page.get_by_text("Course complete").wait_for()
    assert Attestation.objects.get().name == "Samuel de la Cruz"
    assert StepRecord.objects.count() == EditionStep.objects.count() == 4


def write_a_note(page, text):
    page.locator(".block-note textarea").first.fill(text)
    page.get_by_role("button", name="Save the note").first.click()
    expect(page.locator(".kept-text").first).to_have_text(text)


def test_a_lesson_is_resumed_on_another_device(open_window, edition, learn):
    learner = UserFactory()
    enrolment = enrolled(edition, learner)
    step = EditionStep.objects.taught_to(enrolment)[0]
    last = step.body["blocks"][-1]["id"]
    studying.keep_place(learner, edition.course_id, step.key, block=last)
    page = open_window(width=360, height=200)
    sign_in(page, learner)

    page.goto(f"{learn}lesson-1/")

    expect(page.get_by_text("Picked up where you stopped.")).to_be_in_viewport()


def test_a_note_outlives_a_broken_line(open_window, edition, learn):
    learner = UserFactory()
    enrolled(edition, learner)
    page = open_window(width=360)
    sign_in(page, learner)
    page.goto(f"{learn}lesson-1/")
    page.context.set_offline(True)

    page.locator(".block-tools > summary").first.click()
    write_a_note(page, "Kept on the way.")
    expect(page.get_by_text("We’ll send it when you’re back online.")).to_be_visible()
    assert Note.objects.count() == 0
    page.context.set_offline(False)
    page.reload()

    wait_for(page, lambda: Note.objects.filter(learner=learner, text="Kept on the way.").count() == 1)


def wait_for(page, holds):
    for _ in range(50):
        if holds():
            return
        page.wait_for_timeout(200)
    raise AssertionError("It never came about.")
