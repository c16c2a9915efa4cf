"""The life of a certificate as people see it: mended by its holder, kept by a registrar, told by mail."""

import html
import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.mailing import render
from accounts.models import AuditEvent, Mail, Role
from certificates.issuing import correct, reinstate, revoke
from certificates.models import Certificate, CertificateEvent
from certificates.policy import OWN_CORRECTION
from tests.factories.accounts import UserFactory, person_with
from tests.factories.certificates import issued

from .test_verifying import words

pytestmark = pytest.mark.django_db

CONFIRMED = {"confirmed": "1"}


@pytest.fixture
def certificate():
    return issued("Sam Lerner")


@pytest.fixture
def registrar(client):
    person = person_with(Role.REGISTRAR)
    client.force_login(person)
    return person


def holder(certificate):
    return certificate.completion.enrolment.learner


def kinds() -> list[str]:
    return [event.kind for event in CertificateEvent.objects.order_by("pk")]


def test_a_holder_mends_the_name_in_one_step(client, certificate):
    client.force_login(holder(certificate))
    address = reverse("certificates:correct", args=[certificate.public_id])
    assert 'value="Sam Lerner"' in client.get(address).content.decode()

    response = client.post(address, {"name": "  Sam   Learner "})

    new = Certificate.objects.get(supersedes=certificate)
    assert response.url == reverse("certificates:show", args=[new.public_id])
    assert json.loads(new.facts)["name"] == "Sam Learner"
    assert kinds() == ["issued", "corrected", "superseded"]


@pytest.mark.parametrize(
    ("typed", "says"),
    [("Sam Lerner", "That is the name it bears already"), ("", "required"), ("Sam 🦴", "can't print")],
)
def test_a_name_that_changes_nothing_or_cannot_be_printed_is_refused(client, certificate, typed, says):
    client.force_login(holder(certificate))

    response = client.post(reverse("certificates:correct", args=[certificate.public_id]), {"name": typed})

    assert response.status_code == 400
    assert says in words(response)
    assert kinds() == ["issued"]


def test_after_thirty_days_the_holder_writes_to_us(client, certificate, time_machine):
    time_machine.move_to(certificate.issued_at + OWN_CORRECTION + timedelta(hours=1))
    client.force_login(holder(certificate))

    response = client.post(
        reverse("certificates:correct", args=[certificate.public_id]), {"name": "Sam Learner"}
    )

    assert "You can mend the name yourself for 30 days" in words(response)
    assert kinds() == ["issued"]


def test_a_revoked_one_is_not_mended(client, certificate):
    revoke(certificate, by=person_with(Role.REGISTRAR), public_reason="Issued in error", private_reason="x")
    client.force_login(holder(certificate))

    client.post(reverse("certificates:correct", args=[certificate.public_id]), {"name": "Sam Learner"})

    assert kinds() == ["issued", "revoked"]


def test_each_thing_that_happens_is_told_once(certificate):
    by = person_with(Role.REGISTRAR)
    new = correct(certificate, by=by, name="Sam Learner", reason="misspelt")
    for _ in range(2):
        revoke(new, by=by, public_reason="Issued in error", private_reason="the wrong Sam")
    reinstate(new, by=by, private_reason="it was right")
    revoke(new, by=by, public_reason="Issued in error", private_reason="again")

    told = list(Mail.objects.order_by("pk").values_list("kind", flat=True))

    assert told == [
        "certificates/ready",
        "certificates/corrected",
        "certificates/revoked",
        "certificates/reinstated",
        "certificates/revoked",
    ]
    assert set(Mail.objects.values_list("recipient", flat=True)) == {holder(certificate).pk}


SAID = {
    "course": "Science & Touch",
    "serial": "FSC-1",
    "code": "AAAA-BBBB",
    "page": "https://x.example/c",
    "verify_at": "https://x.example/v",
    "notice": "",
    "reason": "Issued in error",
    "name": "Łukasz Żółć",
    "old_serial": "FSC-0",
}


@pytest.mark.parametrize(
    ("kind", "subject"),
    [
        ("ready", "Your certificate is ready: Science & Touch"),
        ("corrected", "Your corrected certificate: Science & Touch"),
        ("reissued", "Your new certificate: Science & Touch"),
        ("revoked", "Your certificate was revoked: Science & Touch"),
        ("reinstated", "Your certificate stands again: Science & Touch"),
    ],
)
def test_mails_say_it_as_text_and_as_html(kind, subject):
    mail = Mail(recipient=UserFactory(), kind=f"certificates/{kind}", about="x")

    message = render(mail, SAID)

    assert message.subject == subject
    [rich] = message.alternatives
    assert "Science &amp; Touch" in rich.content
    for text in (message.body, rich.content):
        assert "https://x.example/c" in text
        assert ("issued in error" in text.lower()) is (kind in ("reissued", "revoked"))


def test_a_registrar_finds_a_certificate(client, certificate, registrar):
    issued("Somebody Else")

    for wanted in (certificate.serial, certificate.code.lower(), holder(certificate).email, "lerner"):
        shown = client.get(reverse("certificates"), {"q": wanted}).content.decode()
        assert certificate.serial in shown
        assert "Somebody Else" not in shown
    assert "No certificate fits" in client.get(reverse("certificates"), {"q": "nobody"}).content.decode()


