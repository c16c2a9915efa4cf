"""The holder decides what others see; whoever guesses learns nothing, not even that there is something."""

import re

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from accounts.models import AuditEvent, Role
from certificates import codes
from certificates.disclosing import NotInName, disclose
from certificates.issuing import correct
from certificates.models import Disclosure, MissCount
from certificates.verifying import look_up
from tests.factories.accounts import LicenceFactory, UserFactory, person_with
from tests.factories.certificates import issued

from .test_verifying import page, words

pytestmark = pytest.mark.django_db


def holder(certificate):
    return certificate.completion.enrolment.learner


def confirm_only(name="Nguyễn Thị Ánh", family="Nguyễn"):
    certificate = issued(name)
    disclose(certificate, by=holder(certificate), confirm_only=True, family_name=family)
    return certificate


def ask(client, code, name="", **fields):
    return client.post(reverse("certificates:verified", args=[code]), {"family_name": name, **fields})


def bytes_of(response, code: str) -> bytes:
    """The page as it was sent, without what is random or was typed: the nonce, the token and the code."""
    text = response.content.decode().replace(codes.grouped(code), "CODE").replace(code, "CODE")
    return re.sub(r'nonce="[^"]+"|value="[A-Za-z0-9]{64}"', "", text).encode()


@pytest.mark.parametrize("typed", ["Nguyen", "NGUYỄN", "nguyễn thị ánh"])
def test_whoever_knows_the_name_sees_everything(client, typed):
    certificate = confirm_only()

    response = ask(client, certificate.code, typed)

    assert response.status_code == 200
    assert words(response).startswith("Sample: not approved by any board Issued to Nguyễn Thị Ánh on")


@pytest.mark.parametrize("typed", ["", "Tran", "Thi", "Nguye"])
def test_a_code_of_nobody_and_a_wrong_name_answer_alike_to_the_byte(client, typed):
    hidden, nobody = confirm_only().code, codes.new()

    answers = [ask(client, code, typed) for code in (hidden, nobody)]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert bytes_of(answers[0], hidden) == bytes_of(answers[1], nobody)
    assert len(answers[0].content) == len(answers[1].content)
    assert answers[0].headers.keys() == answers[1].headers.keys()


@pytest.mark.parametrize("door", ["verified", "facts"])
def test_without_a_name_it_is_as_if_there_were_nothing(client, door):
    hidden, nobody = confirm_only().code, codes.new()

    answers = [client.get(reverse(f"certificates:{door}", args=[code])) for code in (hidden, nobody)]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert words(answers[0]).startswith("Nothing to show We have no open certificate under this code.")
    assert bytes_of(answers[0], hidden) == bytes_of(answers[1], nobody)


@pytest.mark.parametrize("typed", ["", "Tran"])
def test_a_miss_costs_the_same_statements_whatever_there_is(client, typed, django_assert_num_queries):
    for code in (confirm_only().code, codes.new()):
        with django_assert_num_queries(2):  # what is there, and the count
            ask(client, code, typed)
        with django_assert_num_queries(2):
            client.get(reverse("certificates:verified", args=[code]))


def test_the_signed_facts_are_behind_the_name_too(client):
    certificate = confirm_only()
    address = reverse("certificates:facts", args=[certificate.code])

    assert client.post(address, {"family_name": "Tran"}).status_code == 404
    assert client.post(address, {"family_name": "Nguyen"}).json()["facts"]["name"] == "Nguyễn Thị Ánh"


def test_guesses_at_a_name_end_after_ten_an_hour_from_wherever(client, time_machine):
    time_machine.move_to("2026-11-25T12:00:01Z", tick=False)
    certificate = confirm_only()
    url = page(certificate)
    for guess in range(10):
        assert client.post(url, {"family_name": "Tran"}, REMOTE_ADDR=f"10.0.0.{guess}").status_code == 404

    refused = client.post(url, {"family_name": "Nguyễn"}, REMOTE_ADDR="10.0.1.1")

    assert (refused.status_code, refused["Retry-After"]) == (429, "60")
    assert words(refused).startswith("Wait a minute")
    time_machine.shift(3600)
    assert client.post(url, {"family_name": "Nguyễn"}).status_code == 200


