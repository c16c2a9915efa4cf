"""A certificate issued anew says the same under a new code and key, and what was altered is not signed anew."""

import json

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.models import AuditEvent, Mail, Role
from certificates.archiving import compromise, keyring
from certificates.credentials import verify_file
from certificates.issuing import NotCurrent, NotGenuine, correct, reissue, revoke
from certificates.models import Certificate
from certificates.signing import make_key
from certificates.verifying import Status, look_up
from tests.factories.accounts import person_with
from tests.factories.certificates import issued

pytestmark = pytest.mark.django_db
WHY = {"public_reason": "The key that signed it was withdrawn", "private_reason": "a stolen laptop"}


def said(certificate: Certificate) -> dict:
    return json.loads(certificate.facts)


def test_it_says_the_same_under_a_new_code():
    old, by = issued("Łukasz Żółć"), person_with(Role.REGISTRAR)

    new = reissue(old, by=by, **WHY)

    changed = {name for name in said(old) if said(old)[name] != said(new)[name]}
    assert changed - {"issued_at"} == {"code", "serial", "supersedes", "verify_at"}
    assert (look_up(old.code).status, look_up(new.code).status) == (Status.SUPERSEDED, Status.VALID)
    assert (look_up(old.code).replaced_by, look_up(new.code).replaces) == (new.code, old.code)
    assert look_up(old.code).but.endswith("Reason: the key that signed it was withdrawn.")
    assert AuditEvent.objects.get(action="certificate.reissued").reason == "a stolen laptop"
    assert Mail.objects.filter(kind="certificates/reissued").count() == 1


def test_after_a_theft_it_stands_under_the_new_key(keys):
    since = timezone.now()
    old = issued()
    make_key(keys, "2027-01-01")
    compromise(old.key_id, since=since, by=None, reason="a stolen laptop")
    assert look_up(old.code).status == Status.ALTERED

    new = reissue(old, by=person_with(Role.REGISTRAR), **WHY)

    assert new.key_id != old.key_id
    assert look_up(new.code).status == Status.VALID
    assert verify_file(new.credential.encode(), keyring(), now=timezone.now()).genuine


@pytest.mark.parametrize(
    ("verb", "words"), [(reissue, WHY), (correct, {"name": "Sam Learner", "reason": "misspelt"})]
)
def test_what_was_altered_is_not_signed_anew(verb, words):
    certificate, by = issued("Sam Lerner"), person_with(Role.REGISTRAR)
    forged = certificate.facts.replace('"value":"0.5"', '"value":"16"')
    assert forged != certificate.facts
    Certificate.objects.filter(pk=certificate.pk).update(facts=forged)

    with pytest.raises(NotGenuine):
        verb(certificate, by=by, **words)

    assert Certificate.objects.count() == 1


def test_only_what_stands_is_issued_anew():
    certificate, by = issued(), person_with(Role.REGISTRAR)
    newer = reissue(certificate, by=by, **WHY)

    with pytest.raises(NotCurrent):
        reissue(certificate, by=by, **WHY)
    revoke(newer, by=by, public_reason="Issued in error", private_reason="x")
    with pytest.raises(NotCurrent):
        reissue(newer, by=by, **WHY)


@pytest.mark.parametrize("role", [Role.LEARNER, Role.INSTRUCTOR, Role.EMPLOYER])
def test_others_may_not(role):
    with pytest.raises(PermissionDenied):
        reissue(issued(), by=person_with(role), **WHY)


def test_nobody_does_it_to_their_own():
    registrar = person_with(Role.REGISTRAR)

    with pytest.raises(PermissionDenied):
        reissue(issued(enrolment__learner=registrar), by=registrar, **WHY)
