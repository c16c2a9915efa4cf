"""The PDF that a holder downloads: drawn from the facts, signed, kept, and the same file for ever after."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from importlib.metadata import version
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from . import pdf, sealing
from .accreditors import accreditor
from .archiving import archive
from .licences import number_in
from .models import Certificate, Paper
from .signing import NoSigningKey, paper_half, paper_seal
from .verifying import Verified, document

REASON = "Issued by the provider; no change is allowed."


class NoSuchPaper(LookupError):
    """The certificate has no such approval, or papers have no such size."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which paper: for which of the approvals (0 is the first, or the only design of a sample), on which size."""

    approval: int = 0
    size: str = Paper.Size.LETTER


def paper(certificate: Certificate, verified: Verified, wanted: Wanted) -> Paper:
    """The paper as it was made the first time; made now if it never was. Raises NoSuchPaper."""
    approvals = max(len(verified.facts["approvals"]), 1)
    if wanted.size not in Paper.Size.values or not 0 <= wanted.approval < approvals:
        raise NoSuchPaper(wanted)
    kept = Paper.objects.filter(certificate=certificate, approval=wanted.approval, size=wanted.size)
    if found := kept.first():
        return found
    made = made_now(certificate, verified, wanted)
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        return kept.get()  # somebody was quicker, and theirs is what was handed out
    return made


def papers(judged: Sequence[tuple[Certificate, Verified]]) -> Iterator[Paper]:
    """The letter-size papers of each, one an approval, a few in memory at a time.

    Two statements for those that were handed out before, however many; whatever never was is made now.
    """
    by_key = {certificate.pk: certificate for certificate, _ in judged}
    kept = Paper.objects.filter(certificate__in=list(by_key), size=Paper.Size.LETTER)
    there = set(kept.values_list("certificate", "approval"))
    for certificate, verified in judged:
        for approval in range(max(len(verified.facts["approvals"]), 1)):
            if (certificate.pk, approval) not in there:
                paper(certificate, verified, Wanted(approval))
    for found in kept.order_by("certificate", "approval").iterator(chunk_size=4):
        found.certificate = by_key[found.certificate_id]
        yield found


def made_now(certificate: Certificate, verified: Verified, wanted: Wanted) -> Paper:
    """Drawn and signed, not yet kept. Without a key for papers it is not signed, but carries the signed credential."""
    now, facts = timezone.now(), verified.facts
    drawn = pdf.draw(
        document(verified),
        credential=certificate.credential,
        approval=wanted.approval,
        size=wanted.size,
        licence=licence_number(certificate, facts, wanted.approval),
    )
    content, key_id = signed(drawn, now)
    return Paper(
        certificate=certificate,
        design=pdf.design_of(facts, wanted.approval),
        approval=wanted.approval,
        size=wanted.size,
        typst=version("typst"),
        content=content,
        sha256=sha256(content).hexdigest(),
        unsigned_sha256=sha256(drawn).hexdigest(),
        key_id=key_id,
        made_at=now,
    )


def signed(drawn: bytes, at: datetime) -> tuple[bytes, str]:
    """The signed file and the id of its key, which is in the archive from then on. Without a key: as it was, and ""."""
    seal = ready_seal()
    if seal is None:
        return drawn, ""
    archive([paper_half(seal)], at)
    return sealing.seal(drawn, seal, reason=REASON, at=at), seal.key_id


def ready_seal() -> sealing.Seal | None:
    try:
        return paper_seal()
    except NoSigningKey:
        return None


def licence_number(certificate: Certificate, facts: dict[str, Any], approval: int) -> str:
    """The number to print, for a board that asks for it on the paper."""
    if not facts["approvals"]:
        return ""
    return number_in(certificate.licences, accreditor(facts["approvals"][approval]["accreditor"]).state)
