"""Every account page, in every state that a person meets, held to what every page must hold."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core import mail
from django.core.cache import cache
from playwright.sync_api import expect

from accounts.granting import grant
from accounts.models import Role
from tests.browser.inspecting import inspect
from tests.browser.signing_in import sign_in
from tests.factories.accounts import (
    PASSWORD,
    LicenceFactory,
    MembershipFactory,
    OrganisationFactory,
    UserFactory,
    add_second_factor,
)


@pytest.fixture(autouse=True)
def home(settings):
    settings.LOGIN_REDIRECT_URL = "/account/"
    cache.clear()


@pytest.fixture
def person():
    return UserFactory(email="sam.rivera@example.com", name="Sam Rivera")


def show(page, address):
    page.goto(address)
    inspect(page)


@pytest.mark.parametrize(
    "address",
    [
        "/accounts/login/",
        "/accounts/signup/",
        "/accounts/signup/passkey/",
        "/accounts/password/reset/",
        "/accounts/password/reset/done/",
        "/accounts/password/reset/key/1-nothing/",
        "/accounts/password/reset/key/done/",
        "/accounts/inactive/",
    ],
)
def test_a_page_on_the_way_in(open_window, address):
    show(open_window(), address)


def test_the_forms_on_the_way_in_when_something_is_wrong(open_window):
    page = open_window()
    page.goto("/accounts/login/")
    page.get_by_label("Email address").fill("nobody@example.com")
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.locator(".form-errors").wait_for()
    inspect(page)

    page.goto("/accounts/signup/")
    page.get_by_label("Email address").fill("new@example.com")
    page.get_by_label("Password").fill("short")
    page.get_by_role("button", name="Create the account").click()
    page.locator(".form-errors").wait_for()
    inspect(page)


@pytest.mark.parametrize(
    "address",
    [
        "/account/",
        "/account/licenses/add/",
        "/accounts/email/",
        "/accounts/password/change/",
        "/accounts/2fa/",
        "/accounts/reauthenticate/",
        "/accounts/logout/",
        "/accounts/sessions/",
    ],
)
def test_a_page_of_somebody_who_is_in(open_window, person, address):
    page = open_window()
    sign_in(page, person)

    show(page, address)


def test_the_account_of_somebody_with_everything(open_window, person):
    licence = LicenceFactory(holder=person)
    MembershipFactory(person=person)
    clinic = OrganisationFactory()
    grant(person, Role.EMPLOYER, by=None, reason="asked", scope=clinic.scope)
    page = open_window()
    sign_in(page, person)

    show(page, "/account/")
    show(page, f"/account/licenses/{licence.pk}/remove/")


def test_a_licence_is_refused_beside_its_field(open_window, person):
    page = open_window()
    sign_in(page, person)
    page.goto("/account/licenses/add/")
    page.get_by_label("License number").fill("12;34")
    page.get_by_role("button", name="Add the license").click()

    page.locator(".field-error").first.wait_for()
    inspect(page)


def test_confirming_an_address(open_window, person):
    person = UserFactory(confirmed=False, email="new.person@example.com")
    page = open_window()
    sign_in(page, person)
    show(page, "/account/confirm/?next=/account/")

    page.get_by_role("button", name="Send me the code").click()
    page.get_by_label("Code from the mail").wait_for()
    inspect(page)
    page.get_by_label("Code from the mail").fill("000 00")
    page.get_by_role("button", name="Confirm", exact=True).click()
    page.locator(".field-error").first.wait_for()
    inspect(page)
    code = re.search(r"\d{6}", mail.outbox[0].body)[0]
    page.get_by_label("Code from the mail").fill(f"{code[:3]} {code[3:]}")
    page.get_by_role("button", name="Confirm", exact=True).click()

    page.get_by_text("new.person@example.com is confirmed.").wait_for()
    inspect(page)


def test_the_second_step(open_window, person):
    add_second_factor(person)
    RecoveryCodes.activate(person)
    page = open_window()
    page.goto("/accounts/login/")
    page.get_by_label("Email address").fill(person.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("heading", name="One more step").wait_for()
    inspect(page)

    recovery = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()[0]
    page.get_by_label("Code").fill(recovery)
    page.get_by_role("button", name="Sign in", exact=True).click()

    page.get_by_role("heading", name="Account").wait_for()
    for address in (
        "/accounts/2fa/",
        "/accounts/2fa/recovery-codes/",
        "/accounts/2fa/recovery-codes/generate/",
    ):
        show(page, address)
    show(page, "/accounts/2fa/totp/deactivate/")


def test_setting_up_an_app(open_window, person):
    page = open_window()
    page.goto("/accounts/login/?next=/accounts/2fa/totp/activate/")
    page.get_by_label("Email address").fill(person.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()

    page.get_by_role("heading", name="Is it you?").wait_for()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("heading", name="Set up an app").wait_for()
    inspect(page)


def test_signing_up_and_in_needs_no_javascript(open_window, person):
    page = open_window(javascript=False, width=360, height=640)
    page.goto("/accounts/signup/?next=/account/licenses/add/")
    page.get_by_label("Email address").fill("plain@example.com")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Create the account").click()
    page.get_by_role("heading", name="Add a license").wait_for()

    page.get_by_role("button", name="Sign out").click()
    page.goto("/accounts/login/")
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_hidden()
    page.get_by_label("Email address").fill("plain@example.com")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()

    page.get_by_role("heading", name="Account").wait_for()
