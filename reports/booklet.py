"""An edition as one well-set PDF: accessible (PDF/UA-1), archivable (PDF/A-3a). Pure: frozen values in, bytes out.

It says what the reader says: the same text, figures, claims with their ratings, corrections and numbered sources.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from certificates.pdf import printable
from certificates.printing import us_date
from certificates.typesetting import typeset
from courses.markdown import curly
from courses.prose.documents import Node, attribute, plain
from courses.prose.reading import read

TEMPLATE = Path(__file__).parent / "typst/booklet.typ"
PRINTED = 0.66  # points of a picture's pixel: its letters are as large as those of a note
TALLEST = 460  # points
SHORT = 1500  # characters that are kept together on one page
ONLINE = {"check": "A question to try stands here in the lesson online.", "download": "It can be had online."}


@dataclass(frozen=True, slots=True)
class Lesson:
    """One frozen lesson. `corrections`: what was corrected since, as readers see it, by the block's id."""

    title: str
    body: Mapping[str, Any]
    corrections: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Booklet:
    """What is printed. `left_out` is how many lessons of the edition aren't open to this learner yet."""

    manifest: Mapping[str, Any]
    number: str
    released: date
    sha256: str
    address: str
    provider: str
    lessons: Sequence[Lesson]
    left_out: int = 0


def draw(
    booklet: Booklet,
    *,
    picture: Callable[[Mapping[str, Any]], str],
    rating: Callable[[str, str], str],
    entry: Callable[[Any], Mapping[str, str]],
    at: datetime,
) -> bytes:
    """The PDF.

    `picture` gives a frozen image as SVG, `rating` a verdict and certainty in words, `entry` a source as it is listed.
    """
    sheets = [_Lesson(lesson, picture, rating, entry).sheet() for lesson in booklet.lessons]
    return typeset(TEMPLATE, printable(_cover(booklet) | {"made": us_date(at.date()), "lessons": sheets}), at)


def _cover(booklet: Booklet) -> dict[str, Any]:
    manifest, left = booklet.manifest, booklet.left_out
    return {
        "title": curly(manifest["title"]),
        "promise": curly(manifest["promise"]),
        "teachers": [
            ", ".join(part for part in (who["name"], who.get("credentials", "")) if part)
            for who in manifest["instructors"]
        ],
        "objectives": [curly(each["statement"]) for each in manifest["objectives"]],
        "edition": f"Edition {booklet.number}, released {us_date(booklet.released)}",
        "sha256": booklet.sha256,
        "address": booklet.address,
        "provider": booklet.provider,
        "left_out": ""
        if not left
        else f"{left} more lesson{'s' * (left > 1)} will be in this file once {'they open' if left > 1 else 'it opens'} to you.",
        "disclosure": list(_blocks(read(manifest["disclosure"]), {}, {}))
        if manifest.get("disclosure")
        else [],
    }


class _Lesson:
    """One lesson on its way to what the template sets."""

    def __init__(self, lesson: Lesson, picture: Callable, rating: Callable, entry: Callable) -> None:
        self.lesson, self.picture, self.rating, self.entry = lesson, picture, rating, entry
        self.body = lesson.body
        self.numbers = {each["key"]: n for n, each in enumerate(self.body["references"], 1)}
        self.claims = {each["key"]: each for each in self.body["blocks"] if each["type"] == "claim"}

    def sheet(self) -> dict[str, Any]:
        blocks = []
        for block in self.body["blocks"]:
            made = self.block(block)
            said = [self.correction(each) for each in self.lesson.corrections.get(block["id"], ())]
            blocks += [made] * (not _is_inline(block)) + said
        return {
            "title": curly(self.lesson.title),
            "summary": curly(self.body["summary"]),
            "blocks": blocks,
            "claims": [self.claim(each) for each in self.claims.values() if _is_inline(each)],
            "terms": [
                {"term": each["term"], "text": self.prose(each["definition"])}
                for each in self.body.get("terms", ())
            ],
            "references": [self.source(each) for each in self.body["references"]],
        }

    def prose(self, text: str) -> list[dict[str, Any]]:
        rated = {
            key: {name: each[name] for name in ("verdict", "certainty")} for key, each in self.claims.items()
        }
        return list(_blocks(read(text), self.numbers, rated))

    def block(self, block: Mapping[str, Any]) -> dict[str, Any]:
        kind = block["type"]
        match kind:
            case "text":
                return {"type": "text", "text": self.prose(block["text"])}
            case "claim":
                return self.claim(block)
            case "callout":
                said = {
                    "kind": block["kind"],
                    "title": curly(block["title"]),
                    "short": len(block["text"]) < SHORT,
                }
                return {"type": "callout", "text": self.prose(block["text"])} | said
            case "table":
                rows = [each for each in self.prose(block["table"]) if each["type"] == "table"]
                return {"type": "table", "caption": self.prose(block["caption"]), "tables": rows}
            case "figure":
                return self.figure(block)
            case "video" | "audio":
                return {
                    "type": "recording",
                    "title": curly(block["title"]),
                    "text": self.prose(block["transcript"]),
                }
        return {"type": "note", "title": curly(block.get("title", "")), "text": ONLINE.get(kind, "")}

    def claim(self, block: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "type": "claim",
            "statement": curly(block["statement"]),
            "verdict": block["verdict"],
            "certainty": block["certainty"],
            "words": self.rating(block["verdict"], block["certainty"]),
            "numbers": [self.numbers[key] for key in block["citations"] if key in self.numbers],
            "measured": self.prose(block["measured"]) if block["measured"] else [],
            "short": len(block["measured"]) < SHORT,
        }

    def figure(self, block: Mapping[str, Any]) -> dict[str, Any]:
        [image] = block["assets"]
        return {
            "type": "figure",
            "svg": self.picture(image),
            "width": round(min(block["width"] * PRINTED, TALLEST * block["width"] / block["height"]), 1),
            "alt": block["alt"],
            "caption": self.prose(block["caption"]),
            "description": self.prose(block["description"]) if block["description"] else [],
            "credit": " · ".join(part for part in (block["credit"], block["licence"]) if part),
        }

    def correction(self, said: Mapping[str, Any]) -> dict[str, Any]:
        """What readers see beside the text, which never changes."""
        now = said["rating"]["now"] if said["rating"] else None
        return {
            "type": "correction",
            "on": us_date(said["on"].date()),
            "old": said["old"],
            "new": said["new"],
            "rating": self.rating(now["verdict"], now["certainty"]) if now else "",
            "reason": said["reason"],
            "source": said["source"]["text"] if said["source"] else "",
        }

    def source(self, reference: Mapping[str, str]) -> dict[str, str]:
        listed = self.entry(reference)
        return {"text": listed["text"], "url": listed["url"], "label": listed["url_label"]}


