"""What a Word file means, where Markdown has no word for it. Pure: the elements are changed in place.

What can't be kept is said, so that nobody finds out from a learner.
"""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

_RAISED = str.maketrans("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ")
_LOWERED = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")
_LINK = re.compile(r"(https?://|mailto:)", re.IGNORECASE)
_HEADED = 80  # characters: a longer line in bold is a sentence that somebody stresses
_WIDEST = 60  # columns, or rows, that one cell is believed to span


def tidy(root: Element) -> list[str]:
    """Keep what a document means; returns what an author has to look at, a sentence each."""
    _shift_digits(root)
    _drop_links(root)
    for table in list(root.iter("table")):
        _spread(table)
    _unwrap_cells(root)
    return [*_head_bold_lines(root), *_struck(root)]


def _shift_digits(root: Element) -> None:
    """10⁻³ is not 10-3. Letters stay on the line: few have a raised form."""
    for table, tag in ((_RAISED, "sup"), (_LOWERED, "sub")):
        for mark in root.iter(tag):
            text = "".join(mark.itertext())
            if text and all(ord(letter) in table for letter in text):
                tail = mark.tail
                mark.clear()
                mark.text, mark.tail = text.translate(table), tail


def _drop_links(root: Element) -> None:
    """Leave the words of a link that no page would follow: to a place of the file, or to a program."""
    for link in root.iter("a"):
        if not _LINK.match(link.get("href", "")):
            link.tag = "span"


def _spread(table: Element) -> None:
    """A cell over several columns or rows stands once, and empty cells keep the others under their heading."""
    waiting: dict[int, int] = {}  # column: rows that a cell above still covers
    for row in table.iter("tr"):
        cells, spread, column = list(row), list[Element](), 0
        for cell in [*cells, None]:
            while waiting.get(column, 0):
                waiting[column] -= 1
                spread.append(Element("td"))
                column += 1
            if cell is not None:
                wide, high = _span(cell, "colspan"), _span(cell, "rowspan")
                spread += [cell, *(Element("td") for _ in range(wide - 1))]
                waiting |= dict.fromkeys(range(column, column + wide), high - 1)
                column += wide
        row[:] = spread


def _span(cell: Element, name: str) -> int:
    said = cell.get(name, "1")
    return min(max(int(said), 1), _WIDEST) if said.isdecimal() else 1


def _unwrap_cells(root: Element) -> None:
    """A cell is one paragraph of running text: what stood on lines of its own is parted by a space."""
    for cell in [*root.iter("td"), *root.iter("th")]:
        for part in list(cell.iter()):
            if part is not cell and part.tag in ("p", "ul", "ol", "li"):
                part.tag = "span"
                part.tail = " " + (part.tail or "")


def _head_bold_lines(root: Element) -> Iterator[str]:
    """In a document without headings, lines in bold are what somebody meant by them."""
    if any(re.fullmatch(r"h[1-6]", each.tag) and each.get("class") != "title" for each in root.iter()):
        return
    lines = [part for part in root if _is_bold_line(part)]
    if len(lines) < 2:
        return
    for line in lines:
        text = " ".join("".join(line.itertext()).split())
        line.clear()
        line.tag, line.text = "h1", text
    yield "This document has no headings, so its lines in bold became them. Look whether they are right."


def _is_bold_line(part: Element) -> bool:
    text = "".join(part.itertext()).strip()
    bold = "".join("".join(each.itertext()) for each in part if each.tag == "strong").strip()
    return part.tag == "p" and bool(text) and bold == text and len(text) <= _HEADED and text[-1] not in ".,;"


def _struck(root: Element) -> Iterator[str]:
    found = next((text for mark in root.iter("s") if (text := "".join(mark.itertext()).strip())), "")
    if found:
        yield f"Words that were struck through stand as plain text now, such as “{found[:40]}”. Take out what should go."
