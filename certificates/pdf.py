"""A certificate as a PDF: accessible (PDF/UA-1), archivable (PDF/A-3a), the same bytes for the same facts.

Pure: the signed document in, bytes out. It is drawn anew at each download from facts that never change, and
carries them inside.
"""

from datetime import datetime
from pathlib import Path
from typing import Any

import segno

from . import glyphs, printing
from .codes import grouped
from .credentials import Credential, as_bytes
from .facts import Facts
from .typesetting import typeset

TEMPLATE = Path(__file__).parent / "typst/certificate.typ"


LETTER, A4 = "letter", "a4"
DESIGN_VERSION = 1


def draw(
    document: Credential, *, credential: str = "", approval: int = 0, size: str = LETTER, licence: str = ""
) -> bytes:
    """The PDF of a signed document, drawn for one of its approvals, with what it is attached inside.

    `credential` is the Open Badge as it is stored; `licence` the holder's own number, for a board that asks.
    """
    return typeset(
        TEMPLATE,
        sheet(document, credential=credential, approval=approval, size=size, licence=licence),
        datetime.fromisoformat(document["facts"]["issued_at"]),
    )


def design_of(facts: Facts, approval: int) -> str:
    """The design's name and version, as the archive keeps it."""
    return f"{printing.design(printing.for_approval(facts, approval))}-{DESIGN_VERSION}"


def sheet(
    document: Credential, *, credential: str = "", approval: int = 0, size: str = LETTER, licence: str = ""
) -> dict[str, Any]:
    """What the template sets. Characters that no font of ours has are replaced; the attached facts keep them."""
    facts, proof = printing.for_approval(document["facts"], approval), document["proof"]
    page = facts["verify_at"].removesuffix(f"{facts['code']}/").removesuffix("/")
    code = grouped(facts["code"])
    return {
        "design": printing.design(facts),
        "size": size,
        "qr": segno.make(facts["verify_at"], error="m", micro=False).svg_inline(border=0),
        "record": as_bytes(document).decode(),
        "credential": credential,
        "verify_at": facts["verify_at"],
    } | printable(
        {
            "title": facts["title"],
            "notice": facts["notice"],
            "name": facts["name"],
            "introduction": printing.introduction(facts),
            "course": facts["course"]["title"],
            "hours": facts["hours"],
            "type": facts["course"]["type"],
            "provider": facts["provider"]["name"],
            "accreditor": facts["approvals"][0] if facts["approvals"] else {},
            "lines": [{"term": it.term, "value": it.value} for it in printing.paper_lines(facts, licence)],
            "signatures": signatures(facts),
            "biographies": [who for who in facts["instructors"] if who.get("biography")],
            "verify_page": page.split("://")[-1],
            "code_lines": [code[:14], code[15:]],
            "seal": seal(facts, proof),
        }
    )


def signatures(facts: Facts) -> list[dict[str, str]]:
    """Who signs: who taught, and the provider's administrator. Facts of the first format named nobody."""
    return facts.get("signatures") or [
        {"name": printing.instructors(facts) or facts["provider"]["name"], "role": "Instructor"},
        {"name": facts["provider"]["name"], "role": "Provider"},
    ]


def seal(facts: Facts, proof: dict[str, str]) -> str:
    if not proof["key_id"]:
        return "Not signed: made on a developer's machine."
    return (
        f"The facts of this certificate are attached to this file, signed with key {proof['key_id']}. "
        f"SHA-256 {proof['sha256'][:16]}"
    )


def printable(value: Any) -> Any:
    """The same structure, with every text in characters that can be drawn."""
    if isinstance(value, str):
        return glyphs.drawable(value)
    if isinstance(value, dict):
        return {key: printable(item) for key, item in value.items()}
    return value if isinstance(value, (int, float, type(None))) else [printable(item) for item in value]