def _is_inline(block: Mapping[str, Any]) -> bool:
    return block["type"] == "claim" and block.get("placement") == "inline"


def _blocks(of: Node, numbers: Mapping[str, int], claims: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The blocks of a text, as the template sets them."""
    for each in of.get("content", ()):
        kind = each["type"]
        inside = {"type": kind}
        match kind:
            case "paragraph":
                yield inside | {"words": _words(each, numbers, claims)}
            case "heading":
                level = min(attribute(each, "level"), 3)
                yield inside | {"level": level, "words": _words(each, numbers, claims)}
            case "ordered_list":
                items = [list(_blocks(item, numbers, claims)) for item in each.get("content", ())]
                yield inside | {"start": attribute(each, "start"), "items": items}
            case "bullet_list":
                yield inside | {
                    "items": [list(_blocks(item, numbers, claims)) for item in each.get("content", ())]
                }
            case "table":
                yield inside | {"rows": [_row(row, numbers, claims) for row in each.get("content", ())]}
            case "blockquote":
                yield inside | {"text": list(_blocks(each, numbers, claims))}
            case "kept":
                yield from _kept(attribute(each, "source"))


def _row(row: Node, numbers: Mapping[str, int], claims: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "align": attribute(cell, "align") or "left",
            "words": [word for line in cell.get("content", ()) for word in _words(line, numbers, claims)],
        }
        for cell in row.get("content", ())
    ]


def _kept(source: str) -> Iterator[dict[str, Any]]:
    """What the editor has no tool for: a rule, or lines as they were written. Abbreviations are no text."""
    if source == "---":
        yield {"type": "rule"}
        return
    for line in source.splitlines():
        said = line.removeprefix(":").strip()
        if said and not said.startswith("*["):
            yield {"type": "paragraph", "words": [{"text": curly(said)}]}


def _words(of: Node, numbers: Mapping[str, int], claims: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Running text in pieces, each with its marks. Quotes are curled over the whole, so that a mark parts none."""
    straight = plain(of)
    said, at, found = curly(straight), 0, []
    for each in of.get("content", ()):
        match each["type"]:
            case "text":
                text = said[at : at + len(each["text"])]
                at += len(each["text"])
                found.append({"text": text} | _marks(each, claims))
            case "hard_break":
                at += 1
                found.append({"text": "\n"})
            case "citation":
                cited = [numbers[key] for key in attribute(each, "keys").split() if key in numbers]
                if found and found[-1].get("text", "").endswith(" "):
                    found[-1]["text"] = found[-1]["text"].rstrip()
                found.append({"cited": cited})
    return found


def _marks(of: Node, claims: Mapping[str, Any]) -> dict[str, Any]:
    marks = {mark["type"]: mark for mark in of.get("marks", ())}
    made: dict[str, Any] = {name: True for name in ("strong", "em", "code") if name in marks}
    if "link" in marks:
        target = attribute(marks["link"], "href")
        if target.startswith(("http://", "https://", "mailto:")):
            made["href"] = target
        elif target.startswith("claim:") and (rated := claims.get(target.removeprefix("claim:"))):
            made |= rated
    return made
