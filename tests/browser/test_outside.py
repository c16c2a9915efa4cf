"""A reviewer from outside on a phone: from the link to the verdict, without an account."""

import pytest
from playwright.sync_api import expect

from accounts.models import Role
from courses import correcting, outside
from courses.models import OutsideVerdict
from courses.releasing import release
from tests.browser.inspecting import AXE, TAGS, inspect
from tests.browser.signing_in import sign_in
from tests.browser.test_authoring_pages import FOUND
from tests.browser.test_corrections import look
from tests.factories.accounts import person_with
from tests.factories.released import course_pages


@pytest.fixture
def pages():
    return course_pages(title="Pressure and pain")


def test_she_reads_comments_and_approves(pages, open_window):
    author = person_with(Role.INSTRUCTOR, scope=f"course:{pages.course.course.public_id}")
    invitation = outside.invite(pages.course, by=author, email="olga@example.com", name="Olga Outside")

    window = open_window(width=360, height=800)
    window.goto(f"/outside/{outside.token_of(invitation)}/")
    inspect(window)
    look(window, "outside")
    window.get_by_role("link", name="Lesson 1").click()
    inspect(window)
    window.get_by_label("About").select_option(index=1)
    window.get_by_label("Your comment").fill("In whom was it measured?")
    window.get_by_role("button", name="Leave the comment").click()
    expect(window.locator("main")).to_contain_text("In whom was it measured?", use_inner_text=True)
    look(window, "outside-step")
    window.get_by_role("link", name="The course").click()
    window.get_by_label("I approve it").check()
    window.get_by_label("Your qualifications").fill("LMT, Texas; teaches pathology")
    window.get_by_role("button", name="Send my verdict").click()
    expect(window.locator("main")).to_contain_text("You approved this", use_inner_text=True)
    inspect(window)
    look(window, "outside-approved")
    assert OutsideVerdict.objects.get().approved

    window = open_window()
    sign_in(window, author)
    window.emulate_media(reduced_motion="reduce")
    window.goto(f"/cms/courses/{pages.course.pk}/outside/")
    expect(window.locator("main")).to_contain_text("teaches pathology", use_inner_text=True)
    window.evaluate(AXE)
    assert window.evaluate(FOUND, TAGS) == []
    look(window, "outsiders")


def test_a_review_needs_no_javascript(pages, open_window):
    author = person_with(Role.INSTRUCTOR, scope=f"course:{pages.course.course.public_id}")
    invitation = outside.invite(pages.course, by=author, email="olga@example.com", name="Olga Outside")

    window = open_window(width=360, height=800, javascript=False)
    window.goto(f"/outside/{outside.token_of(invitation)}/")
    window.get_by_role("link", name="Lesson 1").click()
    window.get_by_label("Your comment").fill("In whom was it measured?")
    window.get_by_role("button", name="Leave the comment").click()
    expect(window.locator("body")).to_contain_text("Your comment is with the author.", use_inner_text=True)
    window.get_by_role("link", name="The course").click()
    window.get_by_role("button", name="Send my verdict").click()
    expect(window.locator("[aria-invalid=true]").first).to_be_attached()
    window.get_by_label("I ask for changes").check()
    window.get_by_label("Your qualifications").fill("LMT, Texas")
    window.get_by_role("button", name="Send my verdict").click()

    expect(window.locator("main")).to_contain_text("You asked for changes", use_inner_text=True)
    assert not OutsideVerdict.objects.get().approved


def test_a_correction_is_approved_without_javascript(pages, open_window):
    edition = release(pages.course, by=None)
    author = person_with(Role.INSTRUCTOR, scope=f"course:{pages.course.course.public_id}")
    one = correcting.taught(edition.course)[0]
    said = {"kind": "claim", "item": one.item, "old": one.text, "new": "It is not so.", "severity": "safety"}
    correction = correcting.propose(edition.course, by=author, **said)
    invitation = outside.invite(pages.course, by=author, email="olga@example.com", name="Olga Outside")
    address = f"/outside/{outside.token_of(invitation)}/corrections/{correction.pk}/"

    window = open_window(width=360, height=800)
    window.goto(address)
    inspect(window)
    look(window, "outside-correction")

    window = open_window(width=360, height=800, javascript=False)
    window.goto(address)
    window.get_by_label("I approve it").check()
    window.get_by_label("Your qualifications").fill("LMT, Texas")
    window.get_by_role("button", name="Send my verdict").click()
    expect(window.locator("body")).to_contain_text(
        "The correction stands beside the text now.", use_inner_text=True
    )
    correction.refresh_from_db()
    assert correction.approved_outside.qualifications == "LMT, Texas"
