"""One certificate a completion, whatever happens; what it says never changes; it dies only by an event."""

import json
import logging
import re
import warnings
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from accounts.models import AuditEvent, Mail, ProfessionalLicence, Role
from certificates import codes, ed25519, licences, printing
from certificates.archiving import compromise, keyring
from certificates.badging import list_version, revoked_indexes
from certificates.credentials import badge, verify_file
from certificates.issuing import (
    NoName,
    NotCurrent,
    correct,
    issue,
    issue_due,
    reinstate,
    revoke,
)
from certificates.models import Certificate, CertificateEvent, SigningKey
from certificates.receivers import issue_on_completion
from certificates.signing import NoSigningKey, UnsignedCertificateWarning, make_key, signer
from certificates.switching import IssuingHalted, switch
from courses.canonical import canonical
from courses.models import Completion
from courses.signals import course_completed
from tests.factories.accounts import person_with
from tests.factories.certificates import (
    ApprovalFactory,
    CompletionFactory,
    TaughtEditionFactory,
    issued,
)

pytestmark = pytest.mark.django_db


def said(certificate: Certificate) -> dict:
    return json.loads(certificate.facts)


def kinds(certificate: Certificate) -> list[str]:
    return [event.kind for event in certificate.events.all()]


def test_a_certificate_says_what_was_completed():
    certificate = issue(CompletionFactory(attested="  Nguyễn Thị  Ánh "))

    facts = said(certificate)
    assert facts["name"] == "Nguyễn Thị Ánh"
    assert facts["course"] == {
        "code": certificate.completion.edition.course.code,
        "title": "The Science of Medical Massage",
        "type": "Home Study",
        "place": "Online",
    }
    assert facts["hours"] == {"value": "0.5", "unit": "CE"}
    assert facts["completed"] == {
        "at": "2026-11-22T18:04:05Z",
        "on": "2026-11-22",
        "time_zone": "America/Chicago",
    }
    assert facts["pass_rule"] == "At least 80% on a test of 25 questions"
    assert facts["objectives"][0] == "Explain what massage changes in blood flow"
    assert facts["edition"] == {"number": "1.0", "sha256": certificate.completion.edition.sha256}
    assert facts["code"] == certificate.code == codes.canonical(facts["verify_at"])


def test_what_is_stored_is_canonical_and_signed_by_an_archived_key():
    certificate = issued()

    key = SigningKey.objects.get()
    payload = certificate.facts.encode()
    assert payload == canonical(said(certificate))
    assert certificate.key_id == key.key_id == signer().key_id
    assert ed25519.verify(payload, certificate.signature, bytes.fromhex(key.public_key))


def test_without_an_approval_it_is_a_sample():
    certificate = issued()

    assert certificate.sample
    assert certificate.serial == f"SAMPLE-2026-{certificate.completion_id:06}"
    assert said(certificate)["notice"] == "Sample: not approved by any board"


def test_an_approval_gives_its_exact_title_hours_and_number():
    edition = TaughtEditionFactory()
    ApprovalFactory(edition=edition, certificate_title="Certificate of Excellence")

    certificate = issued(edition=edition)

    facts = said(certificate)
    assert not certificate.sample
    assert certificate.serial.startswith("FSC-2026-")
    assert facts["title"] == "Certificate of Excellence"
    assert facts["course"]["title"] == "Science of Medical Massage, The"
    assert facts["hours"]["value"] == "1"
    assert facts["provider"]["number"] == "451234-12"
    assert facts["approvals"][0]["valid_until"] == "2027-12-31"
    assert [approval["accreditor"] for approval in facts["approvals"]] == ["NCBTMB"]


@pytest.mark.parametrize(
    ("fields", "counts"),
    [
        # 05:30 UTC on Nov 23 is still the evening of Nov 22 in Chicago.
        ({"valid_until": date(2026, 11, 22)}, True),
        ({"valid_from": date(2026, 11, 23)}, False),
        ({"valid_until": date(2026, 11, 21)}, False),
        ({"withdrawn_at": datetime(2026, 11, 1, tzinfo=UTC)}, False),
    ],
)
def test_an_approval_counts_on_the_learners_own_day(fields, counts):
    edition = TaughtEditionFactory()
    ApprovalFactory(edition=edition, **fields)

    certificate = issued(edition=edition, completed_at=datetime(2026, 11, 23, 5, 30, tzinfo=UTC))

    assert certificate.sample is not counts
    assert said(certificate)["completed"]["on"] == "2026-11-22"


