"""The table of tool × case in tests/oracles/papers.toml, run: what other people's programs say of a signed PDF."""

import json
import subprocess
import tomllib
from contextlib import suppress
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from shutil import which

import page
import pytest
from asn1crypto import x509
from django.utils import timezone
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko_certvalidator import ValidationContext

from accounts.models import Role
from certificates import dropped, papering, pdf, sealing
from certificates.archiving import keyring
from certificates.issuing import revoke
from certificates.signing import paper_seal
from certificates.uploading import Dropped
from certificates.verifying import document, look_up
from tests.conftest import missing
from tests.factories.accounts import person_with
from tests.factories.certificates import ApprovalFactory, TaughtEditionFactory, issued

TABLE = tomllib.loads((Path(__file__).parents[1] / "oracles/papers.toml").read_text())
BAD = {case: row for case, row in TABLE.items() if case not in ("good", "revoked")}
pytestmark = pytest.mark.django_db


@pytest.fixture
def certificate():
    edition = TaughtEditionFactory()
    ApprovalFactory(edition=edition)
    return issued("Nguyễn Thị Ánh", edition=edition)


def good(certificate) -> bytes:
    made = papering.paper(certificate, look_up(certificate.code), papering.Wanted())
    return bytes(made.content)


def changed(certificate) -> bytes:
    """One byte of what is drawn or said, not of the attachment: its author's name."""
    raw = good(certificate)
    spot = raw.index(b"/Title") + 8
    return raw[:spot] + bytes([raw[spot] ^ 1]) + raw[spot + 1 :]


def laid_over(certificate) -> bytes:
    writer = IncrementalPdfFileWriter(BytesIO(good(certificate)))
    first = writer.root["/Pages"]["/Kids"][0]
    first["/Contents"] = writer.add_object(writer.root["/Metadata"])
    writer.update_container(first)
    stream = BytesIO()
    writer.write(stream)
    return stream.getvalue()


def by_somebody_else(certificate, credential: str = "") -> bytes:
    """Our own drawing, signed as ours are, by a root that anybody can make."""
    drawn = pdf.draw(document(look_up(certificate.code)), credential=credential or certificate.credential)
    stranger = sealing.load(sealing.make("Fascia (sample provider)", datetime.now(UTC)))
    return sealing.seal(drawn, stranger, reason=papering.REASON, at=timezone.now())


def with_another_credential(certificate) -> bytes:
    return by_somebody_else(
        certificate, certificate.credential.replace('"creditsEarned": 1', '"creditsEarned": 16')
    )


def revoked(certificate) -> bytes:
    raw = good(certificate)
    revoke(certificate, by=person_with(Role.REGISTRAR), public_reason="Issued in error", private_reason="x")
    return raw


CASES = {
    "good": good,
    "one changed byte": changed,
    "a later revision laid over it": laid_over,
    "signed by somebody else": by_somebody_else,
    "another credential attached": with_another_credential,
    "revoked": revoked,
}


def poppler(tool: str, *arguments) -> str:
    if which(tool) is None:
        missing(f"poppler's {tool}")
    done = subprocess.run([tool, *map(str, arguments)], capture_output=True, text=True, check=False)
    return done.stdout


def pdfsig(raw: bytes, home: Path, certificate) -> bool:
    (home / "paper.pdf").write_bytes(raw)
    said = poppler("pdfsig", home / "paper.pdf")
    return "Signature is Valid." in said and "Total document signed" in said


def pyhanko(raw: bytes, home: Path, certificate) -> bool:
    context = ValidationContext(trust_roots=[x509.Certificate.load(paper_seal().root)])
    with suppress(SignatureValidationError, PdfError, ValueError):
        [signature] = PdfFileReader(BytesIO(raw)).embedded_signatures
        status = validate_pdf_signature(signature, context)
        return bool(status.bottom_line and status.docmdp_ok and status.coverage.name == "ENTIRE_FILE")
    return False


def page_validation(raw: bytes, home: Path, certificate) -> bool:
    return all(page.validate_pdf_bytes(raw, profile=profile).is_compliant for profile in ("3a", "ua1"))


def pdfdetach(raw: bytes, home: Path, certificate) -> bool:
    (home / "paper.pdf").write_bytes(raw)
    poppler("pdfdetach", "-saveall", "-o", home, home / "paper.pdf")
    return json.loads((home / "openbadge-credential.json").read_text()) == json.loads(certificate.credential)


TOOLS = {"pdfsig": pdfsig, "pyhanko": pyhanko, "page-validation": page_validation, "pdfdetach": pdfdetach}


@pytest.mark.parametrize("case", TABLE)
def test_the_tools_and_we_say_what_the_table_says(certificate, case, tmp_path):
    raw = CASES[case](certificate)

    said = {tool: "green" if ask(raw, tmp_path, certificate) else "red" for tool, ask in TOOLS.items()}
    judged = dropped.judge(Dropped("paper.pdf", raw), keyring(), timezone.now())
    [answer] = dropped.check([judged], "10.0.0.1")

    assert {"ours": answer.kind, **said} == TABLE[case]


def test_every_case_is_in_the_table_and_every_bad_file_is_red_for_us_and_for_another():
    assert set(CASES) == set(TABLE)
    assert set(TABLE["good"]) == {"ours", *TOOLS}
    assert {tool for tool in TOOLS if TABLE["good"][tool] != "green"} == set()
    for case, row in BAD.items():
        assert row["ours"] == "altered-file", case
        assert "red" in [row[tool] for tool in TOOLS], case
