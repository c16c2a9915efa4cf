"""The certificate on paper: valid by both standards, the same bytes each time, every name drawn."""

import json
import shutil
import subprocess
from datetime import date
from decimal import Decimal
from io import BytesIO

import page
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from certificates import pdf
from certificates.credentials import as_bytes
from certificates.facts import Approved
from courses import names
from tests.conftest import missing
from tests.factories.certificates import a_document

NAMES = [
    "Nguyễn Thị Ánh",
    "Łukasz Żółć",
    "محمد علي",
    "Ξένια Παπαδοπούλου",
    "Наталія Ґоляк",
    "Maria Fernanda Guadalupe de los Ángeles Hernández-Villanueva y Fitzgerald-O’Shaughnessy del Castillo",
    '#panic("x") *b* $x$ <lbl> @ref \\ "] #let',
]
APPROVAL = Approved(
    accreditor="NCBTMB",
    provider_number="451234-12",
    course_number="1234",
    title="Science of Medical Massage, The",
    certificate_title="Certificate of Achievement",
    hours=Decimal("1.00"),
    category="Science",
    valid_from=date(2026, 1, 1),
    valid_until=date(2027, 12, 31),
)
allowed = st.characters(codec="utf-8").filter(lambda character: not names.unsupported(character))


def text_of(drawn: bytes) -> str:
    return " ".join(" ".join(sheet.extract_text() for sheet in PdfReader(BytesIO(drawn)).pages).split())


@pytest.mark.parametrize("name", NAMES)
def test_it_is_pdf_a_3a_and_pdf_ua_1_in_one(name):
    drawn = pdf.draw(a_document(name))

    for profile in ("3a", "ua1"):
        assert page.validate_pdf_bytes(drawn, profile=profile).is_compliant, profile
    assert len(PdfReader(BytesIO(drawn)).pages) == 1


def test_the_same_facts_give_the_same_bytes():
    document = a_document("Łukasz Żółć")

    assert pdf.draw(document) == pdf.draw(json.loads(as_bytes(document)))


def test_other_facts_give_other_bytes():
    document = a_document("Łukasz Żółć")
    other = {**document, "facts": document["facts"] | {"name": "Łukasz Żółty"}}

    assert pdf.draw(document) != pdf.draw(other)


@pytest.mark.parametrize("name", ["Nguyễn Thị Ánh", "Łukasz Żółć", "محمد علي"])
def test_a_name_can_be_copied_from_the_paper(name, tmp_path):
    if shutil.which("pdftotext") is None:
        missing("poppler's pdftotext")
    path = tmp_path / "certificate.pdf"
    path.write_bytes(pdf.draw(a_document(name)))

    read = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, text=True, check=True).stdout

    assert name in read.replace("\u202b", "").replace("\u202c", "")


def test_it_carries_the_signed_facts():
    document = a_document("محمد علي")

    attached = PdfReader(BytesIO(pdf.draw(document))).attachments["certificate.json"]

    assert attached == [as_bytes(document)]


def test_a_sample_says_so_and_an_approved_one_shows_the_approval():
    sample, approved = text_of(pdf.draw(a_document())), text_of(pdf.draw(a_document(approvals=[APPROVAL])))

    assert "Sample: not approved by any board" in sample
    assert "counts toward no license" in sample
    assert "Sample" not in approved.replace("sample provider", "")
    assert "Science of Medical Massage, The" in approved
    assert "1 CE in Science" in approved


@pytest.mark.parametrize("name", ["W" * 119, "山田太郎", "Zoë 🦴", "a\u0301\u0317\u0489", "\u200d", "ﷺ" * 40])
def test_no_name_breaks_a_download(name):
    drawn = pdf.draw(a_document(name))

    assert len(PdfReader(BytesIO(drawn)).pages) == 1
    assert json.loads(PdfReader(BytesIO(drawn)).attachments["certificate.json"][0])["facts"]["name"] == name


def test_five_approvals_and_three_instructors_stay_on_one_page():
    instructors = [{"name": f"Instructor Number {n}", "credentials": "PhD, LMT, BCTMB"} for n in range(3)]
    document = a_document("W" * 60 + " " + "W" * 59, approvals=[APPROVAL] * 5, instructors=instructors)

    assert len(PdfReader(BytesIO(pdf.draw(document))).pages) == 1


@settings(max_examples=60, deadline=None)
@given(st.text(allowed, min_size=1, max_size=40).map(names.clean).filter(bool))
def test_every_allowed_name_is_drawn(name):
    assert pdf.draw(a_document(name)).startswith(b"%PDF-1.7")
