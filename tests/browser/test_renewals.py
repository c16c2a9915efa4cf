"""A therapist sees what Texas still needs, and enrolls in a course that counts."""

import os
import re
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import expect

from accounts import licensing
from courses.models import Edition, Enrolment
from tests.browser.inspecting import inspect
from tests.browser.signing_in import sign_in
from tests.factories.accounts import LicenceFactory, UserFactory
from tests.factories.certificates import ApprovalFactory
from tests.factories.courses import EditionFactory

# A folder for pictures, when somebody wants to look.
PICTURES = os.environ.get("FASCIA_PICTURES", "")


@pytest.fixture
def therapist(house):
    """A license in Texas with 20 days to go, one approved course of ours and one that isn't."""
    approved = Edition.objects.get(course__code="science-of-medical-massage")
    ApprovalFactory(
        edition=approved,
        accreditor="TX",
        title=approved.title,
        hours=Decimal("2"),
        valid_from=date.today() - timedelta(days=30),
        valid_until=date.today() + timedelta(days=365),
    )
    EditionFactory(title="A course that Texas did not approve")
    person = UserFactory(email="sam@example.com", name="Sam Rivera")
    last = date.today() + timedelta(days=20)
    licensing.set_cycle(LicenceFactory(holder=person, number="MT123456"), last - timedelta(days=729), last)
    return person


@pytest.mark.parametrize("width", [360, 1280])
def test_a_therapist_sees_what_texas_needs_and_enrolls_in_what_counts(open_window, therapist, width):
    page = open_window(width=width)
    sign_in(page, therapist)

    page.goto("/renewals/")
    expect(page.get_by_role("heading", level=2).first).to_contain_text(
        "Texas: 0 of 12 hours done, 12 to go by"
    )
    offers = page.get_by_role("listitem").filter(has=page.get_by_role("link"))
    counts = offers.filter(has_text="The Science of Medical Massage")
    expect(counts).to_contain_text(re.compile(r"2\s+of"))
    expect(offers.filter(has_text="did not approve")).to_contain_text("Wouldn't count: no approval")
    for said in ("isn't legal advice", "Human trafficking"):
        expect(page.get_by_text(re.compile(said, re.IGNORECASE)).first).to_be_visible()
    inspect(page)

    counts.get_by_role("link").click()
    inspect(page)
    page.get_by_role("button", name=re.compile("^Enroll")).first.click()
    page.wait_for_load_state()

    assert Enrolment.objects.get().learner == therapist
    page.goto("/learn/")
    expect(page.get_by_text("The Science of Medical Massage").first).to_be_visible()


@pytest.mark.parametrize("path", ["/renewals/reminders/", "/my-data/", "/transcript/"])
def test_the_pages_around_renewals_read_well(open_window, therapist, path):
    page = open_window(width=360)
    sign_in(page, therapist)

    assert page.goto(path).ok
    inspect(page)
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{path.strip('/').replace('/', '-')}.png", full_page=True)
