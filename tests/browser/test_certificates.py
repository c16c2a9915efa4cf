"""The certificate's pages in a real browser: what a verifier sees first, on a phone and on paper."""

from io import BytesIO

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from accounts.models import Role
from certificates.issuing import correct, revoke
from tests.browser.inspecting import inspect
from tests.browser.signing_in import sign_in
from tests.factories.accounts import person_with
from tests.factories.certificates import ApprovalFactory, TaughtEditionFactory, a_key_in, issued


@pytest.fixture(autouse=True)
def keys(tmp_path, settings):
    settings.CREDENTIAL_KEYS = tmp_path / "keys"
    a_key_in(settings.CREDENTIAL_KEYS)


def approved():
    edition = TaughtEditionFactory()
    ApprovalFactory(edition=edition)
    return issued(edition=edition)


def revoked():
    certificate = approved()
    revoke(certificate, by=person_with(Role.REGISTRAR), public_reason="Issued in error", private_reason="")
    return certificate


def replaced():
    certificate = approved()
    correct(certificate, by=person_with(Role.REGISTRAR), name="Nguyễn Thị Anh", reason="")
    return certificate


STATES = {
    "Valid": approved,
    "Sample: not approved by any board": issued,
    "Revoked": revoked,
    "Replaced": replaced,
}


@pytest.mark.parametrize("word", STATES)
def test_the_answer_stands_in_the_first_screen_of_a_phone(open_window, word):
    certificate = STATES[word]()
    page = open_window(width=360, height=640)

    page.goto(f"/verify/{certificate.code}/")

    expect(page.locator("h1")).to_have_text(word)
    for selector in ("h1", ".record-name", ".record-course", ".record-sum"):
        box = page.locator(selector).bounding_box()
        assert box["y"] + box["height"] <= 640, selector
    inspect(page)


def test_the_proof_unfolds(open_window):
    certificate = approved()
    page = open_window(width=360)
    page.goto(f"/verify/{certificate.code}/")
    proof = page.get_by_text("The signature matches the text.")
    expect(proof).to_be_hidden()

    page.get_by_text("How we know").click()

    expect(proof).to_be_visible()
    expect(page.get_by_text(certificate.sha256)).to_be_visible()
    inspect(page)


@pytest.mark.parametrize("word", STATES)
@pytest.mark.parametrize("sheet", ["Letter", "A4"])
def test_it_prints_on_one_page_with_its_proof(open_window, word, sheet):
    certificate = STATES[word]()
    page = open_window()
    page.goto(f"/verify/{certificate.code}/")
    margin = dict.fromkeys(("top", "right", "bottom", "left"), "1cm")

    [printed] = PdfReader(BytesIO(page.pdf(format=sheet, margin=margin))).pages

    assert certificate.sha256 in "".join(printed.extract_text().split())


@pytest.mark.parametrize("javascript", [True, False])
def test_a_typed_code_leads_to_its_page(open_window, javascript):
    certificate = approved()
    page = open_window(width=360, javascript=javascript)
    page.goto("/verify/")
    field = page.get_by_label("Code on the certificate")

    field.fill(certificate.code[:-1])
    page.get_by_role("button", name="Check").click()

    expect(page.locator(".form")).to_contain_text("this one has 23")
    field.fill(certificate.code.lower())
    page.get_by_role("button", name="Check").click()
    expect(page.locator("h1")).to_have_text("Valid")


def test_the_pages_around_a_code_are_accessible(open_window):
    page = open_window(width=360)

    for address in ("/verify/", "/verify/?code=abc", f"/verify/{'0' * 24}/"):
        page.goto(address)
        inspect(page)


def test_the_holders_pages_are_accessible_and_the_link_can_be_copied(open_window):
    certificate = issued()
    page = open_window(permissions=["clipboard-read", "clipboard-write"])
    sign_in(page, certificate.completion.enrolment.learner)
    page.goto("/certificates/")
    inspect(page)

    page.goto(f"/certificates/{certificate.public_id}/")
    page.get_by_role("button", name="Copy the link").click()

    page.get_by_text("Copied.").wait_for()
    assert page.evaluate("() => navigator.clipboard.readText()").endswith(f"/verify/{certificate.code}/")
    inspect(page)
