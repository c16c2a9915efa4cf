"""What may stand in the editor's document, and one way to write each of them. Pure."""

import re
from typing import Any

type Node = dict[str, Any]

# What a node keeps beside its content. Whatever else a browser sends is left out.
NODES: dict[str, dict[str, Any]] = {
    "doc": {},
    "paragraph": {},
    "heading": {"level": 2, "key": ""},
    "blockquote": {},
    "bullet_list": {"loose": False},
    "ordered_list": {"loose": False, "start": 1},
    "list_item": {},
    "table": {},
    "table_row": {},
    "table_header": {"align": ""},
    "table_cell": {"align": ""},
    "kept": {"source": ""},
    "text": {},
    "hard_break": {},
    "citation": {"keys": ""},
}
MARKS: dict[str, dict[str, Any]] = {"link": {"href": ""}, "strong": {}, "em": {}, "code": {}}
ORDER = list(MARKS)
DEEPEST = 24
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]+")


def node(kind: str, *content: Node, **attributes: Any) -> Node:
    made: Node = {"type": kind}
    if attributes:
        made["attrs"] = attributes
    if content:
        made["content"] = list(content)
    return made


def attribute(of: Node, name: str) -> Any:
    """What a node or mark says of itself, or the usual value. Of the usual type, whoever sent it."""
    usual = {**NODES, **MARKS}[of["type"]][name]
    value = (of.get("attrs") or {}).get(name, usual)
    return value if type(value) is type(usual) else usual


def normal(raw: Any, depth: int = 0) -> Node:
    """A document as it would have been read from Markdown: known nodes, marks in order, texts joined.

    Raises ValueError for what is no document, or nests deeper than anybody means to.
    """
    if not isinstance(raw, dict) or raw.get("type") not in NODES or depth > DEEPEST:
        raise ValueError("This isn't a document of the editor.")
    kind = raw["type"]
    made: Node = {"type": kind}
    if kept := {n: attribute(raw, n) for n, usual in NODES[kind].items() if attribute(raw, n) != usual}:
        made["attrs"] = kept
    if kind == "text":
        made["text"] = _CONTROL.sub(" ", str(raw.get("text", "")))
        if marks := _marks(raw.get("marks")):
            made["marks"] = marks
    children = raw.get("content")
    if isinstance(children, list) and children:
        made["content"] = _joined([normal(child, depth + 1) for child in children])
    return made


def _marks(raw: Any) -> list[Node]:
    known = (
        [m for m in raw if isinstance(m, dict) and m.get("type") in MARKS] if isinstance(raw, list) else []
    )
    by_kind = {mark["type"]: mark for mark in known}
    return [
        {"type": kind, "attrs": {"href": attribute(by_kind[kind], "href")}}
        if kind == "link"
        else {"type": kind}
        for kind in ORDER
        if kind in by_kind
    ]


def _joined(children: list[Node]) -> list[Node]:
    """Neighbouring texts with the same marks are one text."""
    found: list[Node] = []
    for child in children:
        last: Node = found[-1] if found else {"type": ""}
        both = child["type"] == last["type"] == "text"
        if both and last.get("marks") == child.get("marks"):
            last["text"] += child["text"]
            continue
        if child["type"] != "text" or child["text"]:
            found.append(child)
    return found


def plain(of: Node) -> str:
    """The words of a node, without any mark-up."""
    if of["type"] == "text":
        return of["text"]
    if of["type"] == "hard_break":
        return " "
    return "".join(plain(child) for child in of.get("content", []))
