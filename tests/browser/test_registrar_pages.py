"""The registrar's pages, the packs for audits and the page that erases: axe and reflow, light and dark, wide and on a phone."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import Role
from courses import ruling
from tests.browser.inspecting import inspect
from tests.browser.signing_in import sign_in
from tests.browser.test_registrar import look
from tests.courses.test_ruling import BODY
from tests.factories.accounts import LicenceFactory, OrganisationFactory, UserFactory, person_with
from tests.factories.certificates import ApprovalFactory, CompletionFactory
from tests.factories.teams import sharing

PAGES = (
    "", "people/", "enroll/", "enroll/list/", "organizations/", "approvals/", "evaluations/", "audit-log/", "rules/",
)  # fmt: skip


@pytest.fixture
def office(open_window):
    """The CMS of a registrar, with something of everything."""
    ApprovalFactory(valid_until=timezone.localdate() + timedelta(days=20))
    CompletionFactory(completed_at=timezone.now())
    page = open_window()
    sign_in(page, person_with(Role.REGISTRAR))
    return page


@pytest.mark.parametrize("path", PAGES)
def test_a_page_of_the_registrar(office, path):
    sharing()
    ruling.put_body(BODY)
    office.goto(f"/cms/registrar/{path}")
    look(office)


def test_a_person_and_an_organisation(office):
    invitation = sharing(name="Sam Rivera")
    LicenceFactory(holder=invitation.person)
    office.goto(f"/cms/registrar/people/{invitation.person_id}/")
    expect(office.locator("h1")).to_contain_text("Sam Rivera")
    look(office)
    office.goto(f"/cms/registrar/organizations/{invitation.organisation_id}/")
    look(office)


def test_somebody_speaks_for_an_employer_and_no_longer(office):
    clinic, ann = OrganisationFactory(name="Riverside"), UserFactory(name="Ann Lee", email="ann@example.com")
    office.goto(f"/cms/registrar/organizations/{clinic.pk}/")
    office.get_by_label("Email address of the account").fill("nobody@example.com")
    office.get_by_label("Why").fill("Their director wrote to us.")
    office.get_by_role("button", name="Let them speak for it").click()
    expect(office.get_by_text("Nobody has confirmed this address here")).to_be_visible()
    look(office)
    office.get_by_label("Email address of the account").fill(ann.email)
    office.get_by_role("button", name="Let them speak for it").click()
    expect(office.get_by_role("row", name="Ann Lee")).to_be_visible()
    look(office)
    office.get_by_role("link", name="End that Ann Lee speaks for it").click()
    look(office)
    office.get_by_label("Why").fill("They left.")
    office.get_by_role("button", name="End it").click()
    expect(office.get_by_text("Nobody yet.")).to_be_visible()


def test_a_pack_for_an_audit(office):
    office.goto("/cms/provider-pack/")
    look(office)


def test_a_new_version_of_a_rule_is_entered(office):
    body = ruling.put_body(BODY)
    office.goto("/cms/registrar/rules/")
    office.get_by_role("link", name="Sampleland").click()
    expect(office.get_by_role("heading", name="History")).to_be_visible()
    look(office)
    office.get_by_role("link", name="Enter a new version").click()
    expect(office.get_by_label("In force from")).to_be_visible()
    look(office)
    office.get_by_role("button", name="Enter it").click()
    expect(office.get_by_text("This field is required.").first).to_be_visible()
    look(office)

    office.get_by_label("In force from").fill("2027-01-01")
    office.get_by_label("What changed").fill("16 hours instead of 12")
    office.locator("#id_hours").fill("16")
    office.locator("#id_source").fill("Sample rule 2")
    office.get_by_label("Address of the source").fill("https://board.example/2027")
    office.get_by_role("button", name="Enter it").click()

    expect(office.get_by_text("xx-2 is entered, in force from 2027-01-01.")).to_be_visible()
    expect(office.get_by_role("row", name="xx-2")).to_contain_text("16 hours instead of 12")
    look(office)
    assert ruling.latest_of(body).hours == 16


@pytest.mark.parametrize("width", [360, 1280])
def test_what_a_therapist_takes_along_and_erases(open_window, width):
    person = UserFactory()
    page = open_window(width=width, height=800)
    sign_in(page, person)
    for path in ("/audit-pack/", "/my-data/", "/my-data/erase/"):
        page.goto(path)
        expect(page.locator("h1")).to_be_visible()
        inspect(page)
