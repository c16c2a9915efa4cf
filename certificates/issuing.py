"""Certificates: issued once, corrected or reissued by a new one, revoked and reinstated by an event. Nothing is deleted."""

import logging
from datetime import datetime
from typing import cast

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.auditing import audit
from accounts.models import User
from courses.canonical import canonical, sha256
from courses.models import Completion
from courses.names import clean

from . import codes, telling
from .archiving import archive
from .badging import credential, free_place, list_address
from .disclosing import carry_over
from .facts import Facts, Issue, build, local_day, replacing
from .freezing import approvals_on, held_licences, taught
from .licences import commit
from .models import Certificate, CertificateEvent
from .policy import require
from .signing import Signer, public_halves, signer
from .switching import IssuingHalted, issuing_is_on
from .verifying import FIELDS, is_intact

logger = logging.getLogger("fascia.issuing")
Kind = CertificateEvent.Kind
ATTEMPTS = 5


class NoName(ValueError):
    """There is no name to print: the learner attested none and gave none."""


class NotGenuine(ValueError):
    """What is stored isn't what was signed, so nothing is made from it."""


class NotCurrent(ValueError):
    """The certificate was revoked or replaced, so this cannot be done to it any more."""


def issue(completion: Completion) -> Certificate:
    """The first certificate of a completion. Asked a thousand times at once, it is issued once.

    Raises NoName, NoSigningKey when nothing can be signed, and IssuingHalted; the completion stands, and the
    sweep tries again.
    """
    if existing := first_certificate(completion):
        return existing
    now, key = timezone.now(), ready_signer()
    facts, licences = first_facts(completion, key, now)
    for attempt in range(ATTEMPTS):
        certificate = sealed(facts, key, now, completion=completion, licences=licences)
        try:
            with transaction.atomic():
                certificate.save(force_insert=True)
                append(certificate, Kind.ISSUED, at=now)
                audit(None, "certificate.issued", certificate)
                telling.issued(certificate)
        except IntegrityError:
            # Somebody was quicker: one_first_certificate_per_completion let theirs stand. Otherwise it was
            # the place in the status list, and another is drawn.
            if winner := first_certificate(completion):
                return winner
            if attempt == ATTEMPTS - 1:
                raise
        else:
            break
    return certificate


def ready_signer() -> Signer:
    """Who signs now, its public halves archived. Raises NoSigningKey and IssuingHalted."""
    if not issuing_is_on():
        raise IssuingHalted("Issuing is switched off: manage.py issuing on")
    key = signer()
    archive(public_halves(key), timezone.now())
    return key


def issue_or_log(completion: Completion) -> Certificate | None:
    """Issue, or say that it failed and go on: one poisoned row must not keep the others from theirs."""
    try:
        return issue(completion)
    except Exception as error:
        # The kind of failure only: a database's message may quote the name.
        logger.error(
            "certificate not issued", extra={"completion": completion.pk, "error": type(error).__name__}
        )
        return None


def issue_due() -> list[Certificate]:
    """The sweep: issue for every completion that has no certificate, each by itself. Returns those issued."""
    if not issuing_is_on():
        logger.warning("issuing is switched off")
        return []
    due = Completion.objects.filter(certificates=None).order_by("completed_at")
    attempts = (issue_or_log(completion) for completion in due.iterator(chunk_size=500))
    return [certificate for certificate in attempts if certificate]


def first_certificate(completion: Completion) -> Certificate | None:
    return Certificate.objects.filter(completion=completion, supersedes=None).first()


def first_facts(completion: Completion, key: Signer, now: datetime) -> tuple[Facts, str]:
    """What the certificate will say, and the licence numbers it is bound to. Raises NoName."""
    parts = ("edition", "enrolment__course", "enrolment__learner", "enrolment__attestation")
    completion = Completion.objects.select_related(*parts).get(pk=completion.pk)
    learner, edition = completion.enrolment.learner, completion.edition
    attestation = getattr(completion.enrolment, "attestation", None)
    name = clean(attestation.name if attestation else learner.name)
    if not name:
        raise NoName(f"Completion {completion.pk} has no name to print.")
    day = local_day(completion.completed_at, learner.time_zone)
    approvals = approvals_on(edition, day)
    serial = f"{'FSC' if approvals else 'SAMPLE'}-{day.year}-{completion.pk:06}"
    digests, kept = commit(held_licences(learner))
    facts = build(
        name=name,
        taught=taught(edition),
        approvals=approvals,
        provider=settings.PROVIDER,
        completed_at=completion.completed_at,
        time_zone=learner.time_zone,
        issue=made_now(serial, key, now),
        licences=digests,
    )
    return facts, kept


def made_now(serial: str, key: Signer, now: datetime) -> Issue:
    code = codes.new()
    return Issue(
        serial=serial,
        code=code,
        verify_at=settings.PUBLIC_URL + reverse("certificates:verified", args=[code]),
        issuer=settings.PUBLIC_URL,
        key_id=key.key_id,
        at=now,
    )


def sealed(
    facts: Facts, key: Signer, now: datetime, *, completion: Completion, **fields: object
) -> Certificate:
    """The facts as canonical JSON, with their digest, signature and credential; not yet saved."""
    payload = canonical(facts)
    number, index = free_place(completion)
    return Certificate(
        completion=completion,
        serial=facts["serial"],
        code=facts["code"],
        sample=facts["sample"],
        facts=payload.decode(),
        sha256=sha256(facts),
        key_id=key.key_id,
        signature=key.sign(payload),
        credential=credential(facts, key, list_address(number), index),
        status_list=number,
        status_index=index,
        issued_at=now,
        **fields,
    )


