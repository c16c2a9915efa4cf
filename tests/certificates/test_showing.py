"""The page that visitors see is kept in memory. What it says is not: it is asked and checked each time."""

import re

import pytest
from django.shortcuts import render
from django.utils import timezone

from accounts.models import Role
from certificates import finding, showing
from certificates.disclosing import disclose
from certificates.forms import ConfirmForm
from certificates.issuing import correct, reinstate, revoke
from certificates.models import Certificate
from certificates.verifying import FIELDS, look_up
from tests.factories.accounts import LicenceFactory, person_with
from tests.factories.certificates import issued

from .test_verifying import approved, page, words

pytestmark = pytest.mark.django_db
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="([^"]+)"')


@pytest.fixture(autouse=True)
def nothing_kept():
    showing.page.cache_clear()


def shown_license(certificate: Certificate) -> Certificate:
    holder = certificate.completion.enrolment.learner
    disclose(certificate, by=holder, confirm_only=False, licence=LicenceFactory(holder=holder))
    return certificate


def revoked(certificate: Certificate) -> Certificate:
    revoke(certificate, by=person_with(Role.REGISTRAR), public_reason="Issued in error", private_reason="x")
    return certificate


def corrected(certificate: Certificate) -> Certificate:
    holder = certificate.completion.enrolment.learner
    return correct(certificate, by=holder, name="Nguyễn Thị Anh", reason="misspelt")


def superseded(certificate: Certificate) -> Certificate:
    corrected(certificate)
    return certificate


def altered(certificate: Certificate) -> Certificate:
    Certificate.objects.filter(pk=certificate.pk).update(facts=certificate.facts.replace("0.5", "9.5"))
    return certificate


MADE = [approved, issued] + [
    lambda change=change: change(issued())
    for change in (shown_license, revoked, corrected, superseded, altered)
]


@pytest.mark.parametrize("make", MADE)
def test_it_is_to_the_byte_what_the_template_says(make, rf, client):
    certificate = make()
    now = timezone.now()
    request = rf.get(page(certificate))
    request.user = client.get("/healthz").wsgi_request.user
    answer = look_up(certificate.code)
    said = (
        showing.context(answer, certificate.code)
        | showing.checked(now)
        | {"form": ConfirmForm(), "matches": None}
    )
    drawn = render(request, "certificates/verified.html", said).content

    token = TOKEN.search(drawn)
    kept = showing.for_visitors(answer, certificate.code, now, lambda: token[1].decode())

    assert kept == drawn


@pytest.mark.parametrize("make", MADE)
def test_the_statement_that_is_built_once_finds_what_the_queryset_finds(make):
    code = make().code

    assert finding.open_row(code, FIELDS) == Certificate.objects.with_status().values(*FIELDS).get(code=code)


def test_a_second_look_sees_what_happened_since_the_first(client):
    certificate = issued()
    by = person_with(Role.REGISTRAR)
    assert "Sample" in words(client.get(page(certificate)))

    revoked(certificate)
    assert "Revoked" in words(client.get(page(certificate)))

    reinstate(certificate, by=by, private_reason="x")
    assert "Revoked" not in words(client.get(page(certificate)))

    altered(certificate)
    assert "Can't be confirmed" in words(client.get(page(certificate)))


def test_what_a_holder_shows_and_hides_is_seen_at_once(client):
    certificate = issued()
    assert "Compare" not in words(client.get(page(certificate)))

    shown_license(certificate)
    assert "Compare" in words(client.get(page(certificate)))

    disclose(
        certificate, by=certificate.completion.enrolment.learner, confirm_only=True, family_name="Nguyễn"
    )
    assert client.get(page(certificate)).status_code == 404


def test_each_visitor_has_a_token_of_their_own(client):
    certificate = shown_license(issued())

    first, second = (TOKEN.search(client.get(page(certificate)).content)[1] for _ in range(2))

    assert first != second
    client.handler.enforce_csrf_checks = True
    answer = client.post(page(certificate), {"licence": "1", "csrfmiddlewaretoken": second.decode()})
    assert answer.status_code == 200


def test_a_page_without_a_form_sets_no_cookie(client):
    assert not client.get(page(issued())).cookies


def test_it_says_when_it_was_checked(client, time_machine):
    certificate = issued()
    client.get(page(certificate))

    time_machine.move_to("2031-03-09 23:05:06+00:00", tick=False)
    seen = client.get(page(certificate)).content.decode()

    assert '<time datetime="2031-03-09T23:05:06+00:00">Mar 9, 2031, 23:05 UTC</time>' in seen


def test_whoever_is_signed_in_sees_their_own_head_of_the_page(client):
    certificate = issued()
    client.get(page(certificate))
    client.force_login(certificate.completion.enrolment.learner)

    assert "Sign out" in client.get(page(certificate)).content.decode()
