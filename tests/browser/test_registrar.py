"""What a registrar does in the CMS: correct a name on a certificate, make a roster, take in its receipt."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import Role
from certificates.models import Certificate
from certificates.verifying import look_up
from tests.browser.inspecting import overflow, violations
from tests.browser.signing_in import sign_in
from tests.factories.accounts import LicenceFactory, person_with
from tests.factories.certificates import (
    ApprovalFactory,
    CompletionFactory,
    TaughtEditionFactory,
    issued,
    keys_in,
)


@pytest.fixture
def certificate(settings, tmp_path):
    settings.CREDENTIAL_KEYS = tmp_path / "keys"
    settings.CREDENTIAL_KEYS.mkdir()
    keys_in(settings.CREDENTIAL_KEYS)
    return issued("Sam Lerner")


def look(page: Page) -> None:
    """axe on the whole page and nothing wider than the window, light and dark, wide and on a phone."""
    page.wait_for_load_state("networkidle")
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


def test_a_registrar_acts_on_all_that_a_cause_touched(open_window, certificate):
    page = open_window()
    sign_in(page, person_with(Role.REGISTRAR))
    page.goto("/cms/certificates/by-cause/")
    look(page)

    page.get_by_role("link", name="Revoke").first.click()
    expect(page.get_by_role("rowheader", name=certificate.serial)).to_be_visible()
    look(page)
    assert look_up(certificate.code).status == "valid"
    page.get_by_label("What happened").fill("The course was withdrawn")
    page.get_by_label("How many?").fill("1")
    page.get_by_role("button", name="Revoke 1").click()

    expect(page.get_by_text("1 revoked, and their holders are told.").first).to_be_visible()
    look(page)
    assert look_up(certificate.code).status == "revoked"


def test_a_registrar_makes_a_roster_and_takes_in_what_came_back(open_window):
    edition = TaughtEditionFactory()
    ApprovalFactory(edition=edition, accreditor="Florida Board of Massage Therapy")
    today = timezone.now()
    for number in ("0012345", "MA2"):
        licence = LicenceFactory(jurisdiction="FL", number=number)
        CompletionFactory(edition=edition, learner=licence.holder, completed_at=today)
    page = open_window()
    sign_in(page, person_with(Role.REGISTRAR))

    page.goto("/cms/rosters/")
    look(page)
    page.get_by_role("combobox", name="Course").select_option(str(edition.course_id))
    page.get_by_role("combobox", name="State").select_option("FL")
    page.get_by_label("Profession code").fill("MA")
    page.get_by_label("Completed from").fill((today - timedelta(days=2)).date().isoformat())
    page.get_by_label("Completed until").fill((today + timedelta(days=1)).date().isoformat())
    page.get_by_role("button", name="See what would go out").click()
    expect(page.get_by_role("rowheader", name="0012345")).to_be_visible()
    look(page)
    page.get_by_role("button", name="Make this roster").click()
    expect(page.get_by_text("The roster is made.")).to_be_visible()
    look(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="For CE Broker (.xls)").click()
    assert download.value.suggested_filename.endswith(".xls")
    answer = b"License,Message\nMA2,Invalid license number\n"
    page.get_by_label("Error receipt").set_input_files(
        {"name": "receipt.csv", "mimeType": "text/csv", "buffer": answer}
    )
    page.get_by_role("button", name="Take it in").click()
    expect(page.get_by_text("1 accepted, 1 refused.").first).to_be_visible()
    look(page)
    page.get_by_role("link", name="All rosters").click()
    expect(page.get_by_role("heading", name="To mend")).to_be_visible()
    look(page)
