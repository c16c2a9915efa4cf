"""The way through a course, looked at in every light: see tests/browser/inspecting.py."""

import pytest
from playwright.sync_api import expect

from courses.models import Attestation, EditionStep, StepRecord
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
    ):
        assert page.goto(address).status == status
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
