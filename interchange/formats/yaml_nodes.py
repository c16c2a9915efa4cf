"""YAML with the line and column of every value, and none of YAML's surprises.

Every scalar is text until a field asks for something else, so `no`, `1:30` and `012` are what was written.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from string import ascii_lowercase
from typing import Any, Protocol
from uuid import UUID

import yaml

from . import prose
from .problems import Place, Report

LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
MAX_DEPTH = 10
KEY = re.compile(r"[a-z]|[1-9][0-9]?")
ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
INTEGER = re.compile(r"-?[0-9]{1,9}")
DECIMAL = re.compile(r"[+-]?[0-9]{0,30}(?:\.[0-9]{0,30})?(?:[eE][+-]?[0-9]{1,2})?%?", re.ASCII)


class Mark(Protocol):
    """A position in YAML, from either of its two parsers. Counts from nought."""

    line: int
    column: int


@dataclass(frozen=True)
class Source:
    """A stretch of YAML inside a file. `offset` is the number of lines of the file before it."""

    file: str
    text: str
    offset: int = 0
    is_json: bool = False  # from a program: switches are true or false, and parts without a key are numbered

    def place(self, mark: Mark | None) -> Place:
        if mark is None:
            return Place(self.file, self.offset + 1)
        return Place(self.file, self.offset + mark.line + 1, mark.column + 1)


def read(source: Source, report: Report) -> "Fields | None":
    """The mapping that the text is, or None with the problem reported."""
    try:
        if not _is_tame(source, report):
            return None
        node = yaml.compose(source.text, Loader=LOADER)
    except yaml.MarkedYAMLError as error:
        report.add(source.place(error.problem_mark), "E010", f"this is not YAML: {error.problem}")
        return None
    if not isinstance(node, yaml.MappingNode):
        report.add(source.place(node.start_mark if node else None), "E014", "expected fields, like `id: …`")
        return None
    return Fields(node, source, report)


def of_json(name: str, value: Any, report: Report) -> "Fields | None":
    """The same fields from JSON that was parsed. What is null is not there."""
    source = Source(name, "", is_json=True)
    if not isinstance(value, dict):
        report.add(Place(name), "E014", 'expected fields, like {"id": …}')
        return None
    node = _node(value, MAX_DEPTH)
    if node is None:
        report.add(Place(name), "E013", f"nested more than {MAX_DEPTH} deep")
        return None
    return Fields(node, source, report)


def _node(value: Any, depth: int) -> Any:
    """A value as YAML would have it, or None when it is too deep."""
    if depth == 0:
        return None
    if isinstance(value, dict):
        pairs = [
            (_node(name, depth), _node(each, depth - 1)) for name, each in value.items() if each is not None
        ]
        return None if any(each is None for _, each in pairs) else yaml.MappingNode("", pairs)
    if isinstance(value, list):
        items = [_node(each, depth - 1) for each in value if each is not None]
        return None if None in items else yaml.SequenceNode("", items)
    return yaml.ScalarNode("", str(value).lower() if isinstance(value, bool) else str(value))


def _is_tame(source: Source, report: Report) -> bool:
    """Look at the events before anything is built: aliases and deep nesting are how YAML explodes."""
    depth = 0
    for event in yaml.parse(source.text, Loader=LOADER):
        place = source.place(event.start_mark)
        if getattr(event, "anchor", None) or isinstance(event, yaml.AliasEvent):
            report.add(place, "E012", "anchors and aliases are not allowed: write the value again")
            return False
        if getattr(event, "tag", None):
            report.add(place, "E012", "tags are not allowed")
            return False
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > MAX_DEPTH:
            report.add(place, "E013", f"nested more than {MAX_DEPTH} deep")
            return False
    return True


@dataclass
class Fields:
    """The fields of one mapping. Each method takes one, converts it, and reports what is wrong with it.

    After a problem a harmless value is returned, so that reading goes on and finds the other problems.
    """

    node: yaml.MappingNode
    source: Source
    report: Report
    label: str = ""  # whose fields they are: begins each message of `problem`
    values: dict[str, yaml.Node] = field(init=False, default_factory=dict)
    taken: set[str] = field(init=False, default_factory=set)

    def __post_init__(self) -> None:
        for key, value in self.node.value:
            if not isinstance(key, yaml.ScalarNode):
                self.report.add(self.source.place(key.start_mark), "E014", "a field's name is text")
            elif key.value in self.values:
                place = self.source.place(key.start_mark)
                self.report.add(place, "E011", f"`{key.value}` stands here twice")
            else:
                self.values[key.value] = value

    @property
    def place(self) -> Place:
        return self.source.place(self.node.start_mark)

    def at(self, name: str) -> Place:
        """Where a field's value stands; without one, where the mapping begins."""
        node = self.values.get(name)
        return self.source.place(node.start_mark) if node else self.place

    def has(self, name: str) -> bool:
        return name in self.values

    def finish(self) -> None:
        """Report the fields that nobody asked for."""
        for key, _ in self.node.value:
            if isinstance(key, yaml.ScalarNode) and key.value not in self.taken:
                place = self.source.place(key.start_mark)
                known = ", ".join(sorted(self.taken))
                self.report.add(place, "E016", f"unknown field `{key.value}`; known here: {known}")
                self.taken.add(key.value)

    def text(self, name: str, *, limit: int = 200, default: str | None = None) -> str:
        """One line of text."""
        node = self._scalar(name, default is None)
        if node is None:
            return default or ""
        return self._within(name, " ".join(node.value.split()), limit)

    def lines(self, name: str, *, limit: int) -> str:
        """A text as it stands, line by line."""
        node = self._scalar(name, True)
        return self._within(name, node.value.strip("\n"), limit) if node else ""

    def markdown(self, name: str, *, limit: int = 20_000, default: str | None = None) -> str:
        """Markdown of any number of lines, checked for what our Markdown does not have."""
        node = self._scalar(name, default is None)
        if node is None:
            return default or ""
        passage = self._passage(node)
        prose.check(passage, self.report)
        return self._within(name, passage.text, limit)

    def word(self, name: str, *, default: str | None = None) -> str:
        """An id or a key."""
        node = self._scalar(name, default is None)
        if node is None:
            return default or ""
        if not ID.fullmatch(node.value) or len(node.value) > 60:
            self.report.add(self.at(name), "E019", f"`{node.value}` is not an id: use [a-z0-9-], at most 60")
        return node.value

    def pattern(self, name: str, pattern: str, like: str, *, default: str | None = None) -> str:
        """A short text of a given shape."""
        node = self._scalar(name, default is None)
        if node is None:
            return default or ""
        if not re.fullmatch(pattern, node.value):
            self.report.add(self.at(name), "E019", f"{name} is {like}, not `{node.value[:40]}`")
        return node.value

    def choice(self, name: str, choices: tuple[str, ...], *, default: str | None = None) -> str:
        node = self._scalar(name, default is None)
        if node is None:
            return default or ""
        if node.value not in choices:
            listed = ", ".join(choices)
            self.report.add(self.at(name), "E023", f"{name} is one of {listed}, not `{node.value}`")
        return node.value

    def number(self, name: str, low: int, high: int, *, default: int | None = None) -> int:
        node = self._scalar(name, default is None)
        if node is None:
            return low if default is None else default
        if not INTEGER.fullmatch(node.value) or not low <= int(node.value) <= high:
            message = f"{name} is a whole number from {low} to {high}, not `{node.value}`"
            self.report.add(self.at(name), "E021", message)
            return low
        return int(node.value)

    def exact(self, name: str, *, limit: int = 200, default: str | None = None) -> str:
        """Text as it was written, but for the spaces around it."""
        node = self._scalar(name, default is None)
        if node is None:
            return default or ""
        return self._within(name, node.value.strip(), limit)

    def decimal(self, name: str, low: str, high: str, *, default: str | None = None) -> str:
        """A decimal in text; 50% is 0.5."""
        node = self._scalar(name, default is None)
        if node is None:
            return default or low
        found = _decimal(node.value)
        if found is None or not Decimal(low) <= found <= Decimal(high):
            message = f"{name} is a decimal from {low} to {high}, not `{node.value[:40]}`"
            self.report.add(self.at(name), "E026", message)
            return default or low
        return f"{found.normalize():f}" if found else "0"

    def key(self, number: int) -> str:
        """The key of a part: a letter, a number, or the id itself. `number` is its position, from nought."""
        if self.source.is_json and not self.has("key"):
            self.taken.add("key")
            return ascii_lowercase[number] if number < len(ascii_lowercase) else str(number + 1)
        node = self._scalar("key", True)
        if node is None:
            return ""
        if not KEY.fullmatch(node.value) and not _is_uuid(node.value):
            message = f"key is one letter or a number up to 99, not `{node.value[:40]}`"
            self.report.add(self.at("key"), "E019", message)
        return node.value

    def skip(self, *names: str) -> None:
        """Fields about which everything is said."""
        self.taken.update(names)

    def problem(self, name: str, code: str, message: str) -> None:
        """Report a mistake in a field, or in the mapping."""
        place = self.at(name) if name else self.place
        self.report.add(place, code, f"{self.label}: {message}" if self.label else message)

    def flag(self, name: str, *, default: bool | None = None) -> bool:
        node = self._scalar(name, default is None)
        if node is None:
            return bool(default)
        said = node.value
        if self.source.is_json:
            said = {"true": "yes", "false": "no"}.get(said, said)
        if said not in ("yes", "no"):
            self.report.add(self.at(name), "E022", f"{name} is yes or no, not `{said}`")
        return said == "yes"

    def optional_date(self, name: str) -> date | None:
        return self._day(name, False)

    def _day(self, name: str, required: bool) -> date | None:
        node = self._scalar(name, required)
        if node is None:
            return None
        try:
            if len(node.value) != 10:
                raise ValueError
            return date.fromisoformat(node.value)
        except ValueError:
            self.report.add(self.at(name), "E020", f"{name} is a date like 2026-11-20, not `{node.value}`")
            return None

    # After the methods whose hints say `date`: from here on in this class, the name is this method's.
    def date(self, name: str) -> date:
        return self._day(name, True) or date.min

    def words(self, name: str, *, required: bool = False) -> list[tuple[str, Place]]:
        """A list of short texts, each with its place."""
        found = []
        for item in self._items(name, required):
            if isinstance(item, yaml.ScalarNode):
                found.append((item.value, self.source.place(item.start_mark)))
            else:
                self.report.add(self.source.place(item.start_mark), "E014", f"{name} is a list of words")
        return found

    def mappings(self, name: str, *, required: bool = True) -> "Iterator[Fields]":
        for item in self._items(name, required):
            if isinstance(item, yaml.MappingNode):
                yield Fields(item, self.source, self.report, self.label)
            else:
                self.report.add(self.source.place(item.start_mark), "E014", f"{name} is a list of mappings")

    def mapping(self, name: str, *, required: bool = True) -> "Fields | None":
        node = self._take(name, required)
        if isinstance(node, yaml.MappingNode):
            return Fields(node, self.source, self.report, self.label)
        if node is not None:
            self.report.add(self.at(name), "E014", f"{name} is a mapping")
        return None

    def schema(self, supported: str) -> None:
        node = self._scalar("schema", True)
        if node is not None and node.value != supported:
            message = f"schema {node.value} is not supported; this version reads {supported}"
            self.report.add(self.at("schema"), "E024", message)

    def _take(self, name: str, required: bool) -> yaml.Node | None:
        self.taken.add(name)
        node = self.values.get(name)
        if node is None and required:
            self.report.add(self.place, "E015", f"`{name}` is missing")
        return node

    def _scalar(self, name: str, required: bool) -> yaml.ScalarNode | None:
        node = self._take(name, required)
        if node is None:
            return None
        if not isinstance(node, yaml.ScalarNode):
            self.report.add(self.at(name), "E014", f"{name} is text")
            return None
        if required and not node.value.strip():
            self.report.add(self.at(name), "E017", f"{name} is empty")
            return None
        return node

    def _items(self, name: str, required: bool) -> list[yaml.Node]:
        node = self._take(name, required)
        if node is None:
            return []
        if not isinstance(node, yaml.SequenceNode):
            self.report.add(self.at(name), "E014", f"{name} is a list")
            return []
        if required and not node.value:
            self.report.add(self.at(name), "E017", f"{name} is empty")
        return list(node.value)

    def _within(self, name: str, text: str, limit: int) -> str:
        if len(text) > limit:
            message = f"{name} has {len(text)} characters; {limit} is the most"
            self.report.add(self.at(name), "E018", message)
        return text

    def _passage(self, node: yaml.ScalarNode) -> prose.Passage:
        """A block scalar begins on the line below its mark; any other begins at its mark."""
        start = self.source.place(node.start_mark)
        if node.style in ("|", ">"):
            lines = self.source.text.split("\n")[node.start_mark.line + 1 :]
            first = next((line for line in lines if line.strip()), "")
            indent = len(first) - len(first.lstrip(" "))
            start = Place(start.file, start.line + 1, indent + 1)
        elif node.style:
            start = Place(start.file, start.line, start.column + 1)
        return prose.Passage(node.value.rstrip(), start)


def _decimal(text: str) -> Decimal | None:
    """Signs and digits, and a percent sign perhaps; None for all else."""
    if not DECIMAL.fullmatch(text):
        return None
    try:
        found = Decimal(text.removesuffix("%"))
    except InvalidOperation:
        return None
    return found / 100 if text.endswith("%") else found


def _is_uuid(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False
