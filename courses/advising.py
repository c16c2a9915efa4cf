"""What an author reads above a lesson: what must be put right before a release, and what could be better."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from . import hours
from .drafting import HINT
from .markdown import words
from .models import LessonPage, Reference
from .prose.documents import Node, attribute, plain
from .prose.reading import read
from .readability import reading

HARD = 13.0  # grade: harder than a college text
LONG = 600  # words under one heading: several screens of a phone
SOON = timedelta(days=90)
_MEASURED = re.compile(
    r"\d+(?:\.\d+)? ?(?:%|percent|mm|mL|points?|weeks?|people|patients|trials?|studies)\b", re.IGNORECASE
)
_FOUND = re.compile(
    r"\b(?:studies|trials?|research|evidence) (?:show|found|suggest|prove|report)", re.IGNORECASE
)


@dataclass(frozen=True)
class Item:
    """A sentence, and the id of the block that it is about; empty for the lesson as a whole."""

    text: str
    block: str = ""

    @property
    def anchor(self) -> str:
        return f"block-{self.block}-section" if self.block else "panel-child-content-title-section"


@dataclass
class Advice:
    must: list[Item] = field(default_factory=list)
    better: list[Item] = field(default_factory=list)
    words: int = 0
    methods: list[tuple[str, str]] = field(default_factory=list)
    grade: int = 0


def advise(lesson: LessonPage, today: date) -> Advice:
    """The advice on a lesson as it is drafted."""
    load = lesson.workload()
    text = " ".join(plain(read(part)) for block in lesson.body for part in block.value.reads())
    return Advice(
        must=list(_must(lesson, today)),
        better=list(_better(lesson, today)),
        words=load.words,
        methods=worth(load.words, load.media_minutes),
        grade=round(reading(text).grade),
    )


def worth(count: int, media_minutes: Decimal) -> list[tuple[str, str]]:
    """What words and media alone make by each accreditor's method, before questions are counted."""
    return [
        ("NCBTMB", f"{hours.ncbtmb_unrounded(count, media_minutes):.2f} CE"),
        ("NASBA", f"{(Decimal(count) / 180 + Decimal(media_minutes)) / 50:.2f} credits"),
        ("Mergener, without questions, difficulty 3", f"{hours.mergener(count, 0, 3):.0f} minutes"),
    ]


def _must(lesson: LessonPage, today: date) -> Iterator[Item]:
    if not lesson.covers():
        yield Item("No objective is chosen. Say below what this lesson teaches.")
    if HINT in lesson.summary:
        yield Item("The summary is still the template's. Write your own.")
    known = set(Reference.objects.filter(key__in=lesson.cites()).values_list("key", flat=True))
    for block in lesson.body:
        for problem in block.value.problems(today):
            yield Item(problem, block.id)
        for key in block.value.cites():
            if key not in known:
                yield Item(
                    "It cites a source that isn't in the library any more. Cite another one.", block.id
                )
        if any(HINT in part for part in [*block.value.reads(), block.value.get("title") or ""]):
            yield Item(f"“{_name(block)}” is still the template's. Write your own words over it.", block.id)


def _better(lesson: LessonPage, today: date) -> Iterator[Item]:
    for block in lesson.body:
        name = _name(block)
        if block.block_type == "text":
            yield from _of_text(block, name)
        if block.block_type == "claim" and (due := block.value["review_by"]) and today <= due < today + SOON:
            yield Item(f"“{name}” is due for another look on {due:%b} {due.day}, {due.year}.", block.id)
    if not any(block.block_type == "claim" for block in lesson.body):
        yield Item("There is no claim block. About one for every 300 words shows what the lesson rests on.")
    if not any(block.block_type == "check" for block in lesson.body):
        yield Item("There is no self-check. One question in the middle helps people to remember.")


def _of_text(block: object, name: str) -> Iterator[Item]:
    text = block.value["text"]  # type: ignore[attr-defined]
    identity = block.id  # type: ignore[attr-defined]
    count = words(text)
    if count > LONG:
        yield Item(f"“{name}” has {count} words under one heading. Cut it in two.", identity)
    if count >= 100 and reading(plain(read(text))).grade > HARD:
        yield Item(f"“{name}” is hard to read. Shorter sentences help most.", identity)
    for paragraph in read(text).get("content", []):
        if paragraph["type"] == "paragraph" and _says_without_source(paragraph):
            start = " ".join(plain(paragraph).split()[:8])
            yield Item(f"“{start}…” states what was found, without a source. Cite one.", identity)


def _says_without_source(paragraph: Node) -> bool:
    said = plain(paragraph)
    has_source = any(node["type"] == "citation" for node in paragraph.get("content", []))
    return not has_source and bool(_MEASURED.search(said) or _FOUND.search(said))


def _name(block: object) -> str:
    """What an author calls a block: its heading, title, statement or first words."""
    value = block.value  # type: ignore[attr-defined]
    for named in ("title", "statement", "caption"):
        if value.get(named):
            return str(value[named])[:60]
    for node in read(value.get("text") or "").get("content", []):
        if node["type"] == "heading" and attribute(node, "level") == 2:
            return plain(node)
        return " ".join(plain(node).split()[:6])
    return "This block"
