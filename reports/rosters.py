"""What a board's database is told of completions: one row each, and which rows are still to be sent. Pure.

The columns are those of CE Broker's upload for full credit: help.cebroker.com, article 15226514662548, which
names them by letter and asks for no row of headings. What was reported already must not stand in a new file.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from io import BytesIO

import xlwt

# An .xls sheet ends at row 65,536; a receipt is read up to as many rows as a report may have.
MOST_LINES = 5_000
WAITING, ACCEPTED, REFUSED = "waiting", "accepted", "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One completion as the board gets it. `course_id` is ours, for when the board gave the course no number."""

    provider_number: str
    course_number: str
    course_id: str
    licence_number: str
    completed_on: date
    state: str
    profession: str


@dataclass(frozen=True, slots=True)
class Sent:
    """A row as it went out, and what came back."""

    row: Row
    standing: str


def due(wanted: Mapping[int, Row], sent: Mapping[int, Sent]) -> dict[int, Row]:
    """The rows to send now, by completion, given the latest sending of each.

    One that waits for its receipt or was accepted is never repeated; one that was refused goes again once it
    reads otherwise than the board refused it.
    """
    return {
        key: row
        for key, row in wanted.items()
        if key not in sent or (sent[key].standing == REFUSED and sent[key].row != row)
    }


def cells(row: Row) -> list[str | date]:
    """Columns A to H. The board's own prefixes are left out: it asks for the numbers without them."""
    return [
        row.provider_number.strip().removeprefix("50-"),
        row.course_number.strip().removeprefix("20-"),
        "" if row.course_number.strip() else row.course_id,
        "",
        row.licence_number,
        row.completed_on,
        f"State={row.state}",
        f"Profession={row.profession}",
    ]


# What a board without a database of its own is sent: one row a completion, under these headings.
PLAIN = (
    "Name", "State", "License number", "Completed on", "Course", "Edition", "CE hours", "Course number",
    "Provider number", "Certificate",
)  # fmt: skip


def workbook(rows: Iterable[Row]) -> bytes:
    """An Excel file of the old kind (BIFF). Numbers are text cells, so that a leading zero stays; days are days."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("Roster")
    text, day = xlwt.easyxf(num_format_str="@"), xlwt.easyxf(num_format_str="M/D/YYYY")
    for at, row in enumerate(rows):
        for column, cell in enumerate(cells(row)):
            if cell != "":
                sheet.write(at, column, cell, day if isinstance(cell, date) else text)
    sheet.col(5).width = 256 * 12
    file = BytesIO()
    book.save(file)
    return file.getvalue()
