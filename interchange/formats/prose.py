"""What our Markdown does not have, found by line and column before it is rendered."""

import re
from dataclasses import dataclass

from .problems import Place, Report

CITATION = re.compile(r"\[@[\w-]+(?:\s*;\s*@[\w-]+)*\]")
HEADING = re.compile(r"(#{1,6})")
ITEM = re.compile(r"( *)(?:[-*+]|[0-9]{1,9}\.)[ \t]+\S")
KEY = re.compile(r"\{#")
LINK = re.compile(r"\]\(\s*<?([^)>\s]*)")
DEFINITION = re.compile(r" {0,3}\[(?!@|\^)[^\]]+\]:\s*<?([^>\s]*)")
TARGET = re.compile(r"https?://[^\s/].*|mailto:\S+@\S+")
LESSON = re.compile(r"lesson:([a-z0-9-]+)(?:#([a-z0-9-]+))?")
NOTE = re.compile(r"(claim|term):([a-z0-9-]+)")
CITED_LINK = re.compile(r"\[[^\[\]]*\[@[^\[\]]*\][^\[\]]*\]\(")
HTML = re.compile(r"<(?=[A-Za-z/!?])(?!(?:https?://|mailto:)[^<>\s]*>)(?![^<>@\s]+@[^<>@\s]+>)")
CODE = re.compile(r"(?<!`)(`++)(.+?)(?<!`)\1(?!`)")
ESCAPED = re.compile(r"\\[\\`*_{}\[\]()>#+\-.!<]")

# What stands nowhere, with the code that says so.
NOWHERE = [
    (HTML, "E301", "raw HTML is not allowed; write Markdown, or escape it with a backslash"),
    (re.compile(r"!\["), "E308", "images are not supported"),
    (CITED_LINK, "E311", "a citation stands behind the link: [a sentence](claim:key) [@source]"),
    (re.compile(r"\[\^"), "E309", "footnotes are not supported; cite a source like [@key]"),
]


@dataclass(frozen=True)
class Passage:
    """Markdown and where it begins. All its lines are indented alike in the file."""

    text: str
    start: Place

    def place(self, line: int, column: int) -> Place:
        """`line` and `column` count from nought."""
        return Place(self.start.file, self.start.line + line, self.start.column + column)


def check(passage: Passage, report: Report, *, is_lesson: bool = False) -> None:
    """Report everything in a passage that would not be rendered as its author meant it."""
    in_list = False
    before = ""
    for number, written in enumerate(passage.text.split("\n")):
        if written.startswith("```"):
            place = passage.place(number, 0)
            report.add(place, "E206", "a fenced block here is neither a claim nor a callout of a lesson")
        line = _without_code(written)
        in_list = _check_layout(line, before, in_list, passage, number, report)
        _check_headings(line, before, passage, number, report, is_lesson)
        _check_marks(line, passage, number, report)
        _check_links(line, passage, number, report)
        before = line


def _without_code(line: str) -> str:
    """Blank out code and escaped characters, keeping the columns."""
    line = CODE.sub(lambda match: "x" * len(match.group(0)), line)
    return ESCAPED.sub("xx", line)


def _check_layout(
    line: str, before: str, in_list: bool, passage: Passage, number: int, report: Report
) -> bool:
    """Lists as Python-Markdown wants them. Returns whether the next line may belong to a list."""
    if not line.strip():
        return in_list
    indent = len(line) - len(line.lstrip(" "))
    item = ITEM.match(line)
    if item and not in_list and before.strip() and not HEADING.match(before):
        place = passage.place(number, indent)
        report.add(place, "E305", "a list needs a blank line before it, or it becomes part of the paragraph")
    if (item and indent % 4) or (indent >= 4 and not in_list):
        place = passage.place(number, 0)
        report.add(place, "E306", f"indented by {indent}: nested lists take four spaces, nothing else any")
    return bool(item) or (in_list and (indent > 0 or bool(before.strip())))


def _check_headings(
    line: str, before: str, passage: Passage, number: int, report: Report, is_lesson: bool
) -> None:
    heading = HEADING.match(line)
    place = passage.place(number, 0)
    if (heading and len(heading.group(1)) == 1) or (before.strip() and re.fullmatch(r"=+ *", line)):
        report.add(place, "E302", "no first-level heading: the title is it")
    elif heading and not is_lesson:
        report.add(place, "E303", "a heading stands only in a lesson's text")
    elif before.strip() and "|" not in before and re.fullmatch(r"-+ *", line):
        report.add(place, "E303", "an underlined heading: write `## Heading {#key}`, or a blank line before")
    takes_key = is_lesson and heading and len(heading.group(1)) == 2
    text = re.sub(r"\{#[^}]*\}\s*$", "", line) if takes_key else line
    for match in KEY.finditer(text):
        where = passage.place(number, match.start())
        report.add(where, "E310", "a {#key} stands after a `##` heading or on a line of its own")


def _check_marks(line: str, passage: Passage, number: int, report: Report) -> None:
    for pattern, code, message in NOWHERE:
        for match in pattern.finditer(line):
            report.add(passage.place(number, match.start()), code, message)
    for match in re.finditer(r"\[@", line):
        whole = CITATION.match(line, match.start())
        if not whole:
            place = passage.place(number, match.start())
            report.add(
                place, "E307", "a citation is like [@hinds2004; @franklin2014], and nothing else in it"
            )
            continue
        for key in re.finditer(r"@([\w-]+)", whole.group(0)):
            place = passage.place(number, match.start() + key.start())
            report.use("reference", key.group(1), place)


def _check_links(line: str, passage: Passage, number: int, report: Report) -> None:
    definition = DEFINITION.match(line)
    for match in [*LINK.finditer(line), *([definition] if definition else [])]:
        target, place = match.group(1), passage.place(number, match.start(1))
        lesson, note = LESSON.fullmatch(target), NOTE.fullmatch(target)
        if note:
            kind, key = note.groups()
            # A claim belongs to the lesson, which is a file.
            report.use(kind, f"{place.file}#{key}" if kind == "claim" else key, place)
        elif lesson:
            report.use("lesson", target.removeprefix("lesson:"), place)
        elif not TARGET.fullmatch(target):
            message = f"`{target}` is no link: use http, https, mailto, lesson:ID#key, claim:key or term:key"
            report.add(place, "E304", message)
