"""Bitstring Status List (W3C): one bit a credential, in lists so long that a reader gives nothing away. Pure."""

import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Mapping
from gzip import compress
from typing import Any

from .contexts import W3C
from .did import did_of

# 16 KiB of bits: the smallest length that the standard allows.
LENGTH = 131_072
_LONGEST_TEXT = 200_000


class UnreadableList(ValueError):
    """That is no status list, or none that we can read."""


def unsigned(
    url: str, issuer: str, set_indexes: Iterable[int], *, valid_from: str, valid_until: str
) -> dict[str, Any]:
    """The list as a credential, not yet signed."""
    return {
        "@context": [W3C],
        "id": url,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": did_of(issuer),
        "validFrom": valid_from,
        "validUntil": valid_until,
        "credentialSubject": {
            "id": f"{url}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": encoded(set_indexes),
        },
    }


def encoded(set_indexes: Iterable[int]) -> str:
    """The bits, packed, as multibase base 64: index 0 is the first bit of the first byte."""
    bits = bytearray(LENGTH // 8)
    for index in set_indexes:
        bits[index >> 3] |= 0x80 >> (index & 7)
    return "u" + urlsafe_b64encode(compress(bytes(bits), mtime=0)).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    """The bits of an encoded list. Raises UnreadableList, also for one that unpacks to more than it may."""
    if not text.startswith("u") or len(text) > _LONGEST_TEXT:
        raise UnreadableList("That is no encoded list.")
    try:
        packed = urlsafe_b64decode(text[1:] + "=" * (-len(text[1:]) % 4))
        unpacker = zlib.decompressobj(wbits=31)
        bits = unpacker.decompress(packed, LENGTH // 8)
    except (ValueError, zlib.error) as error:
        raise UnreadableList("That is no encoded list.") from error
    if len(bits) != LENGTH // 8 or unpacker.unconsumed_tail:
        raise UnreadableList(f"A list has {LENGTH} bits.")
    return bits


def is_set(bits: bytes, index: int) -> bool:
    return bool(bits[index >> 3] & (0x80 >> (index & 7)))


def revoked(document: Mapping[str, Any], status_list: Mapping[str, Any]) -> bool:
    """What a list says of a credential. The list's own proof is checked before. Raises UnreadableList."""
    entry, subject = document["credentialStatus"], status_list["credentialSubject"]
    if entry["statusListCredential"] != status_list["id"]:
        raise UnreadableList("That is another list.")
    index = int(entry["statusListIndex"])
    if not 0 <= index < LENGTH or subject["statusPurpose"] != entry["statusPurpose"]:
        raise UnreadableList("The list doesn't cover this credential.")
    return is_set(decoded(subject["encodedList"]), index)
