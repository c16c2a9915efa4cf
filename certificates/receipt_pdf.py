"""A receipt as a PDF for a clinic's file, with the signed receipt inside. Pure: plain values in, bytes out."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from . import printing
from .pdf import printable
from .receipts import Receipt, as_bytes
from .typesetting import typeset

TEMPLATE = Path(__file__).parent / "typst/receipt.typ"


def draw(receipt: Receipt, summary: Sequence[tuple[str, int]]) -> bytes:
    """The PDF of a signed receipt."""
    said = receipt["receipt"]
    at = datetime.fromisoformat(said["checked_at"])
    sheet = {"receipt": as_bytes(receipt).decode()} | printable(
        {
            "source": said["source"],
            "source_sha256": said["source_sha256"],
            "issuer": said["issuer"].split("://")[-1],
            "checked": f"{printing.us_date(at.date())}, {at:%H:%M} UTC",
            "sums": ", ".join(f"{count} {word.lower()}" for word, count in summary),
            "total": str(len(said["rows"])),
            "key_id": said["key_id"] or "Not signed: made on a developer's machine.",
            "rows": [
                [
                    str(number),
                    row["code"],
                    row["word"],
                    row["name"],
                    row["course"],
                    row["hours"],
                    printing.long_date(row["completed"]) if row["completed"] else "",
                ]
                for number, row in enumerate(said["rows"], 1)
            ],
        }
    )
    return typeset(TEMPLATE, sheet, at)