def test_issuing_twice_returns_the_first():
    completion = CompletionFactory(attested="Sam")

    first, second = issue(completion), issue(completion)

    assert first == second
    assert kinds(first) == ["issued"]
    assert AuditEvent.objects.filter(action="certificate.issued").count() == 1
    assert Mail.objects.filter(kind="certificates/ready").count() == 1


def test_the_attested_name_wins_and_the_profile_stands_in():
    attested = issue(CompletionFactory(attested="Samantha Learner"))
    profile = issue(CompletionFactory(attested=None, learner__name="Sam"))

    assert said(attested)["name"] == "Samantha Learner"
    assert said(profile)["name"] == "Sam"


def test_a_completion_without_a_name_gets_none():
    completion = CompletionFactory(attested=None, learner__name=" \u200b ")

    with pytest.raises(NoName):
        issue(completion)

    assert Certificate.objects.count() == 0


def test_the_holder_is_told_once(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        certificate = issued("Łukasz Żółć")

    [sent] = mail.outbox
    assert sent.to == [certificate.completion.enrolment.learner.email]
    assert sent.subject == "Your certificate is ready: The Science of Medical Massage"
    assert codes.grouped(certificate.code) in sent.body
    assert f"/certificates/{certificate.public_id}/" in sent.body
    assert "Sample: not approved by any board" in sent.body
    [(html, kind)] = [(part.content, part.mimetype) for part in sent.alternatives]
    assert kind == "text/html"
    assert said(certificate)["verify_at"] in html


def test_the_seam_has_exactly_one_listener():
    listeners = [listener() for _, listener, *_ in course_completed.receivers]

    assert listeners == [issue_on_completion]


def test_a_failing_signer_leaves_the_completion_and_the_sweep_issues_once(keys):
    stashed = [(file, file.read_bytes()) for file in keys.iterdir() if file.is_file()]
    for file, _ in stashed:
        file.unlink()
    completion = CompletionFactory(attested="Sam")

    course_completed.send_robust(sender=Completion, completion=completion)
    assert issue_due() == []

    assert Completion.objects.filter(pk=completion.pk).exists()
    assert Certificate.objects.count() == 0
    for file, content in stashed:
        file.write_bytes(content)
    assert [certificate.completion for certificate in issue_due()] == [completion]
    assert issue_due() == []
    assert Certificate.objects.count() == 1


def test_one_poisoned_completion_does_not_keep_the_others_waiting(caplog, monkeypatch):
    monkeypatch.setattr(logging.getLogger("fascia"), "propagate", True)
    poisoned = CompletionFactory(attested=None, learner__name="")
    good = CompletionFactory.create_batch(2, attested="Sam Private")

    with caplog.at_level("ERROR", logger="fascia.issuing"):
        done = issue_due()

    assert {certificate.completion for certificate in done} == set(good)
    [record] = caplog.records
    assert (record.message, record.completion, record.error) == (
        "certificate not issued",
        poisoned.pk,
        "NoName",
    )
    assert "Private" not in caplog.text


def test_production_issues_nothing_unsigned(settings):
    settings.CREDENTIAL_SIGNER = "certificates.signing.NullSigner"

    with pytest.raises(NoSigningKey):
        issued()

    assert Certificate.objects.count() == 0


def test_a_demo_may_issue_unsigned_and_says_so(settings):
    settings.DEMO, settings.CREDENTIAL_SIGNER = True, "certificates.signing.NullSigner"

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UnsignedCertificateWarning)
        certificate = issued()

    assert (certificate.key_id, certificate.signature) == ("", "")
    assert SigningKey.objects.count() == 0


