"""A registrar corrects a name on a certificate, in the CMS. Nothing is edited: a new one takes its place."""

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Role
from certificates.models import Certificate
from tests.browser.inspecting import overflow, violations
from tests.browser.signing_in import sign_in
from tests.factories.accounts import person_with
from tests.factories.certificates import issued, keys_in


@pytest.fixture
def certificate(settings, tmp_path):
    settings.CREDENTIAL_KEYS = tmp_path / "keys"
    settings.CREDENTIAL_KEYS.mkdir()
    keys_in(settings.CREDENTIAL_KEYS)
    return issued("Sam Lerner")


def look(page: Page) -> None:
    """axe on the whole page and nothing wider than the window, light and dark, wide and on a phone."""
    found = []
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 900})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            found += [f"{width} {scheme}: {each}" for each in violations(page) + overflow(page)]
    page.set_viewport_size({"width": 1280, "height": 900})
    assert not found, "\n".join(found)


def test_a_registrar_corrects_a_name_after_reading_what_will_happen(open_window, certificate):
    page = open_window()
    sign_in(page, person_with(Role.REGISTRAR))
    page.goto("/cms/certificates/")
    look(page)
    page.get_by_label("Number, code, or").fill("Lerner")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("link", name=certificate.serial).click()
    look(page)

    page.get_by_role("link", name="Correct the name").click()
    look(page)
    page.get_by_label("Name as on the license").fill("Sam Lerner")
    page.get_by_label("What showed that the name is wrong").fill("Her license")
    page.get_by_role("button", name="See what will happen").click()
    expect(page.get_by_text("That is the name it bears already.")).to_be_visible()
    look(page)
    page.get_by_label("Name as on the license").fill("Sam Learner")
    page.get_by_role("button", name="See what will happen").click()
    expect(page.get_by_text("bears the name “Sam Learner” instead of “Sam Lerner”")).to_be_visible()
    look(page)
    assert Certificate.objects.count() == 1
    page.get_by_role("button", name="Correct the name").click()

    expect(page.get_by_text("The corrected certificate is issued")).to_be_visible()
    expect(page.get_by_role("row", name="Superseded")).to_be_visible()
    new = Certificate.objects.get(supersedes=certificate)
    assert (certificate.name, new.name) == ("Sam Lerner", "Sam Learner")
    page.get_by_role("link", name=new.serial).click()
    page.get_by_role("link", name="Revoke").click()
    look(page)
    page.get_by_label("What happened").fill("The wrong Sam")
    page.get_by_role("button", name="See what will happen").click()
    expect(page.get_by_text("Everybody who checks it reads: “Revoked: Issued in error”.")).to_be_visible()
    look(page)
    page.get_by_role("link", name="Leave it as it is").click()
    assert new.events.count() == 1
