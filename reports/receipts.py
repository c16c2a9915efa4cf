"""A state database's error receipt, saved as a spreadsheet: which lines it refused, and why. Pure.

We read a column of license numbers, a column of messages and, where the same license stands twice in a report, a
column of completion dates. Nothing else of the file is looked at.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from certificates.tables import Unreadable, from_csv, from_workbook

from .rosters import MOST_LINES, Row

LARGEST_RECEIPT = 2 * 1024 * 1024
LONGEST_MESSAGE = 300
MOST_FAULTS = 50


@dataclass(frozen=True, slots=True)
class Refusal:
    """`at` is the line of the file. `day` is None where the file gives none."""

    at: int
    licence: str
    message: str
    day: date | None


@dataclass(frozen=True, slots=True)
class Receipt:
    refusals: Sequence[Refusal]

    def matched(self, rows: Sequence[Row]) -> tuple[dict[int, str], list[str]]:
        """The message to each refused row, by its place; and what in the receipt fits no row, or several."""
        messages: dict[int, str] = {}
        faults = []
        for it in self.refusals:
            same = [at for at, row in enumerate(rows) if _plain(row.licence_number) == _plain(it.licence)]
            places = [at for at in same if it.day is None or rows[at].completed_on == it.day]
            if len(places) == 1:
                messages[places[0]] = it.message
            elif not places:
                faults.append(f"Line {it.at}: this report sent no such line.")
            else:
                faults.append(f"Line {it.at}: this license was sent twice. Add a column with the dates.")
        return messages, faults[:MOST_FAULTS]


def read(raw: bytes) -> Receipt:
    """A CSV or XLSX receipt. Raises Unreadable, in words for a registrar."""
    if len(raw) > LARGEST_RECEIPT:
        raise Unreadable("This receipt is larger than 2 MB. Send only the lines that were refused.")
    rows = from_workbook(raw) if raw.startswith(b"PK") else from_csv(raw)
    if len(rows) > MOST_LINES + 1:
        raise Unreadable(f"This receipt has more than {MOST_LINES:,} lines, more than a report can have.")
    header = [str(cell) for cell in rows[0]] if rows else []
    licence, message, day = (
        _place(header, words) for words in ("licen[cs]e", "error|message|reason", "date")
    )
    if licence < 0 or message < 0:
        raise Unreadable(
            "The first row must name the columns: one with “License”, one with “Message” or “Error”."
        )
    refusals = []
    for at, row in enumerate(rows[1:], 2):
        cell = [str(row[place]).strip() if 0 <= place < len(row) else "" for place in (licence, message, day)]
        refusals.append(Refusal(at, cell[0], cell[1][:LONGEST_MESSAGE], _day(cell[2], at)))
    return Receipt(refusals)


def _place(header: Sequence[str], words: str) -> int:
    return next((at for at, name in enumerate(header) if re.search(words, name, re.IGNORECASE)), -1)


def _day(text: str, at: int) -> date | None:
    if not text:
        return None
    for shape in ("%Y-%m-%d", "%m/%d/%Y"):
        try:
            return datetime.strptime(text, shape).date()
        except ValueError:
            continue
    raise Unreadable(f"Line {at}: this is no date. Write it as 12/31/2026.")


def _plain(number: str) -> str:
    """Spelling is forgiven, and so is a leading zero that a spreadsheet took away."""
    return re.sub(r"[^0-9A-Z]", "", number.upper()).lstrip("0")
