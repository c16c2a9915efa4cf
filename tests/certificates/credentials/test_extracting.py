"""A credential is found in what we made, and nothing that we are handed can hurt."""

import json
import struct
import time
import tracemalloc
import zlib
from io import BytesIO

import pytest
from PIL import Image

from certificates.credentials import Finding, verify_file
from certificates.credentials.baking import baked
from certificates.credentials.extracting import (
    LARGEST_FILE,
    NotReadable,
    attachments,
    credential_in,
    from_png,
    parsed,
)
from tests.factories.credentials import NOW, Issuer

ISSUER = Issuer()
TEXT = json.dumps(ISSUER.badge("محمد علي"), ensure_ascii=False).encode()


def picture(**options) -> bytes:
    stream = BytesIO()
    Image.new("RGB", (8, 8), "white").save(stream, "PNG", **options)
    return stream.getvalue()


def pdf_with(content: bytes, *, packed: bool = True) -> bytes:
    data = zlib.compress(content) if packed else content
    filters = b"/Filter /FlateDecode " if packed else b""
    return (
        b"%PDF-1.7\n1 0 obj\n<< /Type /EmbeddedFile "
        + filters
        + b"/Length %d >>\nstream\n" % len(data)
        + data
        + b"\nendstream\nendobj\n%%EOF"
    )


def itxt(data: bytes, keyword: bytes = b"openbadgecredential", compressed: int = 0) -> bytes:
    body = keyword + b"\0" + bytes([compressed, 0]) + b"\0\0" + data
    chunk = struct.pack(">I", len(body)) + b"iTXt" + body + struct.pack(">I", zlib.crc32(b"iTXt" + body))
    return picture()[:33] + chunk + picture()[33:]


def test_the_badge_keeps_its_pixels_and_gives_the_credential_back():
    made = baked(picture(), TEXT)

    assert from_png(made) == TEXT
    shown = Image.open(BytesIO(made))
    shown.load()
    assert shown.text["openbadgecredential"] == TEXT.decode()
    assert shown.tobytes() == Image.open(BytesIO(picture())).tobytes()


@pytest.mark.parametrize(
    "raw",
    [TEXT, b"  \n" + TEXT, baked(picture(), TEXT), itxt(zlib.compress(TEXT), compressed=1), pdf_with(TEXT),
     pdf_with(TEXT, packed=False), ISSUER.token(json.loads(TEXT)).encode()],
)  # fmt: skip
def test_every_form_is_genuine(raw):
    verdict = verify_file(raw, ISSUER.keys, now=NOW)

    assert verdict.genuine, verdict.reason
    assert verdict.name == "محمد علي"


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"MZ",
        b"%PDF-1.7",
        picture(),
        itxt(TEXT, keyword=b"openbadges"),
        baked(baked(picture(), TEXT), TEXT),
        baked(picture(), TEXT)[:200],
        baked(picture(), TEXT).replace(b"Science", b"Silence"),
        pdf_with(b"{}"),
        pdf_with(TEXT) + pdf_with(TEXT.replace(b"Science", b"Silence")),
        b"%PDF-1.7" + b"/EmbeddedFile " * 51,
        b"%PDF-1.7 /EmbeddedFile >>\nstream\n" + b"x" * 1_000_000,
        b'{"id": "a", "id": "b"}',
        b'{"id": NaN}',
        b"{" + b'"a":1' * 20_000,
        b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
        b"[" * 60_000,
        b'{"a":' + b"9" * 50_000 + b"}",
        b"ey" + b"J" * 70_000,
        b"\xff\xfe{}",
        b'{"a": "\xff"}',
    ],
)
def test_what_holds_no_credential_is_refused_in_plain_words(raw):
    verdict = verify_file(raw, ISSUER.keys, now=NOW)

    assert verdict.finding in (Finding.UNREADABLE, Finding.UNDEFINED, Finding.UNSIGNED)
    assert verdict.reason.endswith(".")


BOMB = zlib.compress(bytes(100_000_000), 1)


@pytest.mark.parametrize(
    "raw",
    [
        pdf_with(b"")[:60] + b"/Filter /FlateDecode >>\nstream\n" + BOMB + b"\nendstream",
        b"%PDF-1.7\n"
        + b"".join(
            b"1 0 obj << /Type /EmbeddedFile /Filter /FlateDecode >>\nstream\n" + BOMB[:200_000] + b"\nendstream\n"
            for _ in range(40)
        ),
        itxt(BOMB, compressed=1),
        picture()[:16] + struct.pack(">II", 60_000, 60_000) + picture()[24:],
        b'{"@context":' + b"[" * 30_000 + b"]" * 30_000 + b"}",
        b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
        b"x" * (LARGEST_FILE + 1),
        b"%PDF-" + b"/EmbeddedFile" * 700_000,
        b"%PDF-" + b"/EmbeddedFile >> stream\n" * 45 + b"obj" * 3_000_000,
        picture()[:33] + (struct.pack(">I4s", 0, b"tEXt") + struct.pack(">I", zlib.crc32(b"tEXt"))) * 800_000,
    ],
    ids=["pdf-bomb", "pdf-bombs", "png-bomb", "png-pixels", "json-lists", "json-deep", "large", "names", "objs",
         "chunks"],
)  # fmt: skip
def test_a_bomb_is_refused_within_a_second_and_a_few_megabytes(raw):
    tracemalloc.start()
    began = time.process_time()
    try:
        verdict = verify_file(raw, ISSUER.keys, now=NOW)
        spent, (_, peak) = time.process_time() - began, tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert not verdict.genuine
    assert spent < 3  # tracing makes it several times slower
    assert peak < 2 * LARGEST_FILE


def test_a_credential_that_is_not_an_object_is_refused():
    with pytest.raises(NotReadable):
        parsed(b"[1, 2]")


def test_the_attachments_of_a_pdf_are_read_up_to_a_size():
    assert attachments(pdf_with(b"one") + pdf_with(b"two")) == [b"one", b"two"]
    assert attachments(pdf_with(b"x" * 100_000)) == []


def test_a_file_is_told_by_its_content():
    assert credential_in(pdf_with(TEXT)) == TEXT
