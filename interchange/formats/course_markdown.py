"""A step's file → a lesson, a quiz or an attestation: front matter, then Markdown with fenced blocks."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from json import dumps

from . import prose, yaml_nodes
from .course_yaml import OBJECTIVE
from .evaluations import read_evaluation
from .lesson_blocks import READERS
from .problems import Place, Report
from .sources import (
    PRESETS,
    REVEALS,
    STEP_KINDS,
    Attestation,
    Block,
    Claim,
    ClosingWords,
    Evaluation,
    Lesson,
    Pool,
    Quiz,
    Step,
    Text,
)
from .yaml_nodes import Fields

OPENING = "opening"
FENCE = re.compile(r"```+\s*([\w-]*)\s*$")
HEADING = re.compile(r"##(?!#)")
HEADING_KEY = re.compile(r"\{#([^}]*)\}\s*$")
KEY_LINE = re.compile(r"\{#([^}]*)\}\s*$")
PLAIN = re.compile(r"[*_`\[\]<>#|]")


def read_step(file: str, text: str, course: str, report: Report) -> Step | None:
    """The step, or None with problems reported."""
    report.course = course
    lines = text.split("\n")
    end = next((n for n, line in enumerate(lines[1:], 1) if line == "---"), 0)
    if lines[0] != "---" or not end:
        report.add(Place(file), "E030", "a step begins with front matter between two `---` lines")
        return None
    fields = yaml_nodes.read(yaml_nodes.Source(file, "\n".join(lines[1:end]) + "\n", 1), report)
    if fields is None:
        return None
    body = Body(file, lines[end + 1 :], end + 2)
    readers: dict[str, Callable[[Fields, Body, str, Report], Step]]
    readers = {"lesson": _lesson, "quiz": _quiz, "evaluation": _evaluation, "attestation": _attestation}
    kind = fields.choice("kind", STEP_KINDS, default="lesson")
    step = readers[kind](fields, body, course, report) if kind in readers else None
    if step is None:
        return None
    step = replace(step, required=fields.flag("required", default=True))
    fields.finish()
    report.define("step", step.id, fields.at("id"), course)
    if isinstance(step, Lesson):
        report.define("lesson", step.id, fields.at("id"), course)
        for block in step.blocks:
            report.define("block", f"{step.id}#{block.key}", fields.at("id"), course)
    return step


@dataclass(frozen=True)
class Body:
    """The lines below the front matter. `first` is the number of the first line in the file."""

    file: str
    lines: list[str]
    first: int

    def place(self, number: int) -> Place:
        return Place(self.file, self.first + number)

    def passage(self, start: int, end: int) -> prose.Passage:
        """The lines from `start` up to `end`, without blank ones around."""
        while start < end and not self.lines[start].strip():
            start += 1
        text = "\n".join(self.lines[start:end]).rstrip()
        return prose.Passage(text, self.place(start))

    @property
    def whole(self) -> prose.Passage:
        return self.passage(0, len(self.lines))


def _lesson(fields: Fields, body: Body, course: str, report: Report) -> Lesson:
    return Lesson(
        course=course,
        id=fields.word("id"),
        title=fields.text("title", limit=255),
        summary=fields.text("summary", limit=300, default=""),
        objectives=_objectives(fields),
        blocks=tuple(_Blocks(body, report).read()),
    )


def _objectives(fields: Fields) -> tuple[str, ...]:
    named = fields.words("objectives")
    for name, place in named:
        fields.report.use("objective", name, place)
    return tuple(name for name, _ in named)


def _quiz(fields: Fields, body: Body, course: str, report: Report) -> Quiz:
    prose.check(body.whole, report)
    preset = fields.choice("preset", PRESETS, default="post-test")
    return Quiz(
        course=course,
        id=fields.word("id"),
        title=fields.text("title", limit=255),
        introduction=body.whole.text,
        preset=preset,
        pass_mark=fields.number("pass_mark", 0, 100) if fields.has("pass_mark") else None,
        attempts=fields.number("attempts", 0, 100, default=0),
        time_limit=fields.number("time_limit", 0, 24 * 60, default=0),
        cool_down=fields.number("cool_down", 0, 24 * 90, default=0),
        reveal=fields.choice("reveal", REVEALS, default=""),
        confidence=fields.flag("confidence", default=False),
        shuffles_questions=fields.flag("shuffle_questions", default=True),
        shuffles_options=fields.flag("shuffle_options", default=True),
        questions=_fixed(fields),
        pools=_pools(fields, report),
        feedback=_feedback(fields, report),
    )


def _fixed(fields: Fields) -> tuple[str, ...]:
    """Questions that every attempt asks, each as bank/id."""
    named = fields.words("questions")
    seen: set[str] = set()
    for name, place in named:
        if name in seen:
            fields.report.add(place, "E216", f"`{name}` is asked twice")
        seen.add(name)
        fields.report.use("fixed question", name, place)
    return tuple(name for name, _ in named)


def _pools(fields: Fields, report: Report) -> tuple[Pool, ...]:
    pools: list[Pool] = []
    for item in fields.mappings("pools", required=not fields.has("questions")):
        pool = Pool(
            bank=item.word("bank"),
            objective=item.pattern("objective", OBJECTIVE, "LO1, LO2, …", default=""),
            tag=item.text("tag", limit=100, default=""),
            draw=item.number("draw", 1, 500),
            safety=item.number("safety", 0, 500, default=0),
        )
        item.finish()
        overlapping = [p for p in pools if _overlap(p, pool)]
        if overlapping:
            report.add(item.place, "E215", "an earlier pool already draws from these questions")
        report.use("bank", pool.bank, item.at("bank"))
        if pool.objective:
            report.use("objective", pool.objective, item.at("objective"))
        name = dumps([pool.bank, pool.objective, pool.tag, pool.draw, pool.safety])
        report.use("pool", name, item.at("draw"))
        pools.append(pool)
    return tuple(pools)


def _feedback(fields: Fields, report: Report) -> tuple[ClosingWords, ...]:
    found = []
    for item in fields.mappings("feedback", required=False):
        words = ClosingWords(
            at_least=item.number("at_least", 0, 100, default=0),
            objective=item.pattern("objective", OBJECTIVE, "LO1, LO2, …", default=""),
            text=item.markdown("text"),
        )
        item.finish()
        if words.objective:
            report.use("objective", words.objective, item.at("objective"))
        found.append(words)
    return tuple(found)


def _overlap(one: Pool, other: Pool) -> bool:
    """An empty objective means every question of the bank. Different tags may or may not overlap: release says."""
    if one.bank != other.bank or (one.tag != other.tag and one.tag and other.tag):
        return False
    return not one.objective or not other.objective or one.objective == other.objective


def _evaluation(fields: Fields, body: Body, course: str, report: Report) -> Evaluation:
    if body.whole.text:
        report.add(body.whole.start, "E206", "an evaluation has no text: its `introduction` stands above")
    return read_evaluation(fields, course)


def _attestation(fields: Fields, body: Body, course: str, report: Report) -> Attestation:
    statement = body.whole
    if not statement.text or "\n\n" in statement.text or PLAIN.search(statement.text):
        report.add(statement.start, "E209", "the body is the statement: one paragraph of plain text")
    return Attestation(
        course=course,
        id=fields.word("id"),
        title=fields.text("title", limit=255),
        statement=" ".join(statement.text.split()),
    )


@dataclass
class _Blocks:
    """Cuts a lesson's body into blocks: at headings, at `{#key}` lines and at fences."""

    body: Body
    report: Report
    keys: set[str] = field(default_factory=set)
    inline: dict[str, Place] = field(default_factory=dict)

    def read(self) -> Iterator[Block]:
        number, count = 0, len(self.body.lines)
        key, place = OPENING, self.body.place(0)
        has_fence_before = False
        while number < count:
            line = self.body.lines[number]
            if FENCE.match(line):
                block, number = self.fenced(number)
                if block:
                    yield block
                has_fence_before = True
                continue
            if not line.strip():
                number += 1
                continue
            start, key, place = self.begins(number, has_fence_before)
            number = self.end_of_text(start + (start == number))
            yield from self.text(key, place, start, number)
            has_fence_before = False
        if not self.keys:
            self.report.add(self.body.place(0), "E212", "a lesson has text")
        pointed = {use.name for use in self.report.uses if use.kind == "claim"}
        for key, place in self.inline.items():
            if f"{self.body.file}#{key}" not in pointed:
                self.report.add(place, "E214", f"no sentence of the lesson points to claim:{key}")

    def begins(self, number: int, has_fence_before: bool) -> tuple[int, str, Place]:
        """Where the text of a block begins, its key, and where that stands."""
        line, place = self.body.lines[number], self.body.place(number)
        alone = KEY_LINE.match(line)
        if alone:
            return number + 1, self.key(alone.group(1), place), place
        if HEADING.match(line):
            key = HEADING_KEY.search(line)
            if not key:
                self.report.add(place, "E203", "a second-level heading needs a key, like {#skin}")
                return number, "", place
            return number, self.key(key.group(1), place), place
        if has_fence_before:
            self.report.add(place, "E204", "text after a fenced block begins with a heading or a {#key} line")
            return number, "", place
        return number, self.key(OPENING, place), place

    def end_of_text(self, number: int) -> int:
        """The first line at or after `number` that begins another block."""
        lines = self.body.lines
        while number < len(lines):
            line = lines[number]
            if FENCE.match(line) or KEY_LINE.match(line) or HEADING.match(line):
                break
            number += 1
        return number

    def text(self, key: str, place: Place, start: int, end: int) -> Iterator[Text]:
        passage = self.body.passage(start, end)
        if not passage.text:
            self.report.add(place, "E212", f"the block {{#{key}}} has no text")
            return
        prose.check(passage, self.report, is_lesson=True)
        yield Text(key, passage.text)

    def fenced(self, number: int) -> tuple[Block | None, int]:
        """The block that a fence holds, and the number of the line after it."""
        lines, place = self.body.lines, self.body.place(number)
        match = FENCE.match(lines[number])
        kind = match.group(1) if match else ""
        end = next((n for n in range(number + 1, len(lines)) if lines[n].rstrip() == "```"), 0)
        if not end:
            self.report.add(place, "E207", "this fenced block is never closed")
            self.keys.add("")
            return None, len(lines)
        if kind not in READERS:
            self.report.add(place, "E206", f"a fenced block is one of {', '.join(READERS)}, not `{kind}`")
            self.keys.add("")
            return None, end + 1
        text = "\n".join(lines[number + 1 : end]) + "\n"
        source = yaml_nodes.Source(self.body.file, text, self.body.first + number)
        fields = yaml_nodes.read(source, self.report)
        self.keys.add("")
        if fields is None:
            return None, end + 1
        block = READERS[kind](fields, self.key(fields.word("key"), fields.at("key")))
        fields.finish()
        if isinstance(block, Claim):
            self.report.define("claim", f"{self.body.file}#{block.key}", fields.at("key"))
            if block.placement == "inline":
                self.inline[block.key] = fields.at("key")
        return block, end + 1

    def key(self, key: str, place: Place) -> str:
        """A block's key, checked: well formed and used once in the lesson."""
        if not yaml_nodes.ID.fullmatch(key) or len(key) > 60:
            if key:
                self.report.add(place, "E019", f"`{key}` is not a key: use [a-z0-9-], at most 60")
        elif key in self.keys:
            self.report.add(place, "E025", f"the key `{key}` is used twice in this lesson")
        self.keys.add(key)
        return key
