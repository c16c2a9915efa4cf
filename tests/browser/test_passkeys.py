"""Passkeys, with an authenticator that Chromium plays."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.cache import cache
from playwright.sync_api import expect

from accounts.confirming import email_is_verified
from accounts.models import Role, User
from tests.browser.inspecting import inspect
from tests.factories.accounts import PASSWORD, UserFactory, person_with

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture(autouse=True)
def home(settings):
    settings.LOGIN_REDIRECT_URL = "/account/"
    cache.clear()


def with_authenticator(page):
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    return session


def sign_in_with_password(page, person):
    page.get_by_label("Email address").fill(person.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def test_an_account_is_made_and_opened_with_a_passkey_alone(open_window):
    page = open_window(width=360, height=640)
    with_authenticator(page)
    page.goto("/accounts/signup/?next=/account/licenses/add/")
    page.get_by_role("link", name="Use a passkey instead").click()
    page.get_by_label("Email address").fill("pat@example.com")
    page.get_by_role("button", name="Send me a code").click()
    page.get_by_label("Code").wait_for()
    inspect(page)
    page.get_by_label("Code").fill(re.search(r"\d{6}", mail.outbox[0].body)[0])
    page.get_by_role("button", name="Confirm").click()
    page.get_by_role("heading", name="Make your passkey").wait_for()
    inspect(page)
    page.get_by_role("button", name="Make the passkey").click()
    page.get_by_role("heading", name="Add a license").wait_for()

    user = User.objects.get()
    assert email_is_verified(user)
    assert not user.has_usable_password()

    page.get_by_role("button", name="Sign out").click()
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_role("heading", name="Account", exact=True).wait_for()
    expect(page.get_by_role("link", name="Set a password")).to_be_visible()


def test_a_taken_address_looks_the_same_to_somebody_with_a_passkey(open_window):
    UserFactory(email="taken@example.com")
    page = open_window()
    page.goto("/accounts/signup/passkey/")
    page.get_by_label("Email address").fill("taken@example.com")
    page.get_by_role("button", name="Send me a code").click()

    page.get_by_role("heading", name="Confirm your address").wait_for()
    assert [message.subject for message in mail.outbox] == ["You already have a Fascia account"]


def test_staff_without_a_second_factor_add_a_passkey_and_enter_the_editor(open_window):
    person = person_with(Role.INSTRUCTOR, second_factor=False)
    page = open_window()
    with_authenticator(page)
    page.goto("/cms/")
    sign_in_with_password(page, person)
    page.get_by_role("heading", name="Second step").wait_for()
    inspect(page)
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("heading", name="Add a passkey").wait_for()
    inspect(page)
    page.get_by_role("button", name="Add the passkey").click()
    page.get_by_role("heading", name="Recovery codes").wait_for()

    assert page.goto("/cms/").status == 200
    expect(page.locator(".sidebar")).to_be_visible()
    page.goto("/accounts/2fa/webauthn/")
    inspect(page)
    key = Authenticator.objects.get(user=person, type="webauthn")
    for last in ("edit", "remove"):
        page.goto(f"/accounts/2fa/webauthn/keys/{key.pk}/{last}/")
        inspect(page)


def test_a_passkey_that_is_refused_says_so_in_words(open_window):
    page = open_window()
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    page.goto("/accounts/login/")
    page.evaluate(
        "() => { navigator.credentials.get = () => Promise.reject(new DOMException('', 'NotAllowedError')); }"
    )

    page.get_by_role("button", name="Sign in with a passkey").click()

    page.get_by_text("Nothing has changed.").wait_for()
    inspect(page)