def test_a_new_key_retires_the_one_before(keys):
    first = issued()
    make_key(keys, "2027-01-01")
    second = issued()

    old, new = SigningKey.objects.order_by("first_used_at")
    assert (old.key_id, new.key_id) == (first.key_id, second.key_id)
    assert old.retired_at == new.first_used_at
    assert new.retired_at is None


def test_a_corrected_name_is_a_new_certificate_and_the_old_one_stays():
    old, by = issued("Sam Lerner"), person_with(Role.REGISTRAR)
    before = old.facts

    new = correct(old, by=by, name="Sam Learner", reason="misspelt")

    old.refresh_from_db()
    assert old.facts == before
    assert (kinds(old), kinds(new)) == (["issued", "superseded"], ["corrected"])
    changed = {name for name in said(old) if said(old)[name] != said(new)[name]}
    assert changed - {"issued_at"} == {"name", "code", "serial", "supersedes", "verify_at"}
    assert (said(new)["supersedes"], new.serial) == (old.serial, f"{old.serial}-2")
    assert new.supersedes == old
    assert AuditEvent.objects.get(action="certificate.corrected").actor == by
    with pytest.raises(NotCurrent):
        correct(old, by=by, name="Somebody Else", reason="again")


def test_revoking_is_an_event_and_can_be_taken_back():
    certificate, registrar = issued(), person_with(Role.REGISTRAR)
    reasons = {"public_reason": "Issued in error", "private_reason": "the wrong course"}

    event = revoke(certificate, by=registrar, **reasons)

    assert revoke(certificate, by=registrar, **reasons) == event
    with pytest.raises(NotCurrent):
        correct(certificate, by=registrar, name="Sam", reason="")
    reinstate(certificate, by=registrar, private_reason="it was right")
    assert kinds(certificate) == ["issued", "revoked", "reinstated"]
    with pytest.raises(NotCurrent):
        reinstate(certificate, by=registrar, private_reason="again")
    assert AuditEvent.objects.get(action="certificate.revoked").reason == "the wrong course"


def test_a_replaced_certificate_cannot_be_revoked_the_new_one_can():
    old, by = issued("Sam Lerner"), person_with(Role.REGISTRAR)
    new = correct(old, by=by, name="Sam Learner", reason="misspelt")
    reasons = {"public_reason": "Issued in error", "private_reason": ""}

    with pytest.raises(NotCurrent):
        revoke(old, by=by, **reasons)
    revoke(new, by=by, **reasons)

    assert kinds(new) == ["corrected", "revoked"]


def test_a_second_cycle_has_its_own_certificate():
    first = issued("Sam")
    enrolment = first.completion.enrolment
    again = CompletionFactory(
        attested="Sam",
        edition=first.completion.edition,
        enrolment__learner=enrolment.learner,
        enrolment__cycle=2,
        completed_at=timezone.now(),
    )

    second = issue(again)

    assert second != first
    assert CertificateEvent.objects.count() == 2


def test_the_stored_credential_is_genuine_and_made_of_these_facts():
    certificate = issued("Nguyễn Thị Ánh")

    verdict = verify_file(certificate.credential.encode(), keyring(), now=timezone.now())

    assert verdict.genuine, verdict.reason
    assert (verdict.name, verdict.code) == ("Nguyễn Thị Ánh", certificate.code)
    assert badge.holds(verdict.document, certificate.facts)
    assert not badge.holds(verdict.document, certificate.facts.replace("Nguyễn", "Nguyen"))
    status = verdict.document["credentialStatus"]
    assert status["statusListIndex"] == str(certificate.status_index)
    assert status["statusListCredential"].endswith(f"/credentials/status/{certificate.status_list}")


def test_a_corrected_certificate_has_a_credential_and_a_place_of_its_own():
    old = issued("Sam Lerner")
    new = correct(old, by=person_with(Role.REGISTRAR), name="Sam Learner", reason="misspelt")

    assert verify_file(new.credential.encode(), keyring(), now=timezone.now()).name == "Sam Learner"
    assert new.status_index != old.status_index
    assert set(revoked_indexes(1)) == {old.status_index}


