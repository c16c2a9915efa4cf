"""Entering what happened in the ledger, once a day, and checking that nothing was edited since."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from courses.canonical import canonical

from . import ledger
from .archiving import archive
from .facts import utc
from .models import Certificate, CertificateEvent, Checkpoint, LedgerEntry, SigningKey
from .signing import public_halves, signer

# What a digest covers, by format. A format never changes; a new field of a row needs a new one.
FORMATS: dict[int, dict[str, Sequence[str]]] = {
    1: {
        "certificate": (
            "completion_id",
            "supersedes_id",
            "public_id",
            "serial",
            "code",
            "sample",
            "facts",
            "sha256",
            "key_id",
            "signature",
            "issued_at",
        ),
        "event": (
            "certificate_id",
            "sequence",
            "kind",
            "at",
            "by_id",
            "public_reason",
            "private_reason",
            # Two hundred secret bits, so that nobody finds a reason by trying out its digest.
            "certificate.code",
        ),
    }
}
FORMATS[2] = FORMATS[1] | {
    "certificate": (*FORMATS[1]["certificate"], "credential", "licences", "status_list", "status_index")
}
NEWEST = max(FORMATS)
ROWS = {
    "certificate": Certificate.objects.all(),
    "event": CertificateEvent.objects.select_related("certificate"),
}


def checkpoint_due() -> Checkpoint | None:
    """Once a day (UTC): enter what is new, sign the head, export it. None when today's stands already.

    Raises NoSigningKey; a minute later it is tried again.
    """
    now = timezone.now()
    if Checkpoint.objects.filter(day=now.astimezone(UTC).date()).exists() or not Certificate.objects.exists():
        return None
    key = signer()
    archive(public_halves(key), now)
    try:
        with transaction.atomic():
            last = enter_new()
            said = ledger.statement(size=last.number, head=last.hash, at=utc(now), key_id=key.key_id)
            made = Checkpoint.objects.create(
                day=now.astimezone(UTC).date(),
                at=now.replace(microsecond=0),
                size=last.number,
                head=last.hash,
                key_id=key.key_id,
                signature=key.sign(canonical(said)),
            )
    except IntegrityError:
        return None  # another clock ticked at the same moment
    export(made)
    return made


def enter_new() -> LedgerEntry:
    """Append every row that has no entry, in the order in which the rows were made. Returns the last entry."""
    last = LedgerEntry.objects.order_by("-number").first()
    number, head = (last.number, last.hash) if last else (0, ledger.BEGINNING)
    entries = []
    for subject, row in chain.from_iterable(new_rows(subject) for subject in ROWS):
        number, digest = number + 1, digest_of(subject, row)
        head = ledger.link(head, number=number, subject=subject, subject_id=row.pk, digest=digest)
        entries.append(
            LedgerEntry(
                number=number, subject=subject, subject_id=row.pk, format=NEWEST, digest=digest, hash=head
            )
        )
    LedgerEntry.objects.bulk_create(entries, batch_size=500)
    return entries[-1] if entries else last  # type: ignore[return-value]  # there is a certificate


def new_rows(subject: str) -> Iterator[tuple[str, models.Model]]:
    entered = LedgerEntry.objects.filter(subject=subject, subject_id=OuterRef("pk"))
    rows = ROWS[subject].filter(~Exists(entered)).order_by("pk")
    return ((subject, row) for row in rows.iterator(chunk_size=500))


def digest_of(subject: str, row: models.Model, form: int = NEWEST) -> str:
    return ledger.row_digest(subject, {name: text(row, name) for name in FORMATS[form][subject]})


def text(row: Any, name: str) -> str:
    for part in name.split("."):
        row = getattr(row, part)
    if isinstance(row, datetime):
        return row.astimezone(UTC).isoformat()
    return "" if row is None else str(row)


def as_document(checkpoint: Checkpoint) -> ledger.Checkpoint:
    """A checkpoint as it is exported."""
    said = ledger.statement(
        size=checkpoint.size, head=checkpoint.head, at=utc(checkpoint.at), key_id=checkpoint.key_id
    )
    return said | {"signature": checkpoint.signature}


def export(checkpoint: Checkpoint) -> Path:
    """Write a checkpoint beside the database. Keep copies of this directory somewhere else."""
    directory = Path(settings.LEDGER_EXPORTS)
    directory.mkdir(parents=True, exist_ok=True)
    path = directory / f"{checkpoint.day.isoformat()}.json"
    path.write_text(json.dumps(as_document(checkpoint), indent=2) + "\n")
    return path


def faults(exported: Sequence[Mapping[str, Any]] = ()) -> Iterator[str]:
    """What no longer is as it was entered, in words. Nothing: all of it is.

    Certificates and events, the chain, and every checkpoint, those in the database and those exported.
    """
    heads = {0: ledger.BEGINNING}
    yield from chain_faults(heads)
    yield from row_faults()
    stored = [as_document(checkpoint) for checkpoint in Checkpoint.objects.all()]
    keys = {key.key_id: bytes.fromhex(key.public_key) for key in SigningKey.objects.all()}
    for checkpoint in [*stored, *exported]:
        yield from checkpoint_faults(checkpoint, heads, keys)


def chain_faults(heads: dict[int, str]) -> Iterator[str]:
    """Entries that are missing or do not stand on the one before. Fills in the head after each."""
    before = ledger.BEGINNING
    for expected, entry in enumerate(LedgerEntry.objects.order_by("number").iterator(2000), 1):
        if entry.number != expected:
            yield f"entry {expected} is missing"
            return
        before = ledger.link(
            before,
            number=entry.number,
            subject=entry.subject,
            subject_id=entry.subject_id,
            digest=entry.digest,
        )
        if before != entry.hash:
            yield f"entry {entry.number} doesn't stand on the one before it"
        heads[expected] = before


def row_faults() -> Iterator[str]:
    """Rows whose content is not what was entered, and rows that are gone."""
    for subject, rows in ROWS.items():
        entries = LedgerEntry.objects.filter(subject=subject)
        entered = {entry.subject_id: entry for entry in entries.iterator(2000)}
        for row in rows.order_by("pk").iterator(chunk_size=500):
            entry = entered.pop(row.pk, None)
            if entry is None:
                continue  # made since the last checkpoint
            if entry.format not in FORMATS or digest_of(subject, row, entry.format) != entry.digest:
                yield f"{subject} {row.pk} was edited"
        yield from (f"{subject} {pk} is gone" for pk in entered)


def checkpoint_faults(
    checkpoint: Mapping[str, Any], heads: Mapping[int, str], keys: Mapping[str, bytes]
) -> Iterator[str]:
    name = f"checkpoint of {checkpoint.get('at', 'no day')}"
    if heads.get(checkpoint.get("size", -1)) != checkpoint.get("head"):
        yield f"{name}: the ledger up to entry {checkpoint.get('size')} is not what was signed"
    if checkpoint.get("key_id") and not ledger.signed_well(checkpoint, keys):
        yield f"{name}: the signature doesn't hold"
