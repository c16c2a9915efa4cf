"""The chain that makes a later edit of a record show. Pure.

Each entry holds the digest of one row and the hash of everything before it. A checkpoint signs the hash of
the last entry, and so every row up to it. Whoever keeps a checkpoint outside our database can prove an edit,
also one whose maker rebuilt the chain.
"""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from courses.canonical import canonical

from . import ed25519

FORMAT = "fascia-ledger/1"
BEGINNING = "0" * 64

type Checkpoint = dict[str, Any]


def row_digest(subject: str, values: Mapping[str, str]) -> str:
    """The digest of a row's fields, each as text."""
    return sha256(canonical({"subject": subject, **values})).hexdigest()


def link(before: str, *, number: int, subject: str, subject_id: int, digest: str) -> str:
    """The hash of an entry, which stands on the one before it."""
    entry: dict[str, Any] = {
        "before": before,
        "number": number,
        "subject": subject,
        "subject_id": subject_id,
        "digest": digest,
    }
    return sha256(canonical(entry)).hexdigest()


def statement(*, size: int, head: str, at: str, key_id: str) -> Checkpoint:
    """What a checkpoint says and its signature covers."""
    return {"format": FORMAT, "size": size, "head": head, "at": at, "key_id": key_id}


def signed_well(checkpoint: Mapping[str, Any], public_keys: Mapping[str, bytes]) -> bool:
    """Whether the key that a checkpoint names is one of these and signed it."""
    try:
        said = {name: checkpoint[name] for name in ("format", "size", "head", "at", "key_id")}
        key, signature = public_keys[said["key_id"]], checkpoint["signature"]
    except KeyError:
        return False
    return ed25519.key_id(key) == said["key_id"] and ed25519.verify(canonical(said), signature, key)