@transaction.atomic
def correct(certificate: Certificate, *, by: User, name: str, reason: str) -> Certificate:
    """Replace a certificate by one with the right name. Both stay; each says which one counts.

    Raises PermissionDenied, NotCurrent, NotGenuine, and NoName when the name is empty.
    """
    require(by, "correct", certificate)
    if not (name := clean(name)):
        raise NoName("A certificate needs a name.")
    new, old = replaced(certificate, Kind.CORRECTED, by=by, name=name, private_reason=reason)
    audit(by, "certificate.corrected", new, reason=reason, supersedes=old.pk)
    telling.corrected(new, old)
    return new


@transaction.atomic
def reissue(certificate: Certificate, *, by: User, public_reason: str, private_reason: str) -> Certificate:
    """Replace a certificate by one that says the same, under a new number and code, signed by today's key.

    For a code that became known, or a key that was stolen. Both stay; each says which one counts.
    Raises PermissionDenied, NotCurrent, and NotGenuine: what somebody altered is not signed anew.
    """
    require(by, "reissue", certificate)
    new, old = replaced(
        certificate, Kind.REISSUED, by=by, public_reason=public_reason, private_reason=private_reason
    )
    audit(by, "certificate.reissued", new, reason=private_reason, supersedes=old.pk)
    telling.reissued(new, old, reason=public_reason)
    return new


def replaced(
    certificate: Certificate,
    kind: Kind,
    *,
    by: User,
    name: str = "",
    public_reason: str = "",
    private_reason: str,
) -> tuple[Certificate, Certificate]:
    """A new certificate of the same completion, and the one whose place it took. Runs in its verb's transaction."""
    old, latest = locked(certificate)
    if not latest.stands:
        raise NotCurrent(f"{old.serial} is {latest.kind}.")
    if not is_as_signed(old):
        raise NotGenuine(f"What is stored as {old.serial} isn't what was signed.")
    now, key = timezone.now(), ready_signer()
    count = Certificate.objects.filter(completion=old.completion_id).count()
    serial = f"{cast(Certificate, first_certificate(old.completion)).serial}-{count + 1}"
    facts = replacing(old.document, name=name or old.name, issue=made_now(serial, key, now))
    new = sealed(facts, key, now, completion=old.completion, licences=old.licences, supersedes=old)
    new.save(force_insert=True)
    for one, happened, after in ((new, kind, None), (old, Kind.SUPERSEDED, latest)):
        append(
            one,
            happened,
            at=now,
            by=by,
            after=after,
            public_reason=public_reason,
            private_reason=private_reason,
        )
    carry_over(old, new)
    return new, old


def is_as_signed(certificate: Certificate) -> bool:
    """Whether its stored text is what was signed, be it by a key that was stolen since."""
    return is_intact(Certificate.objects.with_status().values(*FIELDS).get(pk=certificate.pk))


@transaction.atomic
def revoke(
    certificate: Certificate, *, by: User, public_reason: str, private_reason: str
) -> CertificateEvent:
    """Say that a certificate no longer stands. Revoking twice returns the first event.

    Raises PermissionDenied, and NotCurrent for one that was replaced: what counts is what replaced it.
    """
    require(by, "revoke", certificate)
    certificate, latest = locked(certificate)
    if latest.kind == Kind.REVOKED:
        return latest
    if not latest.stands:
        raise NotCurrent(f"{certificate.serial} is {latest.kind}.")
    reasons = {"public_reason": public_reason, "private_reason": private_reason}
    event = append(certificate, Kind.REVOKED, at=timezone.now(), by=by, after=latest, **reasons)
    audit(by, "certificate.revoked", certificate, reason=private_reason)
    telling.revoked(event)
    return event


@transaction.atomic
def reinstate(certificate: Certificate, *, by: User, private_reason: str) -> CertificateEvent:
    """Let a revoked certificate stand again. Raises PermissionDenied, and NotCurrent when it is not revoked."""
    require(by, "reinstate", certificate)
    certificate, latest = locked(certificate)
    if latest.kind != Kind.REVOKED:
        raise NotCurrent(f"{certificate.serial} is not revoked.")
    event = append(
        certificate, Kind.REINSTATED, at=timezone.now(), by=by, after=latest, private_reason=private_reason
    )
    audit(by, "certificate.reinstated", certificate, reason=private_reason)
    telling.reinstated(event)
    return event


def locked(certificate: Certificate) -> tuple[Certificate, CertificateEvent]:
    """The certificate, locked until the end of the transaction, and its latest event."""
    held = Certificate.objects.select_for_update().get(pk=certificate.pk)
    return held, held.events.latest("sequence")


def append(
    certificate: Certificate,
    kind: Kind,
    *,
    at: datetime,
    by: User | None = None,
    after: CertificateEvent | None = None,
    public_reason: str = "",
    private_reason: str = "",
) -> CertificateEvent:
    return CertificateEvent.objects.create(
        certificate=certificate,
        sequence=after.sequence + 1 if after else 1,
        kind=kind,
        at=at,
        by=by,
        public_reason=public_reason,
        private_reason=private_reason,
    )
