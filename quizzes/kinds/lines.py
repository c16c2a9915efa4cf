"""A part of a question as a few lines of text, for parts that are written in one box. Pure.

Choices: a line each, the right ones begin with *. Numbers: "2 ± 0.5". Matching: "row -> answer". Order: as it is right.
Of choices, words and numbers, "[0.5]" in front says what one is worth, and "// because" behind it why.
"""

import re
from collections.abc import Callable, Iterator
from itertools import count
from string import ascii_lowercase

from .bank_fields import Body

HELP = (
    "A line each. Begin the right choices with *. A number: 2 ± 0.5. A match: row -> answer. "
    "What is worth a half begins with [0.5]. Say why after //."
)
WORTH = re.compile(r"\[(-?[0-9.]+)\]\s+(.*)", re.DOTALL)
ASIDE = frozenset({"key", "mark", "type", "weight", "stem"})


def lines_of(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def keyed(rows: list[Body], earlier: list[Body]) -> list[Body]:
    """With keys: those that stood with the same words before, or else the first letters that are free."""
    known = {words(row): row["key"] for row in earlier}
    taken = set(known.values())
    letters = (letter for letter in _letters() if letter not in taken)
    return [{"key": known.get(words(row)) or next(letters), **row} for row in rows]


def _letters() -> Iterator[str]:
    """a, b, … z, a1, b1, …: how many rows are too many is for the kind to say."""
    for number in count():
        yield from (f"{letter}{number or ''}" for letter in ascii_lowercase)


def words(row: Body) -> str:
    return str(row.get("right") or row.get("wrong") or row.get("text") or row.get("value") or "")


def remarked(line: str) -> tuple[str, Body]:
    """A line without what it is worth and why, and these."""
    line, _, why = (part.strip() for part in line.partition(" // "))
    found = WORTH.fullmatch(line)
    said: Body = {"fraction": found.group(1)} if found else {}
    return (found.group(2) if found else line), said | ({"feedback": why} if why else {})


def choice(line: str) -> Body:
    text, said = remarked(line)
    if "fraction" in said:
        return {"text": text} | said
    return ({"right": text[1:].strip()} if text.startswith("*") else {"wrong": text}) | said


def answer(line: str) -> Body:
    text, said = remarked(line)
    return {"text": text} | said


def number(line: str) -> Body:
    text, said = remarked(line)
    value, _, tolerance = (part.strip() for part in text.partition("±"))
    return {"value": value} | ({"tolerance": tolerance} if tolerance else {}) | said


def match(line: str) -> Body:
    row, _, other = (part.strip() for part in line.partition("->"))
    return {"text": row, "answer": other}


def step(line: str) -> Body:
    return {"text": line}


# Of each kind: the field that holds its rows, whether they have keys, and what a line says.
ROWS: dict[str, tuple[str, bool, Callable[[str], Body]]] = {
    "single": ("choices", True, choice),
    "multiple": ("choices", True, choice),
    "short": ("answers", False, answer),
    "numeric": ("answers", False, number),
    "matching": ("rows", True, match),
    "ordering": ("items", True, step),
}
SAID = frozenset({"key", "right", "wrong", "text", "fraction", "feedback", "value", "tolerance", "answer"})


def read(kind: str, text: str, earlier: Body) -> Body:
    """What the lines say, with what they can't say as it stood: fields of the part, and of the same row."""
    if kind == "true_false":
        return kept(earlier, "answer") | {"answer": text.strip().lower()}
    name, has_keys, row_of = ROWS[kind]
    before = {words(row): row for row in earlier.get(name, [])}
    rows = [row_of(line) for line in lines_of(text)]
    rows = [row | silent(before.get(words(row), {})) for row in rows]
    return kept(earlier, name) | {name: keyed(rows, earlier.get(name, [])) if has_keys else rows}


def kept(earlier: Body, *without: str) -> Body:
    return {name: said for name, said in earlier.items() if name not in ASIDE and name not in without}


def silent(row: Body) -> Body:
    """What a row says that no line does."""
    return {name: said for name, said in row.items() if name not in SAID}


def written(kind: str, body: Body) -> str:
    """The other direction, as far as lines can say it: see `is_said_by_lines`."""
    if kind == "true_false":
        return str(body["answer"])
    return "\n".join(line(kind, row) for row in body[ROWS[kind][0]])


def line(kind: str, row: Body) -> str:
    if kind == "matching":
        return f"{row['text']} -> {row['answer']}"
    text = words(row) + (f" ± {row['tolerance']}" if "tolerance" in row else "")
    if "right" in row:
        text = f"*{text}"
    if "fraction" in row:
        text = f"[{row['fraction']}] {text}"
    return text + (f" // {row['feedback']}" if "feedback" in row else "")


def is_said_by_lines(kind: str, body: Body) -> bool:
    """Whether nothing of it would be lost: a line break inside a row, or a row that looks like another kind of row."""
    return read(kind, written(kind, body), body) == kept(body)
