"""Writing a question in the CMS, in a real browser: a minute's work, with a preview that follows."""

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from accounts.models import Role
from quizzes.models import Attempt, QuestionVersion, QuizPool
from tests.browser.inspecting import inspect, violations
from tests.browser.signing_in import sign_in
from tests.factories.accounts import person_with
from tests.factories.courses import ObjectiveFactory, course_page
from tests.factories.quizzes import BankFactory, QuestionFactory, approved
from tests.factories.released import quiz_page

# A folder for pictures, when somebody wants to look.
PICTURES = os.environ.get("FASCIA_PICTURES", "")


def take(page, name):
    if PICTURES:
        page.wait_for_timeout(400)
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)


@pytest.fixture
def author(open_window):
    objective = ObjectiveFactory(statement="Tell a red flag from a reason to adapt the session")
    bank = BankFactory(title="The Science of Medical Massage")
    person = person_with(Role.ADMINISTRATOR)
    page = open_window(width=1440, height=1000)
    sign_in(page, person)
    return page, bank, objective


def ours(page):
    """What axe finds in our part of the page; Wagtail's own frame is Wagtail's."""
    return [found for found in violations(page) if "color-contrast" not in found or "q-" in found]


def test_a_question_is_written_in_a_minute(author):
    page, bank, objective = author
    page.goto("/cms/questions/")
    page.get_by_text("Write a question").click()
    page.get_by_role("link", name="One choice").click()

    page.locator("#id_stem").fill("Which finding means you stop and refer?")
    for number, text in enumerate(["A warm, swollen calf", "Warm skin", "A stiff neck", "Sore quadriceps"]):
        row = page.locator(".q-row").nth(number)
        row.get_by_label("Choice").fill(text)
        row.get_by_label("Why").fill("It may be a clot." if number == 0 else "It may be treated.")
    page.locator(".q-row").first.get_by_label("Is").select_option("right")
    page.get_by_role("button", name="Add choice").click()
    page.keyboard.type("A bruise")
    preview = page.frame_locator("iframe[name=question-preview]")
    preview.get_by_text("A bruise").wait_for()
    expect(preview.get_by_text("It may be a clot.")).to_have_count(0)
    page.locator("#id_rationale").fill("A clot may travel to the lungs.")
    page.locator("#id_bank").select_option(label=str(bank))
    page.locator("#id_objective").select_option(label=str(objective))
    take(page, "editor")
    assert ours(page) == []
    page.get_by_role("button", name="Save as a draft").click()

    page.wait_for_url(re.compile(r"/cms/questions/[0-9]+/$"))
    version = QuestionVersion.objects.get()
    assert [option["text"] for option in version.payload["options"]][-1] == "A bruise"
    frame = page.frame_locator("iframe")
    frame.get_by_label("Warm skin").check()
    frame.get_by_role("button", name="Check").click()
    frame.get_by_text("That answer earns 0%.").wait_for()
    take(page, "question")
    assert ours(page) == []


def test_the_list_and_a_chart(author):
    page, bank, objective = author
    for kind in ("single", "hotspot", "vignette", "gaps"):
        approved(QuestionFactory(bank=bank, objective=objective), kind=kind)
    page.goto("/cms/questions/")
    take(page, "list")
    expect(page.locator(".content-wrapper table.listing tbody tr")).to_have_count(4)
    assert ours(page) == []
    page.get_by_role("link", name="Stem of", exact=False).first.click()
    page.get_by_role("link", name="Edit").click()
    page.frame_locator("iframe[name=question-preview]").locator(".quiz-item").wait_for()
    take(page, "edit")


def test_a_whole_quiz_is_tried_without_a_trace(open_window):
    course = course_page()
    bank, objective = BankFactory(), ObjectiveFactory(course=course.course)
    for kind in ("single", "numeric", "matching"):
        approved(QuestionFactory(bank=bank, objective=objective), kind=kind)
    quiz = quiz_page(course)
    quiz.pools.add(QuizPool(bank=bank, draw=3))
    quiz.save()
    page = open_window(width=1280)
    sign_in(page, person_with(Role.ADMINISTRATOR))
    page.goto(f"/cms/pages/{quiz.pk}/edit/")
    page.get_by_role("button", name="Actions").first.click()
    page.get_by_role("link", name="Try the whole quiz").first.click()

    take(page, "rehearsal")
    inspect(page)
    page.get_by_role("button", name="See what it comes to").click()

    page.get_by_role("heading", name="Not yet: 0 of 3, 2.4 needed").wait_for()
    page.set_viewport_size({"width": 360, "height": 800})
    take(page, "rehearsed-360")
    inspect(page)
    assert not Attempt.objects.exists()
