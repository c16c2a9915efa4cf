"""A Word document → the beginning of a lesson. Pure: bytes in, a draft out, nothing on disk.

The file is somebody's, so it is bounded before it is read: only the parts that hold text are kept, each is
measured as it is unpacked, and a part that declares entities is refused. What Word's file says about running
programs, embedded objects and pictures never reaches the reader.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from io import BytesIO
from xml.etree.ElementTree import Element, SubElement

import mammoth

from .documents import Node, attribute, node, normal, plain
from .reading import Reader
from .tidying import tidy
from .writing import write

MOST_BYTES = 10 * 1024 * 1024
MOST_PARTS = 2_000
MOST_TEXT = 8 * 1024 * 1024  # of XML, unpacked: some 800 pages of text
MOST_DEPTH = 200
_TEXT_PARTS = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|word/_rels/document\.xml\.rels|word/_rels/(foot|end)notes\.xml\.rels"
    r"|word/(document|styles|numbering|footnotes|endnotes)\.xml"
)
_STYLES = """
p[style-name='Title'] => h1.title:fresh
p[style-name='Subtitle'] => p:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
p[style-name='TOC Heading'] => !
""" + "".join(f"p[style-name='toc {level}'] => !\n" for level in range(1, 10))
# What no lesson holds, by the mark of it in the text, and what to do instead.
_LEFT_OUT = (
    (
        re.compile(rb"<w:commentReference\b"),
        ("One comment was", "{} comments were"),
        "Comments are no part of the text: read them in Word.",
    ),
    (
        re.compile(rb"<m:oMath[ >]"),
        ("One formula was", "{} formulas were"),
        "Write a formula in words, or on a line of text.",
    ),
)
_DOI = re.compile(r"10\.\d{4,9}/[^\s\"<>]+", re.IGNORECASE)
_PMID = re.compile(r"PMID:?\s*(\d{4,9})", re.IGNORECASE)


class Refused(ValueError):
    """The file can't be read. The message says why, and what to do."""


@dataclass
class Draft:
    """What a lesson begins with: its title, the text of each part, and what an author has to look at."""

    title: str
    parts: list[str]
    remarks: list[str] = field(default_factory=list)


def read_word(content: bytes, sources: Mapping[str, str] | None = None) -> Draft:
    """The draft of a lesson. Raises Refused.

    `sources` gives the key of a source by its DOI or PMID: a footnote that names one of them becomes a citation.
    """
    bounded = _bounded(content)
    pictures = _Pictures()
    try:
        html = mammoth.convert_to_html(
            BytesIO(bounded), style_map=_STYLES, convert_image=pictures.skip, external_file_access=False
        ).value
    except Exception as error:  # the library raises whatever its parts raise
        raise Refused(
            "This file is damaged or isn't a Word document. Open it in Word, save it as .docx, and try again."
        ) from error
    root = _elements(html)
    notes = _take_notes(root)
    _cite(root, notes, sources or {})
    remarks = [*pictures.said(), *_left_out(bounded), *tidy(root)]
    title = _take_title(root)
    _lower_headings(root)
    blocks = [block for block in Reader(lambda text: text).blocks(root) if plain(block).strip()]
    blocks += _list_of(notes)
    if not blocks:
        raise Refused("There is no text in this document. Open it in Word and look what it holds.")
    return Draft(title, list(_parts(blocks)), remarks)


def _bounded(content: bytes) -> bytes:
    """The same document with its text alone, unpacked within bounds. Raises Refused."""
    if len(content) > MOST_BYTES:
        raise Refused("This file is larger than 10 MB. Take the pictures out of it and try again.")
    if content[:4] == b"\xd0\xcf\x11\xe0":
        raise Refused(
            "This is an older Word file (.doc), or one with a password. Save it as .docx, without one."
        )
    kept = BytesIO()
    try:
        with zipfile.ZipFile(BytesIO(content)) as package, zipfile.ZipFile(kept, "w") as clean:
            if len(package.infolist()) > MOST_PARTS:
                raise Refused("This file has too many parts for a Word document. Save the text as a new one.")
            left = MOST_TEXT
            for part in package.infolist():
                if _TEXT_PARTS.fullmatch(part.filename):
                    text = _unpacked(package, part, left)
                    left -= len(text)
                    clean.writestr(part.filename, text)
            if "word/document.xml" not in clean.namelist():
                raise Refused("This isn't a Word document. Choose a file that ends in .docx.")
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise Refused(
            "This isn't a Word document, or it has a password. Choose a file that ends in .docx."
        ) from error
    return kept.getvalue()


def _unpacked(package: zipfile.ZipFile, part: zipfile.ZipInfo, left: int) -> bytes:
    with package.open(part) as stream:
        text = stream.read(left + 1)
    if len(text) > left:
        raise Refused("This document unpacks to more text than a lesson holds. Split it and try again.")
    if b"\0" in text or re.search(rb"<!\s*(DOCTYPE|ENTITY)", text, re.IGNORECASE):
        raise Refused("This file declares things that Word never does. Copy the text into a new document.")
    if _depth(text) > MOST_DEPTH:
        raise Refused("This document nests its parts too deep. Copy the text into a new document.")
    return text


