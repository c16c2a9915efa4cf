"""A clinic's own spreadsheet: read with bounds, its rows and columns kept, and written back without formulas. Pure."""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils.exceptions import InvalidFileException

from .codes import NotACode, TypingMistake, canonical

MOST_CODES = 5_000
MOST_COLUMNS = 60
MOST_TEXT = 1_500_000
LARGEST_FILE = 10 * 1024 * 1024
LARGEST_UNPACKED = 60 * 1024 * 1024
MOST_PARTS = 500
# Our own columns in a list that was checked before: they are replaced.
OURS = "Fascia "
_NAME = re.compile(r"family|last.?name|surname|apellido|name|holder|therapist", re.IGNORECASE)
_FAMILY = re.compile(r"family|last.?name|surname|apellido", re.IGNORECASE)
_LICENCE = re.compile(r"licen[cs]e|registration n", re.IGNORECASE)
_CODE = re.compile(r"code|verif|certificate", re.IGNORECASE)
_NUMBER = re.compile(r"[-+]?\d[\d.,]*")

type Cell = str | int | float


class Unreadable(ValueError):
    """The list cannot be read. The message says why and what to do, in plain words."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows as they came. Places of columns are -1 where there is none. `before` is the status of an earlier check."""

    header: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    code: int = 0
    name: int = -1
    licence: int = -1
    before: Sequence[str] = field(default_factory=list)

    def text(self, row: Sequence[Cell], place: int) -> str:
        return str(row[place]).strip() if 0 <= place < len(row) else ""


def from_pasted(text: str) -> Table:
    """Codes one a line, or separated by commas or semicolons. Raises Unreadable."""
    if len(text) > MOST_TEXT:
        raise Unreadable(too_many(MOST_CODES + 1, "or more"))
    lines = [part.strip() for part in re.split(r"[\r\n,;\t]+", text)]
    return counted(Table(["Code"], [[line] for line in lines if line]))


def from_file(name: str, raw: bytes) -> Table:
    """A CSV or XLSX file. Raises Unreadable."""
    if len(raw) > LARGEST_FILE:
        raise Unreadable(
            "This spreadsheet is larger than 10 MB. Keep the columns that matter and send it again."
        )
    if raw.startswith(b"PK"):
        return laid_out(from_workbook(raw))
    if raw.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable("This is an old Excel file (.xls). Save it as .xlsx or .csv and send it again.")
    return laid_out(from_csv(raw))


def from_csv(raw: bytes) -> list[list[Cell]]:
    text = decoded(raw)
    if "\0" in text:
        raise Unreadable("This is no spreadsheet. Send a .csv or .xlsx file, or paste the codes.")
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t|", key=first.count)
    try:
        rows = [list(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)]
    except csv.Error as error:
        raise Unreadable(
            "This CSV file can't be read. Save it again from your spreadsheet program."
        ) from error
    return [row for row in rows if any(cell.strip() for cell in row)]  # type: ignore[misc]


def decoded(raw: bytes) -> str:
    """Text in the encodings that spreadsheets write."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", errors="replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def from_workbook(raw: bytes) -> list[list[Cell]]:
    """The rows of the first sheet that has any. Raises Unreadable, also for what would unpack to far more."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError) as error:
        raise Unreadable("This Excel file is damaged. Save it again and send it.") from error
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise Unreadable("This Excel file unpacks to far more than a list of codes. Save the list as .csv.")
    try:
        book = load_workbook(io.BytesIO(raw), read_only=True, data_only=True, keep_links=False)
        for sheet in book.worksheets:
            sheet.reset_dimensions()
            found = sheet.iter_rows(max_row=MOST_CODES + 2, max_col=MOST_COLUMNS, values_only=True)
            rows = [[plain(value) for value in row] for row in found]
            if filled := [row for row in rows if any(str(cell).strip() for cell in row)]:
                return filled
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, TypeError, OSError) as error:
        raise Unreadable("This Excel file can't be read. Save it as .csv and send it again.") from error
    return []


def plain(value: object) -> Cell:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return value
    if isinstance(value, datetime | date):
        return value.isoformat().removesuffix("T00:00:00")
    return str(value)