def test_whoever_is_right_is_never_slowed(client):
    certificate = confirm_only()

    answers = {ask(client, certificate.code, "Nguyen").status_code for _ in range(30)}

    assert answers == {200}
    assert set(MissCount.objects.values_list("count", flat=True)) == {0}


def test_a_license_is_matched_and_never_shown(client):
    certificate = issued()
    licence = LicenceFactory(holder=holder(certificate), number="MT104820")
    disclose(certificate, by=holder(certificate), confirm_only=False, licence=licence)

    shown = client.get(page(certificate))

    assert "License of the holder TX, ending in 820" in words(shown)
    assert "104820" not in shown.content.decode()
    assert "The license number matches" in words(ask(client, certificate.code, licence="mt-104820"))
    wrong = ask(client, certificate.code, licence="MT104821")
    assert "No match" in words(wrong)
    assert "104820" not in wrong.content.decode()


def test_numbers_of_a_license_cannot_be_tried_out(client):
    certificate = issued()
    licence = LicenceFactory(holder=holder(certificate), number="MT104820")
    disclose(certificate, by=holder(certificate), confirm_only=False, licence=licence)

    answers = [ask(client, certificate.code, licence=f"MT{n}").status_code for n in range(11)]

    assert answers == [200] * 10 + [429]


def test_no_license_is_shown_unless_the_holder_chose_it(client):
    certificate = issued()
    LicenceFactory(holder=holder(certificate))

    response = client.get(page(certificate))

    assert "License of the holder" not in words(response)
    assert not look_up(certificate.code).is_licence("")


def test_a_removed_license_is_shown_no_more(client):
    certificate = issued()
    licence = LicenceFactory(holder=holder(certificate))
    disclose(certificate, by=holder(certificate), confirm_only=False, licence=licence)

    licence.delete()

    assert "License of the holder" not in words(client.get(page(certificate)))


def test_a_corrected_certificate_stays_behind_its_name():
    certificate = confirm_only("Sam Lerner", "Lerner")

    new = correct(certificate, by=person_with(Role.REGISTRAR), name="Sam Learner", reason="misspelt")

    assert look_up(new.code) is None
    assert look_up(new.code, "Learner").facts["name"] == "Sam Learner"
    assert look_up(certificate.code, "Learner") is None
    assert look_up(certificate.code, "Lerner").replaced_by == new.code


def test_the_holder_chooses_on_a_page(client):
    certificate = issued()
    client.force_login(holder(certificate))
    address = reverse("certificates:disclosure", args=[certificate.public_id])
    assert 'value="Ánh"' in client.get(address).content.decode()

    wrong = client.post(address, {"confirm_only": "1", "family_name": "Smith"})
    saved = client.post(address, {"confirm_only": "1", "family_name": "nguyen"})

    assert "Type it as it stands on the certificate: Nguyễn Thị Ánh." in words(wrong)
    assert saved.url == reverse("certificates:show", args=[certificate.public_id])
    assert "must also type your family name" in words(client.get(saved.url))
    assert look_up(certificate.code) is None
    assert look_up(certificate.code, "Nguyễn") is not None
    client.post(address, {"confirm_only": ""})
    assert look_up(certificate.code) is not None
    assert AuditEvent.objects.filter(action="certificate.disclosed").count() == 2


def test_nobody_else_chooses(client):
    certificate, stranger = issued(), person_with(Role.REGISTRAR)
    client.force_login(UserFactory())

    assert client.get(reverse("certificates:disclosure", args=[certificate.public_id])).status_code == 404
    with pytest.raises(PermissionDenied):
        disclose(certificate, by=stranger, confirm_only=True, family_name="Nguyễn")
    assert not Disclosure.objects.exists()


def test_a_name_nobody_could_know_is_refused():
    certificate = issued()

    with pytest.raises(NotInName):
        disclose(certificate, by=holder(certificate), confirm_only=True, family_name="Smith")


def test_somebody_elses_license_cannot_be_shown(client):
    certificate, theirs = issued(), LicenceFactory()
    client.force_login(holder(certificate))

    answer = client.post(
        reverse("certificates:disclosure", args=[certificate.public_id]), {"licence": theirs.pk}
    )

    assert answer.status_code == 400
    assert not Disclosure.objects.exists()
