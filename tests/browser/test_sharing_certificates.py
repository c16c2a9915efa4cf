"""A holder shares some certificates by a link, on a phone; an employer opens it; software gets its key."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from certificates import wallet
from tests.browser.inspecting import inspect
from tests.browser.signing_in import sign_in
from tests.factories.accounts import OrganisationFactory, UserFactory
from tests.factories.certificates import a_key_in, issued
from tests.factories.teams import leader_of


@pytest.fixture(autouse=True)
def keys(tmp_path, settings, live_server):
    settings.CREDENTIAL_KEYS = tmp_path / "keys"
    settings.PUBLIC_URL = live_server.url
    a_key_in(settings.CREDENTIAL_KEYS)


@pytest.mark.parametrize("javascript", [True, False])
def test_a_link_from_a_phone_to_an_employer(open_window, javascript):
    holder = UserFactory(name="Nguyễn Thị Ánh")
    chosen, other = (issued("Nguyễn Thị Ánh", enrolment__learner=holder) for _ in range(2))
    page = open_window(width=360, height=640, javascript=javascript)
    sign_in(page, holder)
    page.goto("/certificates/")
    page.get_by_role("link", name="Share some by a link").click()
    page.locator(f"input[value='{other.public_id}']").uncheck()
    page.get_by_label("For whom").fill("Riverside Clinic")
    if javascript:
        inspect(page)
    page.get_by_role("button", name="Make the link").click()

    expect(page.locator("h1")).to_have_text("Riverside Clinic")
    address = page.locator("#shared-link").get_attribute("href")
    employer = open_window(width=360, height=640, javascript=javascript)
    employer.goto(address)
    expect(employer.locator("h1")).to_have_text("Nguyễn Thị Ánh")
    expect(employer.get_by_text(chosen.serial)).to_be_visible()
    expect(employer.get_by_text(other.serial)).to_have_count(0)
    with employer.expect_download() as download:
        employer.get_by_role("link", name="Download the files").click()
    assert download.value.suggested_filename == "certificates.zip"

    page.reload()
    expect(page.get_by_text("Downloaded the files")).to_be_visible()
    if javascript:
        inspect(page)
        inspect(employer)
    page.get_by_role("button", name="Withdraw it").click()
    employer.goto(address)
    expect(employer.locator("h1")).to_have_text("This link has ended, or never was")


def test_the_pages_about_keys_are_accessible_and_a_key_can_be_copied(open_window):
    organisation = OrganisationFactory(name="Riverside Bodywork")
    page = open_window(permissions=["clipboard-read", "clipboard-write"])
    page.goto("/verify/api/")
    inspect(page)
    sign_in(page, leader_of(organisation, name="Emil Employer"))
    page.goto(f"/verify/api/keys/{organisation.public_id}/")
    page.get_by_label("What will use it").fill("Front desk")
    page.get_by_role("button", name="Make the key").click()

    page.get_by_role("button", name="Copy the key").click()

    page.get_by_text("Copied.").wait_for()
    assert page.evaluate("() => navigator.clipboard.readText()").startswith("fascia_")
    inspect(page)
    page.get_by_role("link", name="Withdraw").click()
    inspect(page)


def test_a_closed_link_is_accessible(open_window):
    holder = UserFactory()
    link = wallet.make_link([issued(enrolment__learner=holder)], by=holder, lasts=timedelta(days=7))
    wallet.withdraw_link(link, by=holder)
    page = open_window(width=360)

    page.goto(f"/shared/{link.token}/")

    inspect(page)