def _depth(xml: bytes) -> int:
    depth = deepest = 0
    for found in re.finditer(rb"<(/?)[^<>?!]+?(/?)>", xml):
        depth += -1 if found.group(1) else 0 if found.group(2) else 1
        deepest = max(deepest, depth)
    return deepest


def _left_out(bounded: bytes) -> Iterator[str]:
    """What the reader passes over without a word."""
    with zipfile.ZipFile(BytesIO(bounded)) as package:
        text = package.read("word/document.xml")
    for mark, (one, many), advice in _LEFT_OUT:
        if count := len(mark.findall(text)):
            yield f"{one if count == 1 else many.format(count)} left out. {advice}"


class _Pictures:
    """Counts what the text leaves out."""

    def __init__(self) -> None:
        self.count = 0

    def skip(self, image: object) -> list:
        self.count += 1
        return []

    def said(self) -> list[str]:
        if not self.count:
            return []
        which = "One picture was" if self.count == 1 else f"{self.count} pictures were"
        return [f"{which} left out. Add each as a figure, with a description and where it comes from."]


class _Builder(HTMLParser):
    """The HTML that the library writes, as elements. Marks that we have no use for are passed through."""

    EMPTY = ("br", "img", "hr")

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("div")
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self.EMPTY:
            SubElement(self.open[-1], tag)
            return
        if len(self.open) > MOST_DEPTH:
            raise Refused("This document nests its parts too deep. Copy the text into a new document.")
        self.open.append(SubElement(self.open[-1], tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.EMPTY and len(self.open) > 1:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        parent = self.open[-1]
        if len(parent):
            parent[-1].tail = (parent[-1].tail or "") + data
        else:
            parent.text = (parent.text or "") + data


def _elements(html: str) -> Element:
    builder = _Builder()
    builder.feed(html)
    builder.close()
    return builder.root


def _take_notes(root: Element) -> list[tuple[str, str]]:
    """(id, text) of each footnote. They stand in a list at the end, each with an arrow back."""
    last = root[-1] if len(root) else None
    if last is None or last.tag != "ol" or not all("note-" in item.get("id", "") for item in last):
        return []
    root.remove(last)
    return [(item.get("id", ""), "".join(item.itertext()).replace("↑", "").strip()) for item in last]


def _cite(root: Element, notes: list[tuple[str, str]], sources: Mapping[str, str]) -> None:
    """Turn each footnote's mark into a citation, or into words that name the note in the list at the end."""
    keys = {identity: key for identity, text in notes if (key := _source(text, sources))}
    notes[:] = [note for note in notes if note[0] not in keys]
    numbers = {identity: number for number, (identity, _) in enumerate(notes, 1)}
    for mark in list(root.iter("sup")):
        link = mark.find("a")
        target = link.get("href", "").lstrip("#") if link is not None else ""
        if target not in keys and target not in numbers:
            continue
        tail = mark.tail
        mark.clear()
        mark.tail = tail
        if target in keys:
            mark.tag = "cite"
            mark.set("keys", keys[target])
        else:
            mark.text = f" (note {numbers[target]})"


def _source(text: str, sources: Mapping[str, str]) -> str:
    found = [doi.rstrip(".,;)").lower() for doi in _DOI.findall(text)] + _PMID.findall(text)
    return next((sources[each] for each in found if each in sources), "")


def _take_title(root: Element) -> str:
    """The title's text: Word's own title, or the one first-level heading that the document begins with."""
    tops = list(root.iter("h1"))
    titled = next((each for each in tops if each.get("class") == "title"), None)
    if titled is None and len(tops) == 1 and len(root) and root[0] is tops[0]:
        titled = tops[0]
    if titled is None:
        return ""
    text = " ".join("".join(titled.itertext()).split())
    titled.clear()
    titled.tag = "p"
    return text[:200]


def _lower_headings(root: Element) -> None:
    """Headings from the second level on, without a gap: the title of the page is its only first one."""
    levels = sorted({element.tag for element in root.iter() if re.fullmatch(r"h[1-6]", element.tag)})
    lowered = {tag: f"h{min(level, 4)}" for level, tag in enumerate(levels, 2)}
    for element in list(root.iter()):
        element.tag = lowered.get(element.tag, element.tag)


def _list_of(notes: list[tuple[str, str]]) -> list[Node]:
    if not notes:
        return []
    items = (node("list_item", node("paragraph", {"type": "text", "text": text})) for _, text in notes)
    return [
        node("heading", {"type": "text", "text": "Notes"}, level=2),
        node("ordered_list", *items),
    ]


def _parts(blocks: list[Node]) -> Iterator[str]:
    """The Markdown of each part. A second-level heading begins a new one."""
    part: list[Node] = []
    for block in blocks:
        if block["type"] == "heading" and attribute(block, "level") == 2 and part:
            yield write(normal(node("doc", *part)))
            part = []
        part.append(block)
    yield write(normal(node("doc", *part)))
