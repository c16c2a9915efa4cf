"""A receipt as a PDF for a clinic's file, with the signed receipt inside. Pure: plain values in, bytes out."""

import json
from collections.abc import Sequence
from datetime import datetime

import typst

from . import printing
from .pdf import FONTS, ROOT, printable
from .receipts import Receipt, as_bytes


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
    return typst.compile(
        str(ROOT / "receipt.typ"),
        root=str(ROOT),
        font_paths=FONTS,
        format="pdf",
        sys_inputs={"data": json.dumps(sheet, ensure_ascii=False)},
        pdf_standards=["a-3a", "ua-1"],
        timestamp=int(at.timestamp()),
    )
