"""Coming in: sign-up, sign-in, reset. And that none of them tells whether an address has an account."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import MD5PasswordHasher, make_password
from django.core import mail
from django.urls import reverse

from accounts.confirming import address_of, email_is_verified
from accounts.joining import claim
from accounts.models import AuditEvent, User
from tests.factories.accounts import PASSWORD, Role, UserFactory, person_with

pytestmark = pytest.mark.django_db


class CountingHasher(MD5PasswordHasher):
    count = 0

    def encode(self, password, salt):
        type(self).count += 1
        return super().encode(password, salt)


SIGN_UP, SIGN_IN = "/accounts/signup/", "/accounts/login/"
NEW = "another-long-password"


def sign_up(client, email="new@example.com", password=NEW, **more):
    return client.post(SIGN_UP, {"email": email, "password1": password, "next": "/account/", **more})


def sign_in(client, email, password=PASSWORD, **more):
    return client.post(SIGN_IN, {"login": email, "password": password, "next": "/account/", **more})


def masked(response) -> str:
    """A page without what differs each time it is drawn."""
    text = response.content.decode()
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", text)
    return re.sub(r"(free|taken)@example\.com", "address", text)


def test_sign_up_lets_a_person_in_at_once_and_asks_for_no_code(client):
    response = sign_up(client)

    user = User.objects.get()
    assert response.headers["Location"] == "/account/"
    assert client.get("/account/").status_code == 200
    assert (user.email, email_is_verified(user), mail.outbox) == ("new@example.com", False, [])


@pytest.mark.parametrize("password", ["short", "1234567890123", "password123", "new@example.com"])
def test_a_weak_password_is_refused_beside_its_field(client, password):
    response = sign_up(client, password=password)

    assert list(response.context["form"].errors) == ["password1"]
    assert list(User.objects.all()) == []


def test_a_taken_address_looks_like_a_free_one_everywhere(client, django_user_model):
    UserFactory(email="taken@example.com")
    pages = {}
    for address in ("free@example.com", "taken@example.com"):
        browser = type(client)()
        answers = [sign_up(browser, address)]
        answers += [browser.get(url) for url in ("/account/", "/account/confirm/", "/accounts/email/")]
        answers += [browser.post("/account/confirm/", {"action": "send"}), browser.get("/account/confirm/")]
        answers += [browser.post("/account/confirm/", {"action": "check", "code": "000000"})]
        answers += [browser.post("/accounts/logout/"), sign_in(browser, address, NEW)]
        pages[address] = [
            (answer.status_code, answer.headers.get("Location"), masked(answer)) for answer in answers
        ]

    assert pages["free@example.com"][0][:2] == (302, "/account/")
    assert pages["free@example.com"] == pages["taken@example.com"]
    assert [message.to for message in mail.outbox] == [["free@example.com"], ["taken@example.com"]]


def test_the_owner_of_a_taken_address_is_told_and_no_code_is_sent(client):
    UserFactory(email="taken@example.com")
    sign_up(client, "taken@example.com")

    client.post("/account/confirm/", {"action": "send"})

    (message,) = mail.outbox
    assert message.subject == "You already have a Fascia account"
    assert not re.search(r"\b\d{6}\b", message.subject + message.body)


def test_signing_up_for_a_taken_address_leaves_its_account_alone(client):
    owner = UserFactory(email="taken@example.com")

    sign_up(client, "TAKEN@example.com")

    owner.refresh_from_db()
    second = User.objects.exclude(pk=owner.pk).get()
    assert owner.check_password(PASSWORD)
    assert owner.email == "taken@example.com"
    assert (second.email, address_of(second)) == (None, "taken@example.com")


def test_signing_up_twice_with_the_same_password_is_signing_in(client):
    sign_up(client)
    client.post("/accounts/logout/")

    response = sign_up(client)

    assert response.headers["Location"] == "/account/"
    assert User.objects.count() == 1
    assert client.session["_auth_user_id"] == str(User.objects.get().pk)


def test_signing_up_with_the_password_of_an_account_with_a_second_factor_asks_for_it(client):
    person = person_with(Role.REGISTRAR)

    response = sign_up(client, person.email, PASSWORD)

    assert response.headers["Location"] == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session


def test_guessing_passwords_at_sign_up_is_limited_like_at_sign_in(client):
    owner = UserFactory(email="taken@example.com")
    for number in range(5):
        sign_up(type(client)(), owner.email, f"a-wrong-guess-{number}")

    browser = type(client)()
    sign_up(browser, owner.email, PASSWORD)

    assert browser.session["_auth_user_id"] != str(owner.pk)


def test_signing_up_does_not_use_up_the_tries_at_sign_in(client):
    for number in range(6):
        sign_up(type(client)(), f"person{number}@clinic.example")

    response = sign_in(client, "person0@clinic.example", NEW)

    assert response.headers["Location"] == "/account/"


def test_next_survives_from_sign_in_to_sign_up_and_stays_on_this_host(client):
    page = client.get(f"{SIGN_IN}?next=/account/confirm/").content.decode()
    assert "/accounts/signup/?next=%2Faccount%2Fconfirm%2F" in page
    assert '<input type="hidden" name="next" value="/account/confirm/">' in page

    away = sign_up(client, next="https://evil.example/")

    assert "evil.example" not in away.headers["Location"]


@pytest.mark.parametrize("address", ["nobody@example.com", "taken@example.com"])
def test_a_wrong_sign_in_says_the_same_for_every_address(client, address):
    UserFactory(email="taken@example.com")

    response = sign_in(client, address, "a-wrong-password")

    assert response.context["form"].non_field_errors() == [
        "That e-mail address and password don't match. Check both and try again."
    ]


@pytest.mark.parametrize("claims", [0, 1])
@pytest.mark.parametrize("address", ["nobody@example.com", "taken@example.com"])
def test_a_wrong_password_costs_the_same_work_for_every_address(client, settings, address, claims):
    UserFactory(email="taken@example.com")
    if claims:
        sign_up(type(client)(), address)
    settings.PASSWORD_HASHERS = [f"{__name__}.CountingHasher"]
    User.objects.update(password=make_password(PASSWORD))
    CountingHasher.count = 0

    sign_in(client, address, "a-wrong-password")

    assert CountingHasher.count == 2


def test_five_wrong_passwords_close_the_door_for_a_while(client):
    user = UserFactory()
    for _ in range(5):
        sign_in(client, user.email, "a-wrong-password")

    response = sign_in(client, user.email)

    assert response.context["form"].errors["__all__"][0].startswith("Too many tries.")
    assert "_auth_user_id" not in client.session


def test_a_deactivated_person_is_not_let_in(client):
    user = UserFactory(is_active=False)

    response = sign_in(client, user.email)

    assert response.headers["Location"] == reverse("account_inactive")
    assert "_auth_user_id" not in client.session


def test_a_deactivated_persons_open_session_ends_at_the_next_request(client):
    user = UserFactory()
    client.force_login(user)

    User.objects.update(is_active=False)

    assert client.get("/account/").status_code == 302


def test_signing_in_and_out_is_audited_and_changes_the_session_key(client):
    user = UserFactory()
    client.get(SIGN_IN)
    before = client.session.session_key

    sign_in(client, user.email)
    during = client.session.session_key
    client.post("/accounts/logout/")

    assert before != during
    assert list(AuditEvent.objects.order_by("pk").values_list("action", "actor")) == [
        ("signed in", user.pk),
        ("signed out", user.pk),
    ]


def reset_link(body: str) -> str:
    return re.search(r"http://testserver(/\S+)", body)[1]


def test_a_reset_link_sets_a_password_once(client):
    user = UserFactory()
    client.post("/accounts/password/reset/", {"email": user.email})
    link = reset_link(mail.outbox[0].body)

    form = client.get(link, follow=True)
    client.post(form.redirect_chain[-1][0], {"password1": NEW, "password2": NEW})

    user.refresh_from_db()
    assert user.check_password(NEW)
    assert type(client)().get(link).status_code == 200
    assert type(client)().get(link).context["token_fail"] is True


def test_a_reset_looks_the_same_for_every_address(client):
    UserFactory(email="taken@example.com")
    answers = [
        client.post("/accounts/password/reset/", {"email": address})
        for address in ("taken@example.com", "free@example.com")
    ]

    assert {answer.headers["Location"] for answer in answers} == {reverse("account_reset_password_done")}
    assert [message.to for message in mail.outbox] == [["taken@example.com"], ["free@example.com"]]


def test_a_reset_goes_to_the_stored_address_never_to_its_look_alike(client):
    UserFactory(email="mike@example.com")

    client.post("/accounts/password/reset/", {"email": "mıke@example.com"})

    assert all(message.subject == "No Fascia account with this address" for message in mail.outbox)


def test_claiming_another_address_forgets_the_first():
    user = UserFactory(email="typo@example.com", confirmed=False)

    claim(user, "right@example.com")

    user.refresh_from_db()
    assert user.email == "right@example.com"
    assert list(EmailAddress.objects.values_list("email", "verified")) == [("right@example.com", False)]


def test_a_confirmed_address_cannot_be_swapped_by_claiming():
    user = UserFactory(email="mine@example.com")

    with pytest.raises(ValueError, match="confirmed"):
        claim(user, "other@example.com")

    assert address_of(user) == "mine@example.com"
