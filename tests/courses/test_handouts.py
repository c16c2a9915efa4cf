"""A document for learners does nothing by itself."""

import zlib
from contextlib import suppress

import pytest
import typst
from hypothesis import given
from hypothesis import strategies as st

from courses import handouts


def pdf(*objects: str, catalogue: str = "", trailer: str = "") -> bytes:
    """A PDF of one page, with more objects from number 4 on."""
    all_ = [
        f"<< /Type /Catalog /Pages 2 0 R {catalogue} >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Annots [] >>",
        *objects,
    ]
    raw, places = b"%PDF-1.7\n", []
    for number, said in enumerate(all_, 1):
        places.append(len(raw))
        raw += f"{number} 0 obj\n{said}\nendobj\n".encode("latin-1")
    table = "".join(f"{at:010} 00000 n \n" for at in places)
    end = f"xref\n0 {len(all_) + 1}\n0000000000 65535 f \n{table}trailer\n<< /Size {len(all_) + 1} /Root 1 0 R {trailer} >>\n"
    return raw + f"{end}startxref\n{len(raw)}\n%%EOF\n".encode()


def squeezed(catalogue: str) -> bytes:
    """A PDF whose catalogue lies in a compressed object stream, where a search of the bytes finds nothing."""
    inner = f"1 0 {catalogue}".encode()
    packed = zlib.compress(inner)
    raw = b"%PDF-1.7\n"
    places = [0, 0, len(raw)]
    raw += b"2 0 obj\n<< /Type /Pages /Kids [] /Count 0 >>\nendobj\n"
    places.append(len(raw))
    head = f"<< /Type /ObjStm /N 1 /First 4 /Length {len(packed)} /Filter /FlateDecode >>"
    raw += f"3 0 obj\n{head}\nstream\n".encode() + packed + b"\nendstream\nendobj\n"
    at = len(raw)
    rows = [(0, 0, 255), (2, 3, 0), (1, places[2], 0), (1, places[3], 0), (1, at, 0)]
    table = b"".join(bytes([kind]) + place.to_bytes(4) + bytes([last]) for kind, place, last in rows)
    head = f"<< /Type /XRef /Size 5 /W [1 4 1] /Root 1 0 R /Length {len(table)} >>"
    return (
        raw
        + f"4 0 obj\n{head}\nstream\n".encode()
        + table
        + f"\nendstream\nendobj\nstartxref\n{at}\n%%EOF\n".encode()
    )


@pytest.mark.parametrize(
    "raw",
    [
        lambda: pdf(),
        lambda: pdf(catalogue="/OpenAction [3 0 R /Fit]"),
        lambda: pdf("<< /S /URI /URI (https://example.org) >>", catalogue="/OpenAction 4 0 R"),
        lambda: squeezed("<< /Type /Catalog /Pages 2 0 R >>"),
        lambda: typst.compile(b'#link("https://example.org")[A link]'),
        lambda: typst.compile(b"= A heading\n text"),
    ],
    ids=["plain", "opens at a page", "a link", "compressed", "typeset", "headings"],
)
def test_a_document_that_does_nothing_is_taken(raw):
    handouts.check(raw())


SCRIPT = "<< /S /JavaScript /JS (app.alert\\(1\\)) >>"


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (lambda: pdf(SCRIPT, catalogue="/OpenAction 4 0 R"), "JavaScript"),
        (
            lambda: pdf(SCRIPT.replace("JavaScript", "Java#53cript"), catalogue="/OpenAction 4 0 R"),
            "JavaScript",
        ),
        (lambda: pdf(SCRIPT, catalogue="/Names << /JavaScript << /Names [(a) 4 0 R] >> >>"), "JavaScript"),
        (lambda: squeezed(f"<< /Type /Catalog /Pages 2 0 R /OpenAction {SCRIPT} >>"), "JavaScript"),
        (lambda: pdf("<< /S /Launch /F (cmd.exe) >>", catalogue="/OpenAction 4 0 R"), "starts a program"),
        (
            lambda: pdf(
                "<< /S /URI /URI (https://a.b) /Next << /S /Launch /F (x) >> >>",
                catalogue="/OpenAction 4 0 R",
            ),
            "starts a program",
        ),
        (lambda: pdf(catalogue="/Names << /EmbeddedFiles << /Names [] >> >>"), "files inside it"),
        (lambda: pdf("<< /Type /Filespec /F (a) /EF << >> >>", catalogue="/AF [4 0 R]"), "files inside it"),
        (lambda: pdf(catalogue="/AcroForm << /XFA (x) >>"), "an XFA form"),
        (lambda: pdf(catalogue="/AA << /WC << >> >>"), "actions that start by themselves"),
        (
            lambda: pdf("<< /S /SubmitForm /F (https://a.b) >>", catalogue="/OpenAction 4 0 R"),
            "sends what is typed",
        ),
        (lambda: pdf(catalogue="/OpenAction << /S /Hide >>"), "isn't a plain link"),
        (
            lambda: pdf("<< /Subtype /RichMedia /RichMediaContent << >> >>", catalogue="/X 4 0 R"),
            "films inside it",
        ),
        (
            lambda: pdf(trailer="/Encrypt << /Filter /Standard /V 1 /R 2 /O (x) /U (y) /P 0 >>"),
            "has a password",
        ),
        (lambda: pdf()[:-80], "damaged"),
        (lambda: b"%PDF-1.7\nnothing", "damaged"),
        (lambda: b"PK\x03\x04", "not a PDF"),
        (lambda: b"%PDF-" + bytes(handouts.LARGEST), "at most 20 MB"),
    ],
)
def test_a_document_that_does_something_is_refused_with_what_to_do(raw, said):
    with pytest.raises(ValueError, match=said) as refusal:
        handouts.check(raw())

    assert any(word in str(refusal.value) for word in ("Print it", "Save it"))


def test_a_document_is_not_looked_through_for_ever(monkeypatch):
    monkeypatch.setattr(handouts, "MOST_OBJECTS", 5)

    with pytest.raises(ValueError, match="too involved"):
        handouts.check(pdf())


@given(st.lists(st.tuples(st.integers(0, 400), st.binary(min_size=1, max_size=12)), max_size=8))
def test_a_damaged_document_is_read_or_refused_and_nothing_else(holes):
    raw = bytearray(pdf(SCRIPT, "[1 0 R 5 0 R]", catalogue="/X [4 0 R 5 0 R]"))
    for at, bytes_ in holes:
        raw[at : at + len(bytes_)] = bytes_
    with suppress(ValueError):
        handouts.check(bytes(raw))
