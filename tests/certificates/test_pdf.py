"""The certificate on paper: valid by both standards, the same bytes each time, every name drawn."""

import json
import re
import shutil
import subprocess
from dataclasses import replace
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
from certificates.credentials.extracting import from_pdf
from certificates.facts import Approved
from courses import names
from tests.conftest import missing
from tests.factories.certificates import a_document

NAMES = [
    "Nguyễn Thị Ánh",
    "Łukasz Żółć",
    "محمد علي",
    "山田太郎",
    "陳怡君",
    "김민준",
    "שרה כהן",
    "प्रिया शर्मा",
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


@pytest.mark.parametrize(
    "name", ["山田太郎", "Nguyễn Thị Ánh", "Łukasz Żółć", "محمد علي", "김민준", "שרה כהן"]
)
def test_a_name_can_be_copied_from_the_paper(name, tmp_path):
    if shutil.which("pdftotext") is None:
        missing("poppler's pdftotext")
    path = tmp_path / "certificate.pdf"
    path.write_bytes(pdf.draw(a_document(name)))

    read = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, text=True, check=True).stdout

    assert name in re.sub("[\u202a-\u202c\u200e\u200f]", "", read)


@pytest.mark.parametrize("name", ["山田太郎", "Nguyễn Thị Ánh", "Łukasz Żółć", "محمد علي"])
def test_the_paper_is_tagged_with_its_heading_and_its_language(name):
    root = PdfReader(BytesIO(pdf.draw(a_document(name)))).root_object

    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-US"
    tags = tags_of(root["/StructTreeRoot"])
    assert tags.count("/H1") == 1
    assert {"/L", "/LI", "/Lbl", "/LBody", "/Figure", "/Link"} <= set(tags)


def tags_of(element) -> list[str]:
    """Every tag below an element of the structure tree."""
    found = [element["/S"]] if "/S" in element else []
    kids = element.get("/K", [])
    for kid in kids if isinstance(kids, list) else [kids]:
        kid = kid.get_object() if hasattr(kid, "get_object") else kid
        if hasattr(kid, "keys"):
            found += tags_of(kid)
    return found


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


@pytest.mark.parametrize("name", ["W" * 119, "𠮷田", "Zoë 🦴", "a\u0301\u0317\u0489", "\u200d", "ﷺ" * 40])
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


FLORIDA = replace(
    APPROVAL,
    accreditor="Florida Board of Massage Therapy",
    provider_number="50-1234",
    course_number="20-567",
    title="The Science of Medical Massage (FL)",
    certificate_title="Certificate of Completion",
    category="",
)


def test_each_accreditor_has_its_own_title_numbers_and_design():
    document = a_document(approvals=[APPROVAL, FLORIDA])

    national, state = (text_of(pdf.draw(document, approval=at, licence="MA 12345")) for at in (0, 1))

    assert "NCBTMB Approved Provider" in national
    assert "MA 12345" not in national
    assert "Also approved by Florida Board of Massage Therapy 50-1234" in national
    for words in ("License number MA 12345", "Program number 20-567", "(FL)", "Certificate of Completion"):
        assert words in state
    assert pdf.design_of(document["facts"], 0) == "ncbtmb-1"
    assert pdf.design_of(document["facts"], 1) == "board-1"


def test_nevada_reads_about_the_instructor_on_a_second_page():
    nevada = replace(APPROVAL, accreditor="Nevada State Board of Massage Therapy")
    who = [{"name": "Ines Ibarra", "credentials": "LMT", "biography": "She has practiced since 2008."}]

    drawn = pdf.draw(a_document(approvals=[nevada], instructors=who))

    assert len(PdfReader(BytesIO(drawn)).pages) == 2
    assert "She has practiced since 2008." in text_of(drawn)
    assert "Place Online" in text_of(drawn)


@pytest.mark.parametrize(("size", "points"), [("letter", (792, 612)), ("a4", (842, 595))])
def test_it_is_drawn_on_letter_and_on_a4(size, points):
    sheet = PdfReader(BytesIO(pdf.draw(a_document(), size=size))).pages[0].mediabox

    assert (round(sheet.width), round(sheet.height)) == points


def test_it_carries_the_credential_byte_for_byte():
    text = json.dumps({"type": ["OpenBadgeCredential"], "name": "محمد علي"}, ensure_ascii=False)

    drawn = pdf.draw(a_document(), credential=text)

    assert PdfReader(BytesIO(drawn)).attachments["openbadge-credential.json"] == [text.encode()]
    assert from_pdf(drawn) == text.encode()
