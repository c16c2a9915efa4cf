"""Finding the credential in a file that somebody hands us, without trusting the file. Pure.

Nothing is rendered, decoded as pixels or parsed as PDF objects: we look for the one stream or chunk that may
hold a credential, and unpack at most so much of it.
"""

import json
import re
import struct
import zlib
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

LARGEST_FILE = 10 * 1024 * 1024
LARGEST_CREDENTIAL = 64 * 1024
PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
KEYWORD = b"openbadgecredential"
_MOST_STREAMS = 50
_MOST_CHUNKS = 2000

_STREAM = re.compile(rb"/EmbeddedFile\b")
_BEGIN, _END = re.compile(rb">>\s*stream\r?\n"), b"endstream"


class NotReadable(ValueError):
    """The file holds no credential that we can read. The message says why, in plain words."""


def credential_in(raw: bytes) -> bytes:
    """The text of the credential in a PDF, a PNG, a JSON file or a token. Raises NotReadable."""
    if len(raw) > LARGEST_FILE:
        raise NotReadable("This file is larger than any certificate of ours.")
    if raw.startswith(PNG_SIGNATURE):
        return from_png(raw)
    if b"%PDF-" in raw[:1024]:
        return from_pdf(raw)
    return from_text(raw)


def from_text(raw: bytes) -> bytes:
    text = raw.strip()
    if not text.startswith((b"{", b"ey")):
        raise NotReadable("This is no PDF, PNG or JSON file of a certificate.")
    if len(text) > LARGEST_CREDENTIAL:
        raise NotReadable("This file is larger than any credential of ours.")
    return text


def from_png(raw: bytes) -> bytes:
    """The credential in a baked badge. Raises NotReadable."""
    found = [text for kind, data in _chunks(raw) if kind == b"iTXt" and (text := _badge_text(data))]
    if len(found) != 1:
        raise NotReadable("This picture holds no credential." if not found else "This picture holds several.")
    return found[0]


def _chunks(raw: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The chunks of a PNG up to its end. Raises NotReadable when one is cut off or damaged."""
    at = len(PNG_SIGNATURE)
    for _ in range(_MOST_CHUNKS):
        if at + 12 > len(raw):
            break
        length, kind = struct.unpack_from(">I4s", raw, at)
        data = raw[at + 8 : at + 8 + length]
        checksum = raw[at + 8 + length : at + 12 + length]
        if len(checksum) != 4 or zlib.crc32(kind + data) != int.from_bytes(checksum):
            raise NotReadable("This picture is damaged.")
        yield kind, data
        if kind == b"IEND":
            return
        at += 12 + length
    raise NotReadable("This picture is cut off.")


def _badge_text(data: bytes) -> bytes:
    """The text of an iTXt chunk under our keyword; empty for any other."""
    keyword, _, rest = data.partition(b"\0")
    if keyword != KEYWORD or len(rest) < 2:
        return b""
    compressed, text = rest[0], rest[2:].split(b"\0", 2)[-1]
    text = _inflated(text) if compressed else text
    if len(text) > LARGEST_CREDENTIAL:
        raise NotReadable("What this picture holds is larger than any credential of ours.")
    return text


def from_pdf(raw: bytes) -> bytes:
    """The credential attached to a PDF. Raises NotReadable."""
    found = [text for text in attachments(raw) if b"OpenBadgeCredential" in text]
    if not found:
        raise NotReadable("This PDF holds no credential.")
    if len(set(found)) != 1:
        raise NotReadable("This PDF holds several credentials.")
    return found[0]


def attachments(raw: bytes) -> list[bytes]:
    """The files embedded in a PDF, unpacked, as far as they are as small as ours. Raises NotReadable."""
    places = [match.start() for match in islice(_STREAM.finditer(raw), _MOST_STREAMS + 1)]
    if len(places) > _MOST_STREAMS:
        raise NotReadable("This PDF holds far more files than a certificate of ours.")
    return [text for place in places if (text := _embedded(raw, place))]


def _embedded(raw: bytes, place: int) -> bytes:
    """The stream whose dictionary says EmbeddedFile at this place; empty when there is none."""
    begin = _BEGIN.search(raw, place, place + 2000)
    if not begin:
        return b""
    end = raw.find(_END, begin.end(), begin.end() + 4 * LARGEST_CREDENTIAL)
    if end < 0:
        return b""
    opening = max(raw.rfind(b"obj", 0, place), 0)
    packed, head = raw[begin.end() : end], raw[opening : begin.start()]
    try:
        return _inflated(packed) if b"/FlateDecode" in head else packed.strip(b"\r\n")
    except NotReadable:
        return b""


def _inflated(packed: bytes) -> bytes:
    """Unpacked, but never to more than a credential's size. Raises NotReadable."""
    unpacker = zlib.decompressobj()
    try:
        text = unpacker.decompress(packed, LARGEST_CREDENTIAL)
    except zlib.error as error:
        raise NotReadable("What this file holds can't be unpacked.") from error
    if unpacker.unconsumed_tail:
        raise NotReadable("What this file holds is larger than any credential of ours.")
    return text


def parsed(text: bytes) -> dict[str, Any]:
    """JSON as one object, strictly: no name twice, no NaN, not nested beyond reason. Raises NotReadable."""
    try:
        document = json.loads(text.decode(), object_pairs_hook=_once, parse_constant=_refused)
    except (ValueError, RecursionError) as error:
        raise NotReadable("This is no readable JSON.") from error
    if not isinstance(document, dict):
        raise NotReadable("This is no credential.")
    return document


def _once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("A name stands twice.")
    return found


def _refused(constant: str) -> Any:
    raise ValueError(f"{constant} is no JSON.")
