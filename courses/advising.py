"""What an author reads above a lesson: what must be put right before a release, and what could be better."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from django.urls import reverse
from wagtail.models import Page

from . import hours, readiness
from .covering import matrix
from .drafting import HINT
from .markdown import words
from .models import CoursePage, LessonPage, Reference
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


type Library = Mapping[str, Reference]


@dataclass(frozen=True)
class Item:
    """A sentence, and where to do something about it: a block, a field of this page, or another page."""

    text: str
    block: str = ""
    panel: str = "title"
    url: str = ""

    @property
    def href(self) -> str:
        if self.url:
            return self.url
        return f"#block-{self.block}-section" if self.block else f"#panel-child-content-{self.panel}-section"


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
    library = Reference.objects.in_bulk(lesson.cites(), field_name="key")
    text = " ".join(plain(read(part)) for block in lesson.body for part in block.value.reads())
    return Advice(
        must=list(_must(lesson, today, library)),
        better=list(_better(lesson, today, library)),
        words=load.words,
        methods=worth(load.words, load.media_minutes),
        grade=round(reading(text).grade),
    )


def advise_course(page: CoursePage, today: date) -> Advice:
    """The same for the course as a whole: why it may not be released, each with the page to mend it on."""
    page = CoursePage.objects.get(pk=page.pk)  # as it is published: a release takes that
    steps = page.steps()
    found = readiness.located(page, today, steps)
    load = sum((step.workload() for step in steps), hours.Workload())
    holes = (
        f"Objective {row.objective.number}: {hole}" for row in matrix(page)["rows"] for hole in row.holes
    )
    coverage = reverse("coverage", args=[page.pk])
    return Advice(
        must=[Item(said, url=_editor(step)) for said, step in found],
        better=[Item(hole, url=coverage) for hole in holes],
        words=load.words,
        methods=worth(load.words, load.media_minutes),
    )


def _editor(step: Page | None) -> str:
    return reverse("wagtailadmin_pages:edit", args=[step.pk]) if step else ""


def worth(count: int, media_minutes: Decimal) -> list[tuple[str, str]]:
    """What words and media alone make by each accreditor's method, before questions are counted."""
    return [
        ("NCBTMB", f"{hours.ncbtmb_unrounded(count, media_minutes):.2f} CE"),
        ("NASBA", f"{(Decimal(count) / 180 + Decimal(media_minutes)) / 50:.2f} credits"),
        ("Mergener, without questions, difficulty 3", f"{hours.mergener(count, 0, 3):.0f} minutes"),
    ]


def _loose_ends(lesson: LessonPage) -> Iterator[Item]:
    """Sentences that lead nowhere, and claims that stand behind no sentence."""
    claims = {block.value["key"]: block for block in lesson.claims()}
    terms = {term.key for term in lesson.terms()}
    for block in lesson.body:
        for kind, key in block.value.notes():
            if kind == "claim" and key not in claims:
                yield Item("A sentence leads to a claim that isn't here any more. Mark it anew.", block.id)
            if kind == "term" and key not in terms:
                yield Item(f"“{key}” isn't in the glossary.", block.id)
    for key, block in claims.items():
        if block.value.is_inline and ("claim", key) not in lesson.notes():
            yield Item(f"No sentence carries the claim “{_name(block)}”. Mark one.", block.id)


def _must(lesson: LessonPage, today: date, library: Library) -> Iterator[Item]:
    if not lesson.covers():
        yield Item("No objective is chosen. Say below what this lesson teaches.", panel="objectives")
    if HINT in lesson.summary:
        yield Item("The summary is still the template's. Write your own.", panel="summary")
    yield from _loose_ends(lesson)
    for block in lesson.body:
        for problem in block.value.problems(today):
            yield Item(problem, block.id)
        for key in block.value.cites():
            if key not in library:
                yield Item(
                    "It cites a source that isn't in the library any more. Cite another one.", block.id
                )
            elif library[key].retracted_on:
                yield Item(
                    f"It cites {_short(library[key])}, which was retracted. Cite another one.", block.id
                )
        if any(HINT in part for part in [*block.value.reads(), block.value.get("title") or ""]):
            yield Item(f"“{_name(block)}” is still the template's. Write your own words over it.", block.id)


def _short(reference: Reference) -> str:
    return f"{reference.authors or reference.title} ({reference.year})"


def _better(lesson: LessonPage, today: date, library: Library) -> Iterator[Item]:
    yield from _untested(lesson)
    for block in lesson.body:
        name = _name(block)
        if block.block_type == "text":
            yield from _of_text(block, name)
        if block.block_type == "claim" and (due := block.value["review_by"]) and today <= due < today + SOON:
            yield Item(f"“{name}” is due for another look on {due:%b} {due.day}, {due.year}.", block.id)
        for source in (library[key] for key in block.value.cites() if key in library):
            if source.review_by and source.review_by < today + SOON:
                yield Item(f"“{name}” cites {_short(source)}: look for newer evidence.", block.id)
    if not any(block.block_type == "claim" for block in lesson.body):
        yield Item("There is no claim block. About one for every 300 words shows what the lesson rests on.")
    if not any(block.block_type == "check" for block in lesson.body):
        yield Item("There is no self-check. One question in the middle helps people to remember.")


def _untested(lesson: LessonPage) -> Iterator[Item]:
    """Objectives of this lesson that no test of the course asks about."""
    steps = lesson.get_parent().specific.steps()
    tested = {covered for step in steps if step.workload().questions for covered in step.covers()}
    for objective in lesson.objectives.all():
        if objective.public_id not in tested:
            yield Item(f"No question tests objective {objective.number}.", panel="objectives")


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
