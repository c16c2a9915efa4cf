"""A part of a question as a few lines of text, for parts that are written in one box. Pure.

Choices: a line each, the right ones begin with *. Numbers: "2 ± 0.5". Matching: "row -> answer". Order: as it is right.
"""

from collections.abc import Callable

from .bank_fields import Body

HELP = "A line each. Begin the right choices with *. A number: 2 ± 0.5. A match: row -> answer."


def lines_of(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def keyed(rows: list[Body], earlier: list[Body]) -> list[Body]:
    """With keys: those that stood with the same words before, or else the first letters that are free."""
    known = {words(row): row["key"] for row in earlier}
    taken = set(known.values())
    letters = (letter for letter in "abcdefghijklmnopqrstuvwxyz" if letter not in taken)
    return [{"key": known.get(words(row)) or next(letters), **row} for row in rows]


def words(row: Body) -> str:
    return str(row.get("right") or row.get("wrong") or row.get("text") or "")


def choices(text: str, earlier: Body) -> Body:
    rows: list[Body] = [
        {"right": line[1:].strip()} if line.startswith("*") else {"wrong": line} for line in lines_of(text)
    ]
    return {"choices": keyed(rows, earlier.get("choices", []))}


def short(text: str, earlier: Body) -> Body:
    return {"answers": [{"text": line} for line in lines_of(text)]}


def numeric(text: str, earlier: Body) -> Body:
    rows = []
    for line in lines_of(text):
        value, _, tolerance = (part.strip() for part in line.partition("±"))
        rows.append({"value": value} | ({"tolerance": tolerance} if tolerance else {}))
    return {"answers": rows}


def true_false(text: str, earlier: Body) -> Body:
    return {"answer": text.strip().lower()}


def matching(text: str, earlier: Body) -> Body:
    rows: list[Body] = []
    for line in lines_of(text):
        row, _, answer = (part.strip() for part in line.partition("->"))
        rows.append({"text": row, "answer": answer})
    return {"rows": keyed(rows, earlier.get("rows", []))}


def ordering(text: str, earlier: Body) -> Body:
    rows: list[Body] = [{"text": line} for line in lines_of(text)]
    return {"items": keyed(rows, earlier.get("items", []))}


READ: dict[str, Callable[[str, Body], Body]] = {
    "single": choices,
    "multiple": choices,
    "short": short,
    "numeric": numeric,
    "true_false": true_false,
    "matching": matching,
    "ordering": ordering,
}


def written(kind: str, body: Body) -> str:
    """The other direction, as far as lines can say it: see `is_said_by_lines`."""
    if kind in ("single", "multiple"):
        return "\n".join(f"*{row['right']}" if "right" in row else words(row) for row in body["choices"])
    if kind == "short":
        return "\n".join(row["text"] for row in body["answers"])
    if kind == "numeric":
        rows = body["answers"]
        return "\n".join(
            row["value"] + (f" ± {row['tolerance']}" if "tolerance" in row else "") for row in rows
        )
    if kind == "true_false":
        return str(body["answer"])
    if kind == "matching":
        return "\n".join(f"{row['text']} -> {row['answer']}" for row in body["rows"])
    return "\n".join(row["text"] for row in body["items"])


def is_said_by_lines(kind: str, body: Body) -> bool:
    """Whether nothing of it would be lost: no feedback, no fractions, no units."""
    said = {
        name: value for name, value in body.items() if name not in ("key", "mark", "type", "weight", "stem")
    }
    return READ[kind](written(kind, body), said) == said
