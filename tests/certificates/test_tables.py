"""A clinic's spreadsheet comes back with its rows and columns as they were, and computes nothing."""

import io
import time
import zipfile

import pytest
from openpyxl import Workbook, load_workbook

from certificates import codes
from certificates.tables import MOST_CODES, Unreadable, as_csv, as_workbook, from_file, from_pasted, inert

CODE, OTHER = codes.new(), codes.new()
LIST = f"Site;Last name;License #;Certificate code;Notes\nNorth;Ánh;MT1;{codes.grouped(CODE)};=1+1\nSouth;Li;;{OTHER};x\n"


def workbook(rows) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_columns_are_recognised_and_kept():
    table = from_file("staff.csv", LIST.encode())

    assert (table.code, table.name, table.licence) == (3, 1, 2)
    assert list(table.rows[0]) == ["North", "Ánh", "MT1", codes.grouped(CODE), "=1+1"]
    assert list(table.header) == ["Site", "Last name", "License #", "Certificate code", "Notes"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_the_encodings_of_spreadsheets_are_read(encoding):
    text = LIST.replace("Ánh", "Müller")

    assert from_file("a.csv", text.encode(encoding)).rows[0][1] == "Müller"


def test_excel_is_read_with_its_numbers_and_without_its_formulas():
    table = from_file("a.xlsx", workbook([["Hours", "Code"], [1.5, CODE], ["=1+1", OTHER]]))

    assert list(table.rows[0]) == [1.5, CODE]
    assert table.rows[1][0] == ""  # never computed, so there is no value


def test_a_list_without_a_heading_is_a_list():
    assert len(from_file("a.csv", f"{CODE}\n{OTHER}\n".encode()).rows) == 2


def test_pasted_codes_may_be_separated_as_people_do():
    assert [row[0] for row in from_pasted(f"{CODE}, {OTHER};\n\n{CODE}").rows] == [CODE, OTHER, CODE]


def test_five_thousand_codes_and_not_one_more():
    assert len(from_pasted("\n".join([CODE] * MOST_CODES)).rows) == MOST_CODES
    with pytest.raises(Unreadable, match=r"5,001 codes. One check takes up to 5,000"):
        from_pasted("\n".join([CODE] * (MOST_CODES + 1)))
    with pytest.raises(Unreadable, match="5,001 codes"):
        from_file("a.csv", "\n".join(["Code", *[CODE] * (MOST_CODES + 1)]).encode())
    with pytest.raises(Unreadable, match="5,001 codes"):
        from_file("a.xlsx", workbook([["Code"], *[[CODE]] * (MOST_CODES + 5)]))


@pytest.mark.parametrize(
    ("cell", "safe"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("@SUM(1)", "'@SUM(1)"),
        ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
        ("-2+3", "'-2+3"),
        ("\t=1", "'\t=1"),
        ("-5", "-5"),
        ("+1.5", "+1.5"),
        (-5, -5),
        ("Łukasz", "Łukasz"),
    ],
)
def test_no_cell_is_computed(cell, safe):
    assert inert(cell) == safe


def test_excel_shows_formulas_as_text():
    made = load_workbook(io.BytesIO(as_workbook(["Name"], [["=1+1"], ["@x"], [2]])))
    cells = [row[0] for row in made.active.iter_rows(min_row=2)]

    assert [(cell.value, cell.data_type) for cell in cells] == [("=1+1", "s"), ("@x", "s"), (2, "n")]


def test_csv_is_marked_so_that_excel_reads_names():
    assert as_csv(["Name"], [["Ánh"]]) == b"\xef\xbb\xbfName\r\n\xc3\x81nh\r\n"


def bomb() -> bytes:
    """A workbook that would unpack to 200 MB."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"<c>" * (70 * 2**20))
    return out.getvalue()


def entities() -> bytes:
    """A workbook whose sheet would expand a billion times."""
    out = io.BytesIO(workbook([["Code"], [CODE]]))
    laughing = (
        '<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "aaaaaaaaaa">'
        + "".join(f'<!ENTITY a{n} "{("&a" + (str(n - 1) if n else "") + ";") * 10}">' for n in range(9))
        + "]><worksheet><sheetData><row><c><v>&a8;</v></c></row></sheetData></worksheet>"
    )
    with zipfile.ZipFile(out) as good:
        parts = {name: good.read(name) for name in good.namelist()}
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, laughing if name.endswith("sheet1.xml") else part)
    return made.getvalue()


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"", "empty"),
        (b"PK\x03\x04 no workbook", "damaged"),
        (b"\xd0\xcf\x11\xe0old", "old Excel file"),
        (b"a,b\n1,2\n", "No column of this spreadsheet holds codes"),
        (b"\x00\x01\x02", "no spreadsheet"),
        (b"a," * 100, "more than 60 columns"),
        (b"x" * (11 * 2**20), "larger than 10 MB"),
        (bomb, "unpacks to far more"),
        (entities, "can't be read"),
    ],
    ids=["empty", "torn", "xls", "no codes", "binary", "wide", "large", "bomb", "entities"],
)
def test_bad_lists_are_refused_at_once_and_in_plain_words(raw, says):
    raw = raw() if callable(raw) else raw
    begun = time.process_time()

    with pytest.raises(Unreadable, match=says):
        from_file("list.csv", raw)

    assert time.process_time() - begun < 1
