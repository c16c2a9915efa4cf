"""An employer invites, is granted, sees, and loses access at once on withdrawal."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from accounts import licensing
from accounts.models import Invitation
from courses import ruling
from interchange.reading import read_content
from tests.browser.inspecting import inspect
from tests.browser.signing_in import sign_in
from tests.factories.accounts import LicenceFactory, OrganisationFactory, UserFactory
from tests.factories.teams import leader_of

PHONE = {"width": 360, "height": 740}


@pytest.fixture
def therapist():
    for body in read_content(Path("content"))[0].bodies:
        ruling.put_body(body)
    person = UserFactory(email="sam@example.com", name="Sam Rivera")
    soon = date.today() + timedelta(days=20)
    licensing.set_cycle(LicenceFactory(holder=person), soon - timedelta(days=729), soon)
    return person


def test_an_employer_invites_sees_and_loses_sight_at_once(open_window, therapist):
    riverside = OrganisationFactory(name="Riverside Bodywork")
    office, phone = open_window(), open_window(**PHONE)
    sign_in(office, leader_of(riverside, name="Emil Employer"))
    sign_in(phone, therapist)

    office.goto("/learn/")
    inspect(office)
    office.get_by_role("link", name="Open your team board").click()
    expect(office.locator("h1")).to_contain_text("Riverside Bodywork")
    inspect(office)
    office.get_by_role("link", name="Invite one person").click()
    inspect(office)
    office.get_by_label("Name").fill("Sam Rivera")
    office.get_by_label("Email address").fill("sam@example.com")
    office.get_by_role("button", name="Invite").click()
    row = office.get_by_role("row", name="Sam Rivera")
    expect(row).to_contain_text("Awaiting consent")
    expect(row).not_to_contain_text("Texas")

    phone.goto(f"/sharing/{Invitation.objects.get().public_id}/")  # the first tap: the link in the mail
    expect(phone.get_by_role("button", name="Share this")).to_be_in_viewport()
    inspect(phone)
    phone.get_by_role("button", name="Share this").click()
    expect(phone.locator("h1")).to_have_text("You share with Riverside Bodywork")

    office.reload()
    expect(row).to_contain_text("Due in 30 days")
    expect(row).to_contain_text("Texas")
    expect(row.get_by_role("link", name="Check the license with the board")).to_be_visible()
    inspect(office)

    phone.reload()
    expect(phone.get_by_text("Emil Employer")).to_be_visible()
    inspect(phone)
    phone.get_by_role("button", name="Stop sharing").click()
    expect(phone.locator("h1")).to_have_text("Share with Riverside Bodywork?")

    office.reload()
    expect(row).to_contain_text("Sharing ended")
    expect(row).not_to_contain_text("Texas")


def test_a_list_with_a_fault_is_mended_and_imported(open_window):
    riverside = OrganisationFactory(name="Riverside Bodywork")
    page = open_window(javascript=True)
    sign_in(page, leader_of(riverside))
    page.goto(f"/teams/{riverside.public_id}/import/")
    inspect(page)

    def choose(text):
        file = {"name": "staff.csv", "mimeType": "text/csv", "buffer": text.encode()}
        page.get_by_label("Staff list (.csv)").set_input_files(file)
        page.get_by_role("button", name="Check the list").click()

    choose("email,name\nann@example.com,Ann\nben,Ben\n")
    expect(page.get_by_text("Line 3: “ben” is no email address.")).to_be_visible()
    inspect(page)
    choose("email,name,location\nann@example.com,Ann,North\nben@example.com,Ben,\n")
    expect(page.get_by_role("heading", name="2 people would be invited")).to_be_visible()
    inspect(page)
    page.get_by_role("button", name="Invite them").click()

    expect(page.get_by_text("2 people are invited.")).to_be_visible()
    expect(page.get_by_role("row")).to_have_count(3)