def laid_out(rows: list[list[Cell]]) -> Table:
    """The table with its columns recognised: which holds codes, names, licenses. Raises Unreadable."""
    if not rows:
        raise Unreadable("This spreadsheet is empty.")
    width = max(filled_width(row) for row in rows)
    rows = [row[:width] for row in rows]
    if width > MOST_COLUMNS:
        raise Unreadable(f"This spreadsheet has more than {MOST_COLUMNS} columns. Keep those that matter.")
    rows = [[*row, *[""] * (width - len(row))] for row in rows]
    has_header = not any(looks_like_a_code(cell) for cell in rows[0])
    header = [str(cell) for cell in rows[0]] if has_header else [f"Column {n + 1}" for n in range(width)]
    body = rows[1:] if has_header else rows
    if sum(len(str(cell)) for row in body for cell in row) > MOST_TEXT:
        raise Unreadable("This spreadsheet holds too much text. Keep the columns that matter.")
    return counted(recognised(header, body))


def filled_width(row: Sequence[Cell]) -> int:
    """Up to its last cell with content: Excel pads."""
    return next((n for n in range(len(row), 0, -1) if str(row[n - 1]).strip()), 0)


def recognised(header: list[str], body: list[list[Cell]]) -> Table:
    before_at = next((n for n, title in enumerate(header) if title == f"{OURS}status"), -1)
    before = [str(row[before_at]) for row in body] if before_at >= 0 else []
    keep = [n for n, title in enumerate(header) if not title.startswith(OURS)]
    header = [header[n] for n in keep]
    body = [[row[n] for n in keep] for row in body]
    code = column_of_codes(header, body)
    others = [n for n in range(len(header)) if n != code]
    name = titled(header, others, _FAMILY)
    name = name if name >= 0 else titled(header, others, _NAME)
    return Table(header, body, code, name, titled(header, others, _LICENCE), before)


def column_of_codes(header: Sequence[str], body: Sequence[Sequence[Cell]]) -> int:
    """Where most cells look like codes; if none does, the column that is called so. Raises Unreadable."""
    counts = [sum(looks_like_a_code(row[n]) for row in body) for n in range(len(header))]
    if max(counts, default=0):
        return counts.index(max(counts))
    if (named := titled(header, range(len(header)), _CODE)) >= 0:
        return named
    raise Unreadable(
        "No column of this spreadsheet holds codes. A code has six groups of four letters and digits."
    )


def titled(header: Sequence[str], among: Iterable[int], wanted: re.Pattern) -> int:
    return next((n for n in among if wanted.search(header[n])), -1)


def looks_like_a_code(cell: Cell) -> bool:
    try:
        canonical(str(cell))
    except TypingMistake:
        return True
    except NotACode:
        return False
    return True


def counted(table: Table) -> Table:
    """The table itself. Raises Unreadable for more codes than one check takes, and for none."""
    if len(table.rows) > MOST_CODES:
        raise Unreadable(too_many(len(table.rows)))
    if not table.rows:
        raise Unreadable("There is no code to check.")
    return table


def too_many(count: int, more: str = "") -> str:
    said = " ".join(part for part in (f"{count:,}", more) if part)
    return f"That's {said} codes. One check takes up to {MOST_CODES:,}: split the list and check each part."


def inert(cell: Cell) -> Cell:
    """A cell that no spreadsheet computes. Numbers stay numbers."""
    if not isinstance(cell, str) or _NUMBER.fullmatch(cell):
        return cell
    return "'" + cell if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) else cell


def as_csv(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """With a mark at its beginning, so that Excel reads the names right."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerows([inert(cell) for cell in row] for row in (header, *rows))
    return out.getvalue().encode("utf-8-sig")


def as_workbook(
    header: Sequence[str], rows: Iterable[Sequence[Cell]], *, title: str = "Certificates"
) -> bytes:
    """Every text as text: a cell that begins with = is shown, never computed."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    sheet.append([as_cell(sheet, cell, bold=True) for cell in header])
    for row in rows:
        sheet.append([as_cell(sheet, cell) for cell in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_cell(sheet, value: Cell, *, bold: bool = False) -> WriteOnlyCell:
    if isinstance(value, str):
        value = "".join(symbol for symbol in value if symbol >= " " or symbol in "\t\n")
    cell = WriteOnlyCell(sheet, value)
    if isinstance(value, str):
        cell.data_type = "s"
    if bold:
        cell.font = Font(bold=True)
    return cell
