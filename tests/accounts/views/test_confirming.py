import re

import pytest
import time_machine
from django.core import mail

from accounts.confirming import address_of, email_is_verified
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db

URL = "/account/confirm/?next=/account/"


@pytest.fixture
def person(client):
    person = UserFactory(confirmed=False)
    client.force_login(person)
    return person


def code() -> str:
    return re.search(r"\b\d{6}\b", mail.outbox[-1].body)[0]


def send(client):
    return client.post("/account/confirm/", {"action": "send", "next": "/account/"})


def check(client, typed):
    return client.post("/account/confirm/", {"action": "check", "code": typed, "next": "/account/"})


def test_opening_the_page_sends_nothing(client, person):
    response = client.get(URL)

    assert response.context["sent"] is False
    assert mail.outbox == []


def test_the_right_code_confirms_and_goes_on(client, person):
    send(client)

    response = check(client, code())

    assert response.headers["Location"] == "/account/"
    assert email_is_verified(person)


@pytest.mark.parametrize(
    "style",
    [
        "{0}{1}{2} {3}{4}{5}",
        " {0} {1} {2} {3} {4} {5} ",
        "{0}{1}{2}-{3}{4}{5}",
        "{0}{1}{2}\u00a0{3}{4}{5}",
    ],
)
def test_a_code_may_be_typed_with_spaces_and_dashes(client, person, style):
    send(client)

    check(client, style.format(*code()))

    assert email_is_verified(person)


def test_full_width_digits_are_digits(client, person):
    send(client)

    check(client, "".join(chr(ord(digit) + 0xFEE0) for digit in code()))

    assert email_is_verified(person)


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "1" * 5000])
def test_what_cannot_be_a_code_costs_no_try(client, person, typed):
    send(client)

    response = check(client, typed)

    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["code"]
    assert client.session["account_email_verification_code"]["failed_attempts"] == 0


def wrong() -> str:
    return "000000" if code() != "000000" else "111111"


def test_a_wrong_code_says_how_many_tries_are_left(client, person):
    send(client)

    response = check(client, wrong())

    assert response.context["form"].errors["code"] == ["That isn't the code we sent. You have 4 tries left."]
    assert not email_is_verified(person)


def test_after_five_wrong_codes_the_right_one_is_worth_nothing(client, person):
    send(client)
    right, answers = code(), [check(client, wrong()) for _ in range(5)]

    check(client, right)

    assert [answer.status_code for answer in answers] == [422, 422, 422, 422, 302]
    assert not email_is_verified(person)


def test_a_code_is_too_old_after_a_quarter_of_an_hour(client, person):
    with time_machine.travel("2026-11-24 10:00", tick=False) as clock:
        send(client)
        clock.shift(15 * 60 + 1)

        check(client, code())

    assert not email_is_verified(person)


def test_codes_are_not_mailed_in_a_row(client, person):
    send(client)
    send(client)

    assert len(mail.outbox) == 1


def test_a_code_belongs_to_the_person_it_was_sent_for(client, person):
    send(client)
    session = client.session
    state = session["account_email_verification_code"]
    other = UserFactory(confirmed=False)
    client.force_login(other)
    session = client.session
    session["account_email_verification_code"] = state
    session.save()

    check(client, state["code"])

    assert not email_is_verified(other)
    assert not email_is_verified(person)


def test_a_mistyped_address_is_put_right_here(client, person):
    client.post("/account/confirm/", {"action": "change", "email": "Right@example.com", "next": "/account/"})

    person.refresh_from_db()
    assert address_of(person) == "right@example.com"
    assert mail.outbox[-1].to == ["right@example.com"]
    check(client, code())
    assert email_is_verified(person)


def test_an_address_that_is_none_is_refused_beside_its_field(client, person):
    response = client.post("/account/confirm/", {"action": "change", "email": "not an address"})

    assert response.status_code == 422
    assert list(response.context["address_form"].errors) == ["email"]
    assert mail.outbox == []


def test_who_has_confirmed_goes_straight_on(client):
    client.force_login(UserFactory())

    assert client.get(URL).headers["Location"] == "/account/"
    assert client.get("/account/confirm/?next=/verify/").headers["Location"] == "/verify/"


@pytest.mark.parametrize("target", ["nowhere", "[", "http://[", "//evil.example/", "javascript:alert(1)"])
def test_a_next_that_leads_nowhere_is_left_out(client, target):
    client.force_login(UserFactory())
    landing = "/account/"

    assert client.get("/account/confirm/", {"next": target}).headers["Location"] == landing
    assert client.get("/accounts/login/", {"next": target}).headers["Location"] == landing


def test_next_never_leaves_this_host(client, person):
    response = client.post("/account/confirm/", {"action": "send", "next": "https://evil.example/"})

    assert "evil" not in response.headers["Location"]


def test_a_visitor_is_asked_to_sign_in(client):
    response = client.get(URL)

    assert response.headers["Location"].startswith("/accounts/login/?next=/account/confirm/")
