"""The whole walk in a real browser: from the catalogue to a certificate that somebody else has verified."""

import re
from decimal import Decimal

import pytest
from django.core import mail
from playwright.sync_api import Page, expect

from certificates.models import Certificate
from quizzes.models import Attempt, AttemptItem
from tests.browser.inspecting import inspect

EMAIL = "nora.newcomer@example.com"
PASSWORD = "a-long-quiet-evening"
NAME = "Nguyễn Thị Ánh"


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_a_newcomer_walks_to_a_certificate_that_anyone_can_verify(house, open_window, width, javascript):
    # Without JavaScript axe cannot run; the same pages are inspected in the other walk.
    look = inspect if javascript else heading
    page = open_window(width=width, javascript=javascript)

    find_the_course(page, look)
    read_the_first_lesson_unknown(page, look)
    sign_up(page, look)
    enroll(page, look)
    read_every_lesson(page, look)
    open_the_quiz(page, look)
    answer_everything_right(page, look, javascript=javascript)
    confirm_the_name(page, look)
    code = download_the_certificate(page, look)
    stranger = open_window(width=width, javascript=javascript)
    verify(stranger, code, look)


def heading(page: Page) -> None:
    expect(page.locator("h1")).to_have_count(1)


def click(page: Page, role: str, name: str | re.Pattern) -> None:
    page.get_by_role(role, name=name).first.click()
    page.wait_for_load_state()


def find_the_course(page, look):
    page.goto("/")
    look(page)
    click(page, "link", "The Science of Medical Massage")
    look(page)
    for promised in (
        "Sample: not approved by any board",
        "Free",
        "80 percent of 20 questions",
        "Refund",
        "Grievance",
        "Accessibility",
    ):
        expect(page.get_by_text(promised).first).to_be_attached()


def read_the_first_lesson_unknown(page, look):
    click(page, "link", "Read the first lesson")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Reading the evidence")
    look(page)


def sign_up(page, look):
    click(page, "link", "Create an account")
    look(page)
    page.get_by_label("Email").first.fill(EMAIL)
    page.get_by_label("Password").first.fill(PASSWORD)
    click(page, "button", "Create the account")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Reading the evidence")


def enroll(page, look):
    click(page, "button", re.compile("^Enroll"))
    page.goto("/learn/")
    look(page)
    click(page, "link", re.compile("Start|Continue"))
    look(page)
    click(page, "button", "I have read this. Start")
    look(page)


def read_every_lesson(page, look):
    for number in range(7):
        page.goto("/learn/science-of-medical-massage/")
        if number in (0, 1):
            look(page)
        click(page, "link", re.compile("^(Start|Continue):"))
        if number == 1:
            look(page)
        click(page, "button", "I have read this")


def open_the_quiz(page, look):
    page.goto("/learn/science-of-medical-massage/")
    click(page, "link", re.compile("^Continue:"))
    look(page)
    click(page, "button", "Start")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Confirm your address")
    look(page)
    if not mail.outbox:
        click(page, "button", "Send me the code")
    look(page)
    page.get_by_label(re.compile("code|digits", re.I)).first.fill(sent_code())
    click(page, "button", "Confirm")
    if page.get_by_role("button", name="Start").count():
        click(page, "button", "Start")


def sent_code() -> str:
    return re.search(r"\b\d{6}\b", mail.outbox[-1].body)[0]


def right_options(item: AttemptItem) -> list[str]:
    options = item.version.payload["options"]
    return [option["id"] for option in options if Decimal(option["fraction"]) > 0]


def answer_everything_right(page, look, *, javascript):
    page.wait_for_url("**/attempts/**")
    attempt = Attempt.objects.get()
    items = list(attempt.items.select_related("version"))
    for item in items:
        for option in right_options(item):
            page.locator(f'label:has(input[value="{option}"])').click()
        if javascript:
            expect(page.locator("[data-saved-line]")).to_contain_text("Saved")
        if item.position == 1:
            look(page)
        click(page, "button", "Check answers" if item is items[-1] else "Next")
    look(page)
    click(page, "button", "Submit answers")
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"You passed: {len(items)} of {len(items)}")
    look(page)


def confirm_the_name(page, look):
    click(page, "link", re.compile("^Continue: Confirm your name"))
    look(page)
    page.get_by_label("Your name, as on your license").fill(NAME)
    page.get_by_role("checkbox").check()
    click(page, "button", "Confirm and finish")
    page.get_by_text("Course complete").first.wait_for()
    look(page)


def download_the_certificate(page, look) -> str:
    page.goto("/certificates/")
    look(page)
    certificate = Certificate.objects.get()
    page.goto(f"/certificates/{certificate.public_id}/")
    look(page)
    expect(page.get_by_text(NAME).first).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the PDF").click()
    assert download.value.path().read_bytes().startswith(b"%PDF-1.7")
    return certificate.code


def verify(page, code, look):
    page.goto("/verify/")
    look(page)
    # As a person types it: lower case, in groups, an O for a zero.
    typed = "-".join(code[at : at + 4] for at in range(0, len(code), 4)).lower().replace("0", "o")
    page.get_by_role("textbox").first.fill(typed)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/verify/{code}/")
    for printed in (NAME, "The Science of Medical Massage", "Sample: not approved by any board"):
        expect(page.get_by_text(printed).first).to_be_visible()
    look(page)


def test_a_wrong_code_is_told_what_is_wrong_with_it(house, open_window):
    page = open_window(width=360)
    page.goto("/verify/")

    page.get_by_role("textbox").first.fill("7QKM-4T2X-9HWB-C6RN-PD3V-0000")
    page.keyboard.press("Enter")

    expect(page.get_by_text("typing mistake").first).to_be_visible()
    inspect(page)
