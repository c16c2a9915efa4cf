"""A manager asks for a course on a phone; the therapist sees it and finishes it; the board says done, until they stop."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from courses import enrolling
from courses.models import Edition
from reports.models import Assignment
from tests.browser.inspecting import inspect
from tests.browser.signing_in import sign_in
from tests.factories.accounts import OrganisationFactory
from tests.factories.certificates import issued, keys_in
from tests.factories.released import released
from tests.factories.teams import leader_of, sharing

PHONE = {"width": 360, "height": 740}


@pytest.fixture
def edition(settings, tmp_path) -> Edition:
    settings.CREDENTIAL_KEYS = tmp_path / "keys"
    settings.CREDENTIAL_KEYS.mkdir()
    keys_in(settings.CREDENTIAL_KEYS)
    return released()


def test_a_course_is_asked_for_seen_finished_and_taken_back(open_window, edition):
    riverside = OrganisationFactory(name="Riverside Bodywork")
    invitation = sharing(
        riverside, name="Sam Rivera", renews=date.today().replace(day=1) + timedelta(days=400)
    )
    sharing(riverside, name="Ann Lee")
    office, phone = open_window(**PHONE), open_window(**PHONE)
    sign_in(office, leader_of(riverside, name="Emil Employer"))
    sign_in(phone, invitation.person)

    office.goto(f"/teams/{riverside.public_id}/")
    office.get_by_role("link", name="Ask for a course").click()
    expect(office.locator("h1")).to_have_text("Ask for a course")
    inspect(office)
    office.get_by_role("button", name="Ask them").click()
    expect(office.get_by_role("alert")).to_contain_text("Course")
    inspect(office)
    office.get_by_label("Course").select_option(label=edition.title)
    due = timezone.localdate() + timedelta(days=60)
    office.get_by_label("Finished by").fill(due.isoformat())
    office.get_by_label("Note").fill("Before spring, please.")
    office.get_by_label("Sam Rivera").check()
    office.get_by_role("button", name="Ask them").click()
    row = office.get_by_role("row", name="Sam Rivera")
    expect(office.get_by_text("1 person is asked to take it.")).to_be_visible()
    expect(row).to_contain_text("Assigned")
    inspect(office)

    phone.goto("/learn/")
    expect(phone.get_by_text("Asked by Riverside Bodywork:")).to_be_visible()
    expect(phone.get_by_text("Before spring, please.")).to_be_visible()
    inspect(phone)
    phone.get_by_role("link", name=edition.title).first.click()
    expect(phone.locator("h1")).to_have_text(edition.title)

    enrolment = enrolling.enrol(invitation.person, edition.course)
    issued("Sam Rivera", edition=edition, enrolment=enrolment, completed_at=timezone.now())
    office.reload()
    expect(row).to_contain_text("Done")
    inspect(office)
    phone.goto("/learn/")
    expect(phone.get_by_text("You finished it, and they see that.")).to_be_visible()

    phone.goto(f"/sharing/{invitation.public_id}/")
    phone.get_by_role("button", name="Stop sharing").click()
    expect(phone.locator("h1")).to_have_text("Share with Riverside Bodywork?")
    office.reload()
    expect(row).to_contain_text("Asked")
    expect(row).not_to_contain_text("Done")

    phone.goto("/learn/")
    expect(phone.get_by_text("They don't see that: it's yours to tell.")).to_be_visible()
    inspect(phone)

    row.get_by_role("link", name="No longer ask").click()
    expect(office.locator("h1")).to_have_text("No longer ask Sam Rivera?")
    inspect(office)
    office.get_by_role("button", name="No longer ask Sam Rivera").click()
    expect(office.get_by_text("1 person is no longer asked to take it.")).to_be_visible()
    assert not Assignment.objects.open().exists()
    assert Assignment.objects.count() == 1
