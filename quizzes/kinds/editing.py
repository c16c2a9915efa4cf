"""What an editor of a kind offers: a few fields, and tables of rows. Pure. A kind says it in its editor.py.

An editor edits what stands in a bank (see bank_fields.Body): so nothing of a question is lost on the way.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from .bank_fields import Body

type Choices = tuple[tuple[str, str], ...]

# What a choice is worth: right and wrong as the kind has it, or the fraction itself.
WORTHS: Choices = (
    ("wrong", "Wrong"),
    ("right", "Right"),
    ("0.5", "Worth 50%"),
    ("0.3333333", "Worth a third"),
    ("0.25", "Worth 25%"),
    ("-0.25", "Costs 25%"),
    ("-0.3333333", "Costs a third"),
    ("-0.5", "Costs 50%"),
    ("-1", "Costs 100%"),
)


@dataclass(frozen=True, slots=True)
class Column:
    """One field. `usual` is what it says when it says nothing. A line, prose, or one of `choices`."""

    name: str
    label: str
    kind: str = "line"
    usual: str = ""
    choices: Choices = ()
    help: str = ""
    required: bool = True


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of a field. `one` is what a row is; `least` how many a new question begins with.

    In a table with `verdicts`, the column "text" stands under right, wrong, or with a fraction.
    """

    name: str
    label: str
    one: str
    columns: tuple[Column, ...]
    least: int = 2
    has_keys: bool = True
    verdicts: bool = False
    help: str = ""


@dataclass(frozen=True, slots=True)
class Schema:
    """What the editor of a kind offers."""

    fields: tuple[Column, ...] = ()
    tables: tuple[Table, ...] = ()


FEEDBACK = Column("feedback", "Why", "prose", required=False, help="Shown afterwards.")
FRACTION = Column("fraction", "Worth", usual="1", required=False, help="1, 0.5, 50% …")


def body_of(
    schema: Schema, fields: Mapping[str, str], tables: Mapping[str, Sequence[Mapping[str, str]]]
) -> Body:
    """What was filled in, as a bank has it. Rows without a key are new, and get one for good."""
    said = {column.name: fields.get(column.name, "").strip() for column in schema.fields}
    body: Body = {
        column.name: said[column.name]
        for column in schema.fields
        if said[column.name] and said[column.name] != column.usual
    }
    for table in schema.tables:
        rows = [row_of(table, row) for row in tables.get(table.name, ())]
        if rows:
            body[table.name] = rows
    return body


def row_of(table: Table, said: Mapping[str, str]) -> Body:
    row: Body = {"key": said.get("key") or str(uuid4())} if table.has_keys else {}
    for column in table.columns:
        value = said.get(column.name, "").strip().replace("\r\n", "\n")
        if table.verdicts and column.name == "text":
            worth = said.get("worth", "wrong")
            row |= {worth: value} if worth in ("right", "wrong") else {"text": value, "fraction": worth}
        elif column.name != "worth" and value and value != column.usual:
            row[column.name] = value
    return row


def carrying(table: Table, rows: Sequence[Body], earlier: Body) -> list[Body]:
    """The rows with what stood in them before and no column shows."""
    shown = {column.name for column in table.columns} | {"key", "right", "wrong", "text", "fraction"}
    before = {row.get("key"): row for row in earlier.get(table.name, ())}
    return [
        {name: said for name, said in before.get(row.get("key"), {}).items() if name not in shown} | row
        for row in rows
    ]


def rows_of(table: Table, body: Body) -> list[dict[str, str]]:
    """What the rows of a table are filled with."""
    found = []
    for row in body.get(table.name, []):
        said = {column.name: row.get(column.name, column.usual) for column in table.columns}
        if table.verdicts:
            worth = next((name for name in ("right", "wrong") if name in row), row.get("fraction", "wrong"))
            said |= {"worth": worth, "text": row.get(worth, row.get("text", ""))}
        found.append(said | {"key": row.get("key", "")})
    return found


def evened(rows: Sequence[Body]) -> list[Body]:
    """Where one choice says its fraction, all do: right is 1, wrong is 0."""
    if not any("fraction" in row for row in rows):
        return list(rows)
    worth: dict[str, Any] = {"right": "1", "wrong": "0"}
    return [
        {"key": row["key"], "text": row[name], "fraction": worth[name]}
        | {other: said for other, said in row.items() if other not in ("key", name)}
        if (name := next((each for each in worth if each in row), ""))
        else row
        for row in rows
    ]
