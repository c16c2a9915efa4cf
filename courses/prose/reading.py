"""Markdown → the editor's document. Pure. It sees exactly what the reader's renderer sees.

What the editor has no tool for (definition lists, code, rules) is kept as it was written, in one piece.
"""

import re
from collections.abc import Callable, Iterator
from html import unescape
from xml.etree.ElementTree import Element

from courses.markdown import tree

from .documents import Node, node, normal
from .writing import write_blocks, write_inlines

_ABBREVIATION = re.compile(r"^ {0,3}\*\[[^\]\n]+\]: .*$", re.MULTILINE)
_SPACE = re.compile(r"[ \t]*\n[ \t]*")
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_MARKS = {"strong": "strong", "em": "em", "code": "code"}


def read(source: str) -> Node:
    """The document of a text. An empty text is one empty paragraph."""
    abbreviations = "\n".join(_ABBREVIATION.findall(source))
    root, text = tree(_ABBREVIATION.sub("", source))
    blocks = list(Reader(text).blocks(root))
    if abbreviations:
        blocks.append(node("kept", source=abbreviations))
    return normal(node("doc", *(blocks or [node("paragraph")])))


class Reader:
    """Elements → nodes. `text` shows a text node as it is meant."""

    def __init__(self, text: Callable[[str], str]) -> None:
        self.text = text

    def blocks(self, parent: Element) -> Iterator[Node]:
        """The blocks in an element. Text that stands beside blocks becomes a paragraph."""
        loose: list[Node] = []
        loose += self.words(parent.text)
        for child in parent:
            if child.tag in _BLOCKS:
                yield from _paragraph(loose)
                loose = []
                yield self.block(child)
            else:
                loose += self.inline(child, [])
            loose += self.words(child.tail)
        yield from _paragraph(loose)

    def block(self, element: Element) -> Node:
        if element.tag == "p":
            return node("paragraph", *_trimmed(self.inlines(element)))
        if element.tag in _HEADINGS:
            return self.heading(element)
        if element.tag == "blockquote":
            return node("blockquote", *(list(self.blocks(element)) or [node("paragraph")]))
        if element.tag in ("ul", "ol"):
            return self.list_of(element)
        if element.tag == "table":
            return node("table", *(self.row(row) for row in element.iter("tr")))
        return node("kept", source=self.source(element))

    def heading(self, element: Element) -> Node:
        level = max(_HEADINGS[element.tag], 2)
        return node("heading", *_trimmed(self.inlines(element)), level=level, key=element.get("id", ""))

    def list_of(self, element: Element) -> Node:
        items = [self.item(item) for item in element]
        loose = any(len(item) and item[0].tag == "p" for item in element)
        if element.tag == "ul":
            return node("bullet_list", *items, loose=loose)
        return node("ordered_list", *items, loose=loose, start=int(element.get("start", "1")))

    def item(self, element: Element) -> Node:
        content = list(self.blocks(element))
        if not content or content[0]["type"] != "paragraph":
            content.insert(0, node("paragraph"))
        return node("list_item", *content)

    def row(self, element: Element) -> Node:
        return node("table_row", *(self.cell(cell) for cell in element))

    def cell(self, element: Element) -> Node:
        align = element.get("style", "").removeprefix("text-align: ").rstrip(";")
        kind = "table_header" if element.tag == "th" else "table_cell"
        return node(kind, node("paragraph", *_trimmed(self.inlines(element))), align=align)

    def inlines(self, element: Element) -> list[Node]:
        found = self.words(element.text)
        for child in element:
            found += self.inline(child, [])
            found += self.words(child.tail)
        return found

    def inline(self, element: Element, marks: list[Node]) -> list[Node]:
        if element.tag == "br":
            return [node("hard_break")]
        if element.tag == "cite":
            # It takes the space before it from the renderer; the editor shows one.
            return [node("citation", keys=element.get("keys", ""))]
        inside = [*marks, *self.mark(element)]
        if element.tag == "code":  # the one text that Markdown escapes by itself
            return self.words(unescape(element.text or ""), inside)
        found = self.words(element.text, inside)
        for child in element:
            found += self.inline(child, inside)
            found += self.words(child.tail, inside)
        return found

    def mark(self, element: Element) -> list[Node]:
        if element.tag == "a":
            return [{"type": "link", "attrs": {"href": self.text(element.get("href", ""))}}]
        return [{"type": _MARKS[element.tag]}] if element.tag in _MARKS else []

    def words(self, hidden: str | None, marks: list[Node] | None = None) -> list[Node]:
        """A line end in running text is a space to whoever reads it."""
        shown = _SPACE.sub(" ", self.text(hidden or ""))
        if not shown:
            return []
        return [{"type": "text", "text": shown} | ({"marks": marks} if marks else {})]

    def source(self, element: Element) -> str:
        """The Markdown of what the editor can't show, written out again."""
        if element.tag == "hr":
            return "---"
        if element.tag == "pre":
            code = unescape("".join(self.text(text) for text in element.itertext()))
            return "\n".join(f"    {line}" if line else "" for line in code.rstrip("\n").split("\n"))
        return "\n".join(self.definitions(element))

    def definitions(self, element: Element) -> Iterator[str]:
        for child in element:
            if child.tag == "dt":
                yield ("\n" if child is not element[0] else "") + write_inlines(_trimmed(self.inlines(child)))
            else:
                written = write_blocks(list(self.blocks(child))).split("\n")
                yield ":   " + "\n".join(f"    {line}" if line else "" for line in written).lstrip(" \t")


_BLOCKS = {*_HEADINGS, "p", "blockquote", "ul", "ol", "table", "pre", "hr", "dl"}


def _paragraph(inlines: list[Node]) -> Iterator[Node]:
    if trimmed := _trimmed(inlines):
        yield node("paragraph", *trimmed)


def _trimmed(inlines: list[Node]) -> list[Node]:
    """Without white space at either end, which no renderer shows."""
    found = [dict(each) for each in inlines]
    while found and found[0]["type"] == "text":
        found[0]["text"] = found[0]["text"].lstrip(" \t")
        if found[0]["text"]:
            break
        found.pop(0)
    while found and found[-1]["type"] == "text":
        found[-1]["text"] = found[-1]["text"].rstrip(" \t")
        if found[-1]["text"]:
            break
        found.pop()
    return found
