"""Draw the pictures of README from a running demo: `make run`, then `python bin/screenshots.py`.

It signs up a new learner, so the demo's own people stay as they are.
"""

import os
import re
import secrets
import sys
from pathlib import Path

from find_chromium import find
from playwright.sync_api import Page, sync_playwright

HERE = Path(__file__).resolve().parent.parent
PICTURES = HERE / "docs" / "screenshots"
COURSE = "science-of-medical-massage"


def take(page: Page, name: str) -> None:
    page.evaluate("() => document.fonts.ready")
    page.wait_for_timeout(300)
    page.screenshot(path=PICTURES / f"{name}.png")


def sign_up(page: Page) -> None:
    page.goto("/accounts/signup/")
    page.get_by_label("Email").first.fill(f"{secrets.token_hex(4)}@example.com")
    page.get_by_label("Password").first.fill(secrets.token_urlsafe(12))
    page.get_by_role("button", name="Create the account").click()
    page.wait_for_load_state("networkidle")


def read_lessons(page: Page) -> None:
    page.goto(f"/{COURSE}/")
    page.get_by_role("button", name=re.compile("^Enroll")).click()
    while True:
        page.goto(f"/learn/{COURSE}/")
        page.get_by_role("link", name=re.compile("^(Start|Continue):")).click()
        page.wait_for_load_state("networkidle")
        if "/begin/" in page.url:
            page.locator("main form button[type=submit]").click()
            page.wait_for_load_state("networkidle")
            continue
        finish = page.get_by_role("button", name="I have read this")
        if not finish.count():
            return
        finish.click()
        page.wait_for_load_state("networkidle")


def open_quiz(page: Page) -> None:
    page.get_by_role("button", name="Start").click()
    page.get_by_role("button", name="Send me the code").click()
    page.wait_for_load_state("networkidle")
    here = page.url
    mails = page.context.new_page()
    mails.goto("/demo/mails/")
    code = re.search(r"\b\d{6}\b", mails.locator("main").inner_text())
    if code is None:
        sys.exit("No code among the demo's mails.")
    page.goto(here)
    page.get_by_label(re.compile("code|digits", re.I)).first.fill(code[0])
    page.get_by_role("button", name="Confirm").click()
    page.get_by_role("button", name="Start").click()


def main(address: str, certificate: str | None) -> None:
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=find(), args=arguments)
        context = browser.new_context(base_url=address, viewport={"width": 1280, "height": 860})
        page = context.new_page()
        page.goto("/")
        take(page, "catalogue")
        page.goto(f"/learn/{COURSE}/reading-the-evidence/")
        page.locator("a.claim-inline").nth(3).click()
        page.mouse.wheel(0, 300)
        take(page, "lesson")
        sign_up(page)
        read_lessons(page)
        open_quiz(page)
        page.locator("label:has(input[name=response])").nth(1).click()
        page.wait_for_timeout(1500)
        take(page, "question")
        if certificate:
            page.goto(f"/verify/{certificate}/")
            take(page, "verified")
        browser.close()


if __name__ == "__main__":
    main(
        sys.argv[1] if len(sys.argv) > 1 else "http://localhost:8000",
        sys.argv[2] if len(sys.argv) > 2 else None,
    )
