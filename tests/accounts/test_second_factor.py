import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from cryptography.fernet import Fernet, InvalidToken
from django.urls import reverse

from accounts.adapters import SecondFactorAdapter
from accounts.granting import revoke
from accounts.models import Grant, Role
from tests.factories.accounts import PASSWORD, UserFactory, add_second_factor, person_with

pytestmark = pytest.mark.django_db

CMS = [Role.INSTRUCTOR, Role.REVIEWER, Role.REGISTRAR, Role.ADMINISTRATOR]
NO_CMS = [Role.LEARNER, Role.EMPLOYER, Role.AUDITOR]


def sign_in(client, person):
    return client.post("/accounts/login/", {"login": person.email, "password": PASSWORD, "next": "/account/"})


def code_of(authenticator) -> str:
    secret = SecondFactorAdapter().decrypt(authenticator.data["secret"])
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


@pytest.mark.parametrize("role", CMS)
def test_staff_without_a_second_factor_are_sent_to_set_one_up(client, role):
    client.force_login(person_with(role, second_factor=False))

    response = client.get("/cms/")

    assert response.headers["Location"] == reverse("mfa_index")


@pytest.mark.parametrize("role", CMS)
def test_staff_with_a_second_factor_enter(client, role):
    client.force_login(person_with(role))

    assert client.get("/cms/").status_code == 200


def test_staff_for_one_course_enter_too(client):
    client.force_login(person_with(Role.INSTRUCTOR, scope="course:a"))

    assert client.get("/cms/").status_code == 200


@pytest.mark.parametrize("role", NO_CMS)
@pytest.mark.parametrize(
    "path", ["/cms/", "/cms/pages/", "/cms/account/", "/cms/login/", "/cms/nothing-here/"]
)
def test_nobody_else_does_even_with_a_second_factor(client, role, path):
    client.force_login(person_with(role))

    assert client.get(path).status_code == 403


def test_a_superuser_needs_a_second_factor_too(client):
    person = UserFactory(is_superuser=True, is_staff=True)
    client.force_login(person)
    assert client.get("/cms/").headers["Location"] == reverse("mfa_index")

    add_second_factor(person)

    assert client.get("/cms/").status_code == 200


def test_an_ended_grant_closes_the_door_at_the_next_request(client):
    person = person_with(Role.INSTRUCTOR)
    client.force_login(person)
    assert client.get("/cms/").status_code == 200

    revoke(Grant.objects.get(), by=None, reason="left")

    assert client.get("/cms/").status_code == 403


def test_a_group_given_by_hand_opens_nothing(client):
    staff, learner = person_with(Role.ADMINISTRATOR), UserFactory()
    learner.groups.set(staff.groups.all())
    add_second_factor(learner)
    client.force_login(learner)

    assert client.get("/cms/").status_code == 403


@pytest.mark.parametrize("path", ["/cms/", "/cms/pages/", "/cms/login/", "/_util/login/"])
def test_a_visitor_is_sent_to_the_one_sign_in_page_there_is(client, path):
    response = client.get(path, follow=True)

    assert response.redirect_chain[-1][0].startswith("/accounts/login/?next=/")
    assert response.templates[0].name == "account/login.html"


@pytest.mark.parametrize("path", ["/cms/login/", "/_util/login/"])
def test_no_other_page_takes_a_password(client, path):
    person = person_with(Role.REGISTRAR)

    response = client.post(path, {"username": person.email, "password": PASSWORD})

    assert response.status_code == 405
    assert "_auth_user_id" not in client.session


def test_a_password_alone_does_not_open_an_account_with_a_second_factor(client):
    person = person_with(Role.INSTRUCTOR)

    response = sign_in(client, person)

    assert response.headers["Location"] == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session
    assert client.get("/account/").status_code == 302


def test_the_apps_code_opens_it_once(client):
    person = person_with(Role.INSTRUCTOR)
    code = code_of(Authenticator.objects.get())
    sign_in(client, person)
    response = client.post(reverse("mfa_authenticate"), {"code": f" {code[:3]} {code[3:]}"})
    assert response.headers["Location"] == "/account/"

    second = type(client)()
    sign_in(second, person)
    second.post(reverse("mfa_authenticate"), {"code": code})

    assert "_auth_user_id" not in second.session


def test_a_recovery_code_opens_it_once(client):
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    person = person_with(Role.INSTRUCTOR)
    codes = RecoveryCodes.activate(person)
    code = codes.get_unused_codes()[0]

    for browser, opened in ((client, True), (type(client)(), False)):
        sign_in(browser, person)
        browser.post(reverse("mfa_authenticate"), {"code": code})
        assert ("_auth_user_id" in browser.session) is opened


def test_recovery_codes_alone_are_no_second_factor(client):
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    person = person_with(Role.INSTRUCTOR, second_factor=False)
    RecoveryCodes.activate(person)
    client.force_login(person)

    assert client.get("/cms/").headers["Location"] == reverse("mfa_index")


def test_an_unconfirmed_person_cannot_set_up_a_second_factor(client):
    client.force_login(UserFactory(confirmed=False))

    response = client.get(reverse("mfa_activate_totp"))

    assert response.headers["Location"] == reverse("mfa_index")


def test_what_is_stored_is_not_the_secret_and_two_are_never_alike():
    first, second = add_second_factor(UserFactory()), add_second_factor(UserFactory())
    secret = SecondFactorAdapter().decrypt(first.data["secret"])

    assert len(secret) == 32
    assert secret not in str(first.data)
    assert SecondFactorAdapter().encrypt(secret) != SecondFactorAdapter().encrypt(secret)
    assert SecondFactorAdapter().decrypt(second.data["secret"]) != secret


def test_recovery_codes_are_stored_encrypted_too():
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    stored = RecoveryCodes.activate(UserFactory()).instance.data

    assert SecondFactorAdapter().decrypt(stored["seed"]) not in str(stored)


def test_after_a_new_key_the_old_secrets_still_work_and_new_ones_use_the_new_key(settings):
    old = settings.TOTP_KEYS[0]
    stored = SecondFactorAdapter().encrypt("SECRET")
    new = Fernet.generate_key().decode()

    settings.TOTP_KEYS = [new, old]
    assert SecondFactorAdapter().decrypt(stored) == "SECRET"
    fresh = SecondFactorAdapter().encrypt("SECRET")

    settings.TOTP_KEYS = [new]
    assert SecondFactorAdapter().decrypt(fresh) == "SECRET"
    with pytest.raises(InvalidToken):
        SecondFactorAdapter().decrypt(stored)