def test_the_status_list_follows_what_happens():
    certificate, registrar = issued(), person_with(Role.REGISTRAR)
    first = list_version(1)

    revoke(certificate, by=registrar, public_reason="Issued in error", private_reason="")
    second, revoked = list_version(1), list(revoked_indexes(1))
    reinstate(certificate, by=registrar, private_reason="")

    assert revoked == [certificate.status_index]
    assert list(revoked_indexes(1)) == []
    assert first < second < list_version(1)
    issued("Somebody Else")
    assert list_version(1) == CertificateEvent.objects.filter(kind="reinstated").get().pk


def test_a_taken_place_is_drawn_again(monkeypatch):
    taken = issued()
    places = iter([taken.status_index, taken.status_index, 7])
    monkeypatch.setattr("certificates.issuing.free_place", lambda completion: (1, next(places)))

    certificate = issued("Somebody Else")

    assert certificate.status_index == 7
    assert Certificate.objects.count() == 2


def test_a_switched_off_house_issues_nothing_and_catches_up(caplog):
    completion = CompletionFactory(attested="Sam")
    switch(on=False, by=None, reason="a wrong key")

    with pytest.raises(IssuingHalted):
        issue(completion)
    assert issue_due() == []
    switch(on=True, by=None, reason="mended")

    assert [certificate.completion for certificate in issue_due()] == [completion]
    actions = AuditEvent.objects.filter(action__startswith="issuing.").order_by("pk")
    assert [event.action for event in actions] == ["issuing.halted", "issuing.resumed"]


def test_the_command_switches_issuing(capsys):
    call_command("issuing", "off", reason="a wrong key")
    with pytest.raises(IssuingHalted):
        issued()
    call_command("issuing", "on", reason="mended")

    assert issued()
    assert capsys.readouterr().out == "issuing is off\nissuing is on\n"


def test_the_facts_are_bound_to_licences_without_telling_them():
    completion = CompletionFactory(attested="Sam")
    learner = completion.enrolment.learner
    ProfessionalLicence.objects.create(holder=learner, jurisdiction="TX", number="MT 012-345")

    certificate = issue(completion)

    digests = said(certificate)["licenses"]
    # Whole words: a random code may hold two or three of these characters.
    assert not re.search(r"012-?345|\bTX\b", certificate.facts)
    assert licences.matches(certificate.licences, digests, " mt012345")
    assert not licences.matches(certificate.licences, digests, "MT012346")
    assert not licences.matches(certificate.licences, [], "MT012345")
    assert licences.last_three(certificate.licences) == ["TX …345"]


def test_old_certificates_verify_after_a_rotation_and_new_ones_use_the_new_key(keys):
    old = issued("Before")
    make_key(keys, "2027-01-01")
    new = issued("After")
    ring = keyring()

    assert old.key_id != new.key_id
    for certificate in (old, new):
        verdict = verify_file(certificate.credential.encode(), ring, now=timezone.now())
        assert (verdict.finding, verdict.key_id) == ("genuine", certificate.key_id)


def test_a_stolen_key_confirms_nothing_from_that_moment_on(keys):
    old = issued("Before")
    since = timezone.now() + timedelta(hours=2)
    with time_machine.travel(since + timedelta(hours=1)):
        late = issued("After")
        doubtful = compromise(old.key_id, since=since, by=None, reason="a stolen laptop")
        findings = [
            verify_file(certificate.credential.encode(), keyring(), now=timezone.now()).finding
            for certificate in (old, late)
        ]

    assert doubtful == 1
    assert findings == ["genuine", "outside"]
    assert compromise(old.key_id, since=since + timedelta(days=1), by=None, reason="later") == 1
    assert SigningKey.objects.get(key_id=old.key_id).compromised_at == since


def test_facts_of_the_first_format_still_make_a_paper_and_a_credential():
    facts = said(issued())
    for newer in ("signatures", "licenses"):
        del facts[newer]
    del facts["provider"]["address"], facts["course"]["place"]
    facts["format"] = "fascia-certificate/1"

    assert printing.lines(facts)
    assert badge.unsigned(facts)["credentialSubject"]["creditsEarned"] == 0.5
