"""A dated, signed record of one check, for a clinic's file; and what has changed since an earlier one. Pure."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from courses.canonical import canonical

from . import ed25519

FORMAT = "fascia-receipt/1"

type Receipt = dict[str, Any]
type Row = Mapping[str, str]


class NotAReceipt(ValueError):
    """The file is no receipt that we signed. The message says so in plain words."""


@dataclass(frozen=True, slots=True)
class Change:
    """A code whose status is another than it was. `was` is empty for one that is new in the list."""

    number: int
    code: str
    was: str
    now: str
    says: str


def statement(
    *, checked_at: str, source: str, source_sha256: str, issuer: str, key_id: str, rows: Sequence[Row]
) -> Receipt:
    """What a receipt says and its signature covers. Text only, so that equal receipts are equal bytes."""
    return {
        "format": FORMAT,
        "issuer": issuer,
        "checked_at": checked_at,
        "source": source,
        "source_sha256": source_sha256,
        "key_id": key_id,
        "rows": [dict(row) for row in rows],
    }


def sealed(said: Receipt, signature: str) -> Receipt:
    return {"receipt": said, "proof": {"key_id": said["key_id"], "signature": signature}}


def as_bytes(receipt: Receipt) -> bytes:
    return (json.dumps(receipt, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def opened(raw: bytes, keys: Mapping[str, bytes], *, unsigned_is_allowed: bool) -> Receipt:
    """What a receipt of ours said. Raises NotAReceipt for anything that none of the keys signed as it stands."""
    try:
        document = json.loads(raw)
        said, proof = document["receipt"], document["proof"]
        payload, key_id = canonical(said), said["key_id"]
        if said["format"] != FORMAT or proof["key_id"] != key_id:
            raise NotAReceipt("This is no receipt of ours.")
        signature = str(proof["signature"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise NotAReceipt("This is no receipt of ours.") from error
    if not key_id and unsigned_is_allowed:
        return said
    if key_id not in keys or not ed25519.verify(payload, signature, keys[key_id]):
        raise NotAReceipt("This receipt isn't as we signed it. Use the file as you downloaded it.")
    return said


def words_before(rows: Sequence[Row]) -> dict[str, str]:
    """The status of each code in an earlier receipt."""
    return {row["code"]: row["word"] for row in rows}


def changes(before: Mapping[str, str], rows: Sequence[Row]) -> list[Change]:
    """What is not as it was: another status, a code that is new, a code that is gone from the list."""
    found = [
        Change(number, row["code"], before.get(row["code"], ""), row["word"], row["says"])
        for number, row in enumerate(rows, 1)
        if before.get(row["code"]) != row["word"]
    ]
    listed = {row["code"] for row in rows}
    gone = [
        Change(0, code, was, "No longer in the list", "It stood in the earlier list.")
        for code, was in before.items()
        if code not in listed
    ]
    return found + gone
