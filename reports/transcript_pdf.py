"""A transcript as a PDF: accessible (PDF/UA-1), archivable (PDF/A-3a). Pure: plain values in, bytes out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from certificates.codes import grouped
from certificates.pdf import printable
from certificates.printing import us_date
from certificates.typesetting import typeset
from courses.hours import in_words

from .transcript import Line, sums_of

TEMPLATE = Path(__file__).parent / "typst/transcript.typ"


@dataclass(frozen=True, slots=True)
class Provider:
    """Who says all this, where its certificates are checked, and whether the file will be signed."""

    name: str
    contact: str
    verify_page: str
    signed: bool


def draw(name: str, lines: Sequence[Line], provider: Provider, at: datetime) -> bytes:
    """The PDF, before it is signed. `at` is in the learner's own time zone."""
    samples = any(line.sample for line in lines)
    sheet = {
        "name": name,
        "provider": provider.name,
        "contact": provider.contact,
        "verify_page": provider.verify_page,
        "made": us_date(at.date()),
        "sums": sums_of(lines),
        "notice": "Courses marked as a sample were approved by no board." if samples else "",
        "seal": "The file is signed: a PDF program shows whether anything was changed."
        if provider.signed
        else "Not signed: made on a developer's machine.",
        "rows": [row(line) for line in lines],
    }
    return typeset(TEMPLATE, printable(sheet), at)


def row(line: Line) -> dict[str, str]:
    about = [f"Edition {line.edition}", line.kind]
    if line.certificate:
        about.append(f"Certificate {line.certificate.serial}")
    return {
        "title": line.title,
        "about": " · ".join(about + (["Sample"] if line.sample else [])),
        "status": line.status,
        "code": grouped(line.certificate.code) if line.certificate else "",
        "completed": us_date(line.completed_on),
        "hours": in_words(line.hours),
    }
