"""What an employer does: check one on a phone, a dropped file, a list, a folder. With JavaScript and without."""

import io
import zipfile

import pytest
from playwright.sync_api import expect

from accounts.models import Role
from certificates import codes
from certificates.issuing import revoke
from tests.browser.inspecting import inspect
from tests.browser.signing_in import sign_in
from tests.factories.accounts import person_with
from tests.factories.certificates import ApprovalFactory, TaughtEditionFactory, a_key_in, issued

JAVASCRIPT = pytest.mark.parametrize("javascript", [True, False])


@pytest.fixture(autouse=True)
def keys(tmp_path, settings):
    settings.CREDENTIAL_KEYS = tmp_path / "keys"
    a_key_in(settings.CREDENTIAL_KEYS)


def approved(name="Nguyễn Thị Ánh"):
    edition = TaughtEditionFactory()
    ApprovalFactory(edition=edition)
    return issued(name, edition=edition)


def paper(open_window, certificate) -> bytes:
    """The PDF as its holder downloads it."""
    page = open_window()
    sign_in(page, certificate.completion.enrolment.learner)
    return page.request.get(f"/certificates/{certificate.public_id}/certificate.pdf").body()


@JAVASCRIPT
def test_by_code_on_a_phone(open_window, javascript):
    certificate = approved()
    page = open_window(width=360, height=640, javascript=javascript)
    page.goto("/verify/")

    page.get_by_label("Code on the certificate").fill(codes.grouped(certificate.code).lower())
    page.get_by_role("button", name="Check").click()

    expect(page.locator("h1")).to_have_text("Valid")
    expect(page.locator(".status-band")).to_contain_text("Issued to Nguyễn Thị Ánh on")
    if javascript:
        inspect(page)


@JAVASCRIPT
def test_by_a_dropped_pdf(open_window, javascript):
    raw = paper(open_window, approved())
    page = open_window(width=360, height=640, javascript=javascript)
    page.goto("/verify/")
    page.get_by_role("link", name="Check files or many codes at once").click()
    if javascript:
        inspect(page)

    page.get_by_label("Or choose files").set_input_files(
        {"name": "certificate.pdf", "mimeType": "application/pdf", "buffer": raw}
    )
    page.get_by_role("button", name="Check them").click()

    expect(page.locator("h1")).to_have_text("All 1 are valid")
    expect(page.get_by_role("row").nth(1)).to_contain_text("Nguyễn Thị Ánh")
    if javascript:
        inspect(page)


def test_a_file_can_be_dropped_anywhere_on_the_page(open_window):
    page = open_window()
    page.goto("/verify/many/")

    transfer = page.evaluate_handle(
        """() => { const t = new DataTransfer();
                   t.items.add(new File(["Code\\nabc\\n"], "staff.csv", { type: "text/csv" })); return t; }"""
    )
    page.dispatch_event("h1", "drop", {"dataTransfer": transfer})
    page.get_by_role("button", name="Check them").click()

    expect(page.locator("h1")).to_have_text("1 of 1 needs a look")


@JAVASCRIPT
def test_by_three_hundred_pasted_codes(open_window, javascript):
    good, bad = approved(), approved("Sam Learner")
    revoke(bad, by=person_with(Role.REGISTRAR), public_reason="Issued in error", private_reason="x")
    listed = [good.code, bad.code, *(codes.new() for _ in range(298))]
    page = open_window(javascript=javascript)
    page.goto("/verify/many/")

    page.get_by_label("Paste codes").fill("\n".join(listed))
    page.get_by_role("button", name="Check them").click()

    expect(page.locator("h1")).to_have_text("299 of 300 need a look")
    expect(page.get_by_role("table").last.get_by_role("row")).to_have_count(2)
    expect(page.get_by_text("Revoked", exact=True)).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Excel").click()
    assert download.value.suggested_filename.endswith(".xlsx")
    if javascript:
        inspect(page)


@JAVASCRIPT
def test_by_a_zip_of_pdfs(open_window, javascript):
    papers = {"a.pdf": paper(open_window, approved()), "b.pdf": paper(open_window, approved("Sam Learner"))}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in papers.items():
            archive.writestr(name, content)
        archive.writestr("c.pdf", papers["a.pdf"] + b"% altered")
    page = open_window(javascript=javascript)
    page.goto("/verify/many/")

    page.get_by_label("Or choose files").set_input_files(
        {"name": "staff.zip", "mimeType": "application/zip", "buffer": out.getvalue()}
    )
    page.get_by_role("button", name="Check them").click()

    expect(page.locator("h1")).to_have_text("1 of 3 needs a look")
    expect(page.get_by_role("row").nth(1)).to_contain_text("c.pdf")
    if javascript:
        inspect(page)