def test_the_list_costs_the_same_for_one_and_for_three(client, registrar, certificate):
    client.get(reverse("certificates"))  # Wagtail keeps its site and its settings
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("certificates"))
        counts.append(len(captured))
        issued()
        issued()

    assert counts[0] == counts[1]


def test_a_registrar_reads_everything_and_revokes_with_both_reasons(client, certificate, registrar):
    page = client.get(reverse("certificate", args=[certificate.pk])).content.decode()
    assert "Correct the name" in page
    assert "Reinstate" not in page
    address = reverse("certificate_act", args=[certificate.pk, "revoke"])
    assert "The holder is told." in client.get(address).content.decode()

    refused = client.post(address, {"public_reason": "Spite", "private_reason": "x"})
    foretold = client.post(address, {"public_reason": "Issued in error", "private_reason": "the wrong Sam"})
    assert "Everybody who checks it reads: “Revoked: Issued in error”." in foretold.content.decode()
    assert kinds() == ["issued"]
    client.post(address, CONFIRMED | {"public_reason": "Issued in error", "private_reason": "the wrong Sam"})

    assert refused.status_code == 200
    assert kinds() == ["issued", "revoked"]
    page = client.get(reverse("certificate", args=[certificate.pk])).content.decode()
    assert "the wrong Sam" in page
    assert "Reinstate" in page
    assert AuditEvent.objects.get(action="certificate.revoked").actor == registrar


def test_a_registrar_corrects_and_reinstates(client, certificate, registrar):
    revoke(certificate, by=registrar, public_reason="Issued in error", private_reason="x")
    client.post(
        reverse("certificate_act", args=[certificate.pk, "reinstate"]),
        CONFIRMED | {"private_reason": "it was right"},
    )
    client.post(
        reverse("certificate_act", args=[certificate.pk, "correct"]),
        CONFIRMED | {"name": "Sam Learner", "reason": "license"},
    )

    assert kinds() == ["issued", "revoked", "reinstated", "corrected", "superseded"]


def test_what_was_typed_comes_back_for_a_change(client, certificate, registrar):
    address = reverse("certificate_act", args=[certificate.pk, "correct"])

    foretold = client.post(address, {"name": "Sam Learner", "reason": "license"}).content.decode()
    again = client.post(address, {"name": "Sam Learner", "reason": "license", "change": "1"}).content.decode()
    same = client.post(address, CONFIRMED | {"name": "Sam Lerner", "reason": "license"}).content.decode()

    assert "bears the name “Sam Learner” instead of “Sam Lerner”" in foretold
    assert 'value="Sam Learner"' in again
    assert "This is what will happen" not in again
    assert "That is the name it bears already" in same
    assert kinds() == ["issued"]


def test_a_certificate_that_changed_meanwhile_says_so(client, certificate, registrar):
    revoke(certificate, by=registrar, public_reason="Issued in error", private_reason="x")

    page = client.post(
        reverse("certificate_act", args=[certificate.pk, "correct"]), {"name": "Sam Learner", "reason": "x"}
    )

    assert "something happened to this certificate meanwhile" in page.content.decode()


def test_a_registrar_issues_one_anew(client, certificate, registrar):
    address = reverse("certificate_act", args=[certificate.pk, "reissue"])
    assert "signed by today's key" in html.unescape(client.get(address).content.decode())

    refused = client.post(address, {"public_reason": "Because", "private_reason": "x"})
    given = {"public_reason": "Its code became known to others", "private_reason": "a photo of it"}
    foretold = client.post(address, given).content.decode()
    assert "with a new number and a new code" in foretold
    assert kinds() == ["issued"]
    client.post(address, CONFIRMED | given)
    client.post(address, CONFIRMED | given)  # a double click

    assert refused.status_code == 200
    assert kinds() == ["issued", "reissued", "superseded"]
    old_page = words(client.get(reverse("certificates:verified", args=[certificate.code])))
    assert "Reason: its code became known to others." in old_page
    assert "a photo of it" not in old_page


@pytest.mark.parametrize("role", [Role.INSTRUCTOR, Role.REVIEWER])
def test_other_staff_see_none_of_it(client, certificate, role):
    client.force_login(person_with(role))

    for address in (
        reverse("certificates"),
        reverse("certificate", args=[certificate.pk]),
        reverse("certificate_act", args=[certificate.pk, "revoke"]),
    ):
        answer = client.post(address, CONFIRMED | {"public_reason": "Issued in error", "private_reason": "x"})
        assert answer.status_code in (302, 403, 405)
        assert certificate.serial not in client.get(address).content.decode()
    assert kinds() == ["issued"]


def test_nobody_acts_on_their_own(client, registrar):
    own = issued("Rita Registrar", enrolment__learner=registrar)

    page = client.get(reverse("certificate", args=[own.pk])).content.decode()
    client.post(
        reverse("certificate_act", args=[own.pk, "revoke"]),
        CONFIRMED | {"public_reason": "Issued in error", "private_reason": "x"},
    )

    assert "/revoke/" not in page
    assert kinds() == ["issued"]
