"""A correction, from the editor to the learner, in a browser."""

import os

import pytest
from playwright.sync_api import expect

from accounts.models import Role
from courses import correcting
from courses.models import Correction
from courses.releasing import release
from tests.browser.inspecting import AXE, TAGS, inspect
from tests.browser.signing_in import sign_in
from tests.browser.test_authoring_pages import FOUND
from tests.factories.accounts import person_with
from tests.factories.courses import ReferenceFactory, enrolled, finish
from tests.factories.released import course_pages

SHOTS = os.environ.get("SHOTS", "")


def look(page, name: str) -> None:
    """Keep pictures of a page as it stands, when somebody asks for them."""
    for width in (360, 1280) if SHOTS else ():
        page.set_viewport_size({"width": width, "height": 900})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            page.screenshot(path=f"{SHOTS}/{name}-{width}-{scheme}.png", full_page=True)


@pytest.fixture
def edition():
    return release(course_pages().course, by=None)


def test_a_claim_is_corrected_and_everybody_sees_it(edition, open_window):
    scope = f"course:{edition.course.public_id}"
    author, colleague = person_with(Role.INSTRUCTOR, scope=scope), person_with(Role.REVIEWER, scope=scope)
    ReferenceFactory()
    enrolment = enrolled(edition)
    finish(enrolment, *edition.steps.values_list("slug", flat=True))
    code, slug = edition.course.code, edition.steps.get(position=1).slug

    window = open_window()
    sign_in(window, author)
    window.goto("/cms/corrections/")
    look(window, "list")
    window.get_by_role("link", name="The Science of Touch").last.click()
    window.get_by_label("What is wrong?").select_option(index=1)
    window.get_by_label("Safety:").check()
    window.get_by_label("What is right?").fill("Massage does not raise arterial flow in healthy legs.")
    window.get_by_label("What do the studies say?").select_option("contradicted")
    window.get_by_label("On what source").select_option(index=1)
    window.get_by_label("Why?").fill("We read the trial again. Keep to what clients report.")
    look(window, "form")
    window.get_by_role("button", name="See what it will look like").click()
    expect(window.locator("main")).to_contain_text("somebody else has to publish it", use_inner_text=True)
    look(window, "own")
    correction = Correction.objects.get()

    window = open_window()
    sign_in(window, colleague)
    window.goto(f"/cms/corrections/{correction.pk}/")
    look(window, "approve")
    window.evaluate(AXE)
    assert window.evaluate(FOUND, TAGS) == []
    window.get_by_role("button", name="Publish, and mail 1 person").click()
    expect(window.locator("main")).to_contain_text("Published", use_inner_text=True)
    look(window, "published")

    item = edition.steps.get(kind="quiz").items.first()
    said = {"kind": "question", "item": item.uuid, "version": item.version, "severity": "clarification"}
    question = correcting.propose(
        edition.course, by=author, old="Which of these?", new="Which of these two?", **said
    )
    correcting.publish(question, by=colleague)

    window = open_window(width=360, height=800)
    sign_in(window, enrolment.learner)
    for name, path, rating in (
        ("lesson", f"/learn/{code}/{slug}/", ".correction-rating"),
        ("outline", f"/learn/{code}/", ".correction-rating"),
        ("mine", "/corrections/", ".correction-rating"),
        ("evidence", f"/evidence/{code}/", ".evidence-was"),  # beside the mark of what it is now
    ):
        window.goto(path)
        expect(window.locator("main")).to_contain_text(
            "Massage does not raise arterial flow in healthy legs.", use_inner_text=True
        )
        expect(window.locator(rating)).to_have_count(1)
        inspect(window)
        look(window, name)
