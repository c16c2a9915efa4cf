"""What a kind's bank.py is given: the fields to read, and names for the ids of a question's parts. Pure.

A body is what stands in a bank's file for this kind alone, in one form: text, lists and mappings of text.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

type Body = dict[str, Any]


class Fields(Protocol):
    """The fields of one mapping in a file. A problem is reported with its place, and reading goes on."""

    def has(self, name: str) -> bool: ...
    def text(self, name: str, *, limit: int = ..., default: str | None = ...) -> str: ...
    def exact(self, name: str, *, limit: int = ..., default: str | None = ...) -> str: ...
    def markdown(self, name: str, *, limit: int = ..., default: str | None = ...) -> str: ...
    def choice(self, name: str, choices: tuple[str, ...], *, default: str | None = ...) -> str: ...
    def flag(self, name: str, *, default: bool | None = ...) -> bool: ...
    def number(self, name: str, low: int, high: int, *, default: int | None = ...) -> int: ...
    def decimal(self, name: str, low: str, high: str, *, default: str | None = ...) -> str: ...
    def mappings(self, name: str, *, required: bool = ...) -> "Iterator[Fields]": ...
    def mapping(self, name: str, *, required: bool = ...) -> "Fields | None": ...
    def key(self, number: int) -> str: ...
    def skip(self, *names: str) -> None: ...
    def finish(self) -> None: ...
    def problem(self, name: str, code: str, message: str) -> None: ...


class Names(Protocol):
    """The ids of a question's parts: the same ones wherever a bank is loaded, and back to their keys."""

    def id(self, key: str) -> str: ...
    def key(self, identity: str) -> str: ...
    def inside(self, part: str) -> "Names": ...


def optional(**fields: str) -> Body:
    """The fields that say something."""
    return {name: value for name, value in fields.items() if value}


def unlike(fields: Fields, name: str, rows: Sequence[tuple[str, str]], what: str) -> None:
    """Report keys that stand twice, and texts that stand twice. `rows` are keys and texts."""
    for key, count in Counter(key for key, _ in rows).items():
        if count > 1:
            fields.problem(name, "E025", f"{what} {key} stands twice")
    counts = Counter(" ".join(text.split()).casefold() for _, text in rows)
    for key, text in rows:
        if counts[" ".join(text.split()).casefold()] > 1:
            fields.problem(name, "E106", f"{what} {key} has the text of another")


def pick(said: object, offered: Mapping[str, str], what: str) -> str:
    """The key of what was said: a key, a text, or a text in another case. `offered` are texts by key.

    Raises ValueError for anything else, with what there is.
    """
    word = str(said).lower() if isinstance(said, bool) else str(said)
    if word in offered:
        return word
    for form in (str.strip, lambda text: " ".join(text.split()).casefold()):
        for key, text in offered.items():
            if form(text) == form(word):
                return key
    raise ValueError(f"“{word}” is no {what}: there are {', '.join(offered)}.")


def listed(said: object) -> list[Any]:
    """What was said as a list: one thing is a list of one, and nothing an empty one."""
    if said is None or said == "":
        return []
    return list(said) if isinstance(said, list | tuple) else [said]


def pairs(said: object, rows: Sequence[str]) -> list[tuple[Any, Any]]:
    """What was said of each row: {row: …}, [[row, …]], or a list in the order of the rows."""
    if isinstance(said, Mapping):
        return list(said.items())
    found = listed(said)
    if found and all(isinstance(each, list | tuple) and len(each) == 2 for each in found):
        return [(row, choice) for row, choice in found]
    if len(found) > len(rows):
        raise ValueError(f"There are {len(rows)} rows, not {len(found)}.")
    return list(zip(rows, found, strict=False))
