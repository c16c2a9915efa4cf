"""What changed since the edition that a learner is on: read, and moved to, on a phone."""

import pytest
from playwright.sync_api import expect

from courses import enrolling
from courses.releasing import release
from tests.browser.inspecting import inspect
from tests.browser.signing_in import sign_in
from tests.browser.test_corrections import look
from tests.factories.courses import enrolled, finish, rewrite
from tests.factories.released import course_pages


@pytest.fixture
def editions():
    pages = course_pages()
    old = release(pages.course, by=None)
    old.enrolment = enrolled(old)
    rewrite(pages.lessons[0], "Flow was found **unchanged** in the artery, and raised in the skin.")
    return old, release(pages.course, by=None)


def test_a_learner_reads_what_changed(editions, open_window):
    old, _ = editions
    finish(old.enrolment, "lesson-1", "lesson-2")
    window = open_window(width=360, height=800)
    sign_in(window, old.enrolment.learner)

    window.goto(f"/learn/{old.course.code}/changes/")

    expect(window.locator("main")).to_contain_text("Lesson 1: it was rewritten", use_inner_text=True)
    inspect(window)
    look(window, "changes")


def test_moving_needs_no_javascript(editions, open_window):
    old, newer = editions
    window = open_window(width=360, height=800, javascript=False)
    sign_in(window, old.enrolment.learner)

    window.goto(f"/learn/{old.course.code}/")
    window.get_by_role("link", name="What changed").click()
    window.get_by_role("button", name=f"Move to edition {newer.number}").click()

    expect(window.locator("main")).to_contain_text(
        f"You are on edition {newer.number} now.", use_inner_text=True
    )
    assert enrolling.current_edition(old.enrolment) == newer
