"""What the editors of questions that are made of questions share: each part is written as lines. Pure."""

from collections.abc import Collection

from . import lines
from .bank_fields import Body
from .editing import Column

NAMES = {
    "single": "One choice",
    "multiple": "Several choices",
    "true_false": "True or false",
    "short": "A word or a few",
    "numeric": "A number",
    "matching": "Matching",
    "ordering": "Ordering",
}


class CannotEdit(ValueError):
    """The question says more than this editor can show. Its text says so."""


def columns(kinds: Collection[str], usual: str) -> tuple[Column, ...]:
    return (
        Column(
            "type", "Kind", "choice", usual, tuple((kind, NAMES[kind]) for kind in NAMES if kind in kinds)
        ),
        Column("lines", "Answers", "prose", help=lines.HELP),
        Column("weight", "Counts", usual="1", required=False),
    )


def begin(rows: list[Body], usual: str) -> list[Body]:
    """Raises CannotEdit where lines would lose something."""
    found = []
    for row in rows:
        kind = row.get("type", usual)
        if not lines.is_said_by_lines(kind, row):
            raise CannotEdit(
                "One of its parts has an answer of several lines. Edit this question in its bank’s file."
            )
        found.append(row | {"lines": lines.written(kind, row)})
    return found


def finish(rows: list[Body], earlier: list[Body], usual: str) -> list[Body]:
    before = {row["key"]: row for row in earlier}
    found = []
    for row in rows:
        kind = row.get("type", usual)
        head = {name: row[name] for name in lines.ASIDE if name in row}
        earlier_row = before.get(row["key"], {})
        same = earlier_row.get("type", usual) == kind
        found.append(head | lines.read(kind, row.get("lines", ""), earlier_row if same else {}))
    return found
