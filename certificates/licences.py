"""Licence numbers on a certificate: bound to it by a salted digest, told to nobody. Pure.

The frozen facts, which anybody with the code may read, hold digests only. The numbers and the salt stand beside
them, for the holder's own PDF and for answering whether a number that somebody typed is the right one.
"""

import json
import re
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any


@dataclass(frozen=True, slots=True)
class Licence:
    """`state` is two letters."""

    state: str
    number: str


def commit(licences: Iterable[Licence]) -> tuple[list[str], str]:
    """The digests for the facts, and the text to keep beside them: empty when there is nothing to keep."""
    held = sorted(licences, key=lambda licence: (licence.state, licence.number))
    if not held:
        return [], ""
    salt = secrets.token_hex(16)
    kept = {"salt": salt, "licenses": [{"state": it.state, "number": it.number} for it in held]}
    return sorted(_digest(salt, it.state, it.number) for it in held), json.dumps(kept, ensure_ascii=False)


def matches(kept: str, digests: Sequence[str], typed: str) -> bool:
    """Whether what somebody typed is the number of a licence that the facts are bound to. Spelling is forgiven."""
    wanted = _plain(typed)
    document = opened(kept)
    return bool(wanted) and any(
        _plain(it["number"]) == wanted and _digest(document["salt"], it["state"], it["number"]) in digests
        for it in document["licenses"]
    )


def number_in(kept: str, state: str) -> str:
    """The number of the licence of one state, for the holder's own paper. Empty when there is none."""
    return next((it["number"] for it in opened(kept)["licenses"] if it["state"] == state), "")


def last_three(kept: str) -> list[str]:
    """What a holder who agreed lets everybody see: "TX …123"."""
    return [f"{it['state']} …{_plain(it['number'])[-3:]}" for it in opened(kept)["licenses"]]


def opened(kept: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(kept) if kept else {"salt": "", "licenses": []}
    return document


def _digest(salt: str, state: str, number: str) -> str:
    return sha256(f"{salt}|{state}|{_plain(number)}".encode()).hexdigest()


def _plain(number: str) -> str:
    """Capital letters and digits only: "mt 0123-4" is MT01234."""
    return re.sub(r"[^0-9A-Z]", "", number.upper())
