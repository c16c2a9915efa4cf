"""No stream of a paper ends so that a strict validator counts one byte too few."""

import re
from io import BytesIO

import page
import pytest
from pypdf import PdfReader

from certificates import pdf, typesetting
from certificates.streams import unmistakable
from tests.factories.certificates import a_document

TABLE = re.compile(rb"(\d{10}) \d{5} n")


def compliant(raw: bytes) -> bool:
    return all(page.validate_pdf_bytes(raw, profile=profile).is_compliant for profile in ("3a", "ua1"))


@pytest.fixture(scope="module")
def mistaken() -> bytes:
    """The first paper in a row whose data typst let end in a carriage return; one in thirty is."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(typesetting, "unmistakable", bytes)
        drawn = (pdf.draw(a_document(f"Anna Weber {number}")) for number in range(1000))
        return next(raw for raw in drawn if b"\r\nendstream" in raw)


def test_a_validator_takes_it_for_shorter_than_it_is_and_not_once_it_is_mended(mistaken):
    assert not compliant(mistaken)

    assert compliant(unmistakable(mistaken))


def test_what_is_read_stays_the_same_and_every_place_is_where_the_table_says(mistaken):
    mended = unmistakable(mistaken)

    before, after = (PdfReader(BytesIO(raw), strict=True) for raw in (mistaken, mended))
    assert after.pages[0].extract_text() == before.pages[0].extract_text()
    assert after.attachments == before.attachments
    table = mended.rindex(b"\nxref\n")
    places = [int(place) for place in TABLE.findall(mended, table)]
    assert len(places) == len(TABLE.findall(mistaken, mistaken.rindex(b"\nxref\n")))
    for number, place in enumerate(places, 1):
        assert mended.startswith(b"%d 0 obj" % number, place)


def test_a_file_with_nothing_to_mend_is_left_as_it_is(mistaken):
    unambiguous = mistaken.replace(b"\r\nendstream", b"\n\nendstream")

    assert unmistakable(unambiguous) is unambiguous


def test_a_file_without_a_plain_table_is_refused():
    with pytest.raises(ValueError, match="no plain table"):
        unmistakable(b"%PDF-1.7\n1 0 obj\nstream\n\r\nendstream\nendobj\nstartxref\n9\n%%EOF\n")
