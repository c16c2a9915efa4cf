"""The signed PDF: valid before and after, for every program, until one byte is another."""

import re
import subprocess
from contextlib import suppress
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from shutil import which

import page
import pytest
from asn1crypto import x509
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from pypdf import PdfReader

from certificates import pdf, sealing
from certificates.credentials.extracting import attachments
from tests.conftest import missing
from tests.factories.certificates import _a_paper_key, a_document

AT = datetime.now(UTC)


@cache
def seal() -> sealing.Seal:
    return sealing.load(_a_paper_key())


@cache
def drawn(name: str = "山田太郎") -> bytes:
    return pdf.draw(a_document(name), credential='{"type": ["OpenBadgeCredential"]}')


@cache
def signed(name: str = "山田太郎") -> bytes:
    return sealing.seal(drawn(name), seal(), reason="Issued", at=AT)


def trusted(raw: bytes) -> bool:
    """What pyHanko says of a file when it trusts our root: signed whole, and nothing was added."""
    context = ValidationContext(trust_roots=[x509.Certificate.load(seal().root)])
    [signature] = PdfFileReader(BytesIO(raw)).embedded_signatures
    status = validate_pdf_signature(signature, context)
    return bool(status.bottom_line and status.docmdp_ok and status.coverage.name == "ENTIRE_FILE")


@pytest.mark.parametrize("name", ["山田太郎", "Nguyễn Thị Ánh", "Łukasz Żółć", "محمد علي"])
def test_the_signed_file_is_still_pdf_a_3a_and_pdf_ua_1(name):
    for profile in ("3a", "ua1"):
        assert page.validate_pdf_bytes(signed(name), profile=profile).is_compliant, profile


def test_a_program_that_trusts_our_root_trusts_the_file():
    assert trusted(signed())


def test_the_drawing_and_what_is_attached_stay_as_they_were():
    assert signed().startswith(drawn())
    assert attachments(signed()) == attachments(drawn())
    assert len(attachments(signed())) == 2


def test_the_signature_has_its_place_among_the_tags():
    root = PdfReader(BytesIO(signed())).root_object
    tree = root["/StructTreeRoot"]
    field = root["/AcroForm"]["/Fields"][0].get_object()

    assert tree["/ParentTreeNextKey"] == field["/StructParent"] + 1
    assert field["/TU"] == "Signature of the issuer"


def test_poppler_finds_it_valid_and_whole(tmp_path):
    if which("pdfsig") is None:
        missing("poppler's pdfsig")
    (tmp_path / "good.pdf").write_bytes(signed())
    spot = signed().index(b"/Title")
    (tmp_path / "changed.pdf").write_bytes(signed()[:spot] + b"/Titlf" + signed()[spot + 6 :])

    good, changed = (
        subprocess.run(["pdfsig", tmp_path / name], capture_output=True, text=True, check=False).stdout
        for name in ("good.pdf", "changed.pdf")
    )

    assert "Signature is Valid." in good
    assert "Total document signed" in good
    assert "Unknown issue" not in good
    assert "Signature is Valid." not in changed


def test_one_changed_byte_breaks_it():
    content = signed()
    for spot in range(100, len(drawn()), len(drawn()) // 12):
        changed = content[:spot] + bytes([content[spot] ^ 1]) + content[spot + 1 :]
        try:
            assert not trusted(changed)
        except Exception as error:
            assert not isinstance(error, AssertionError)  # noqa: PT017


def test_what_is_added_later_breaks_it():
    writer = IncrementalPdfFileWriter(BytesIO(signed()))
    writer.root["/Pages"]["/Kids"][0]["/Contents"] = writer.add_object(writer.root["/Metadata"])
    writer.update_container(writer.root["/Pages"]["/Kids"][0])
    stream = BytesIO()
    writer.write(stream)

    with suppress(ValueError):
        assert not trusted(stream.getvalue())


def test_a_file_without_a_certificate_is_no_seal():
    key = re.sub(rb"-----BEGIN CERTIFICATE.*", b"", _a_paper_key(), flags=re.DOTALL)

    for text in (key, b"", b"a key"):
        with pytest.raises(sealing.WrongKey):
            sealing.load(text)


def test_stock_pyhanko_would_break_pdf_a():
    """The planted fault: the same signature by the library as it comes."""
    from pyhanko.sign import signers

    writer = IncrementalPdfFileWriter(BytesIO(drawn() + b"\n"))
    settings = signers.PdfSignatureMetadata(field_name="Signature", certify=True)
    made = signers.PdfSigner(settings, signer=seal().signer).sign_pdf(writer).getvalue()

    verdicts = {it: page.validate_pdf_bytes(made, profile=it).is_compliant for it in ("3a", "ua1")}
    assert verdicts != {"3a": True, "ua1": True}
