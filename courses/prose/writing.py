"""The editor's document → canonical Markdown. Pure: one way to write each thing, so that nothing moves unasked."""

import re
from collections.abc import Iterator
from itertools import pairwise

from courses.markdown import plain as plain_text

from .documents import ORDER, Node, attribute, normal, plain

_SPECIAL = re.compile(r"[\\`*\[]")
_ENTITY = re.compile(r"&(?=#?[0-9a-zA-Z]+;)")
_CODE_OR_ANGLE = re.compile(r"\\.|(?P<fence>`+).*?(?<!`)(?P=fence)(?!`)|<", re.DOTALL)
# What would make a line something else than running text.
_LINE_START = re.compile(r"(?:#|>|[-+](?=[ \-]|$)|\||\{|(?:=|:)+|(?P<number>\d+)\.(?= |$))")
_ADDRESS = re.compile(r"[ <>()\\\"'*_`\[\]]")
_MARK = {"strong": "**", "em": "*"}
_INDENT = "    "


def write(document: Node) -> str:
    """The Markdown of a document. An empty document is an empty text."""
    return write_blocks(normal(document).get("content", []))


def write_blocks(blocks: list[Node], *, between: str = "\n\n") -> str:
    return between.join(_block(block) for block in _merged([each for each in blocks if _block(each)]))


def _merged(blocks: list[Node]) -> Iterator[Node]:
    """Neighbours that Markdown would read as one are one."""
    last: Node | None = None
    for block in blocks:
        if last and block["type"] == last["type"] in ("blockquote", "bullet_list", "ordered_list"):
            last = {**last, "content": [*last.get("content", []), *block.get("content", [])]}
            continue
        if last:
            yield last
        last = block
    if last:
        yield last


def _block(block: Node) -> str:
    kind, content = block["type"], block.get("content", [])
    if kind == "heading":
        return _heading(block)
    if kind == "blockquote":
        return "\n".join(f"> {line}" if line else ">" for line in write_blocks(content).split("\n"))
    if kind in ("bullet_list", "ordered_list"):
        return _list(block)
    if kind == "table":
        return _table(block)
    if kind == "kept":
        return attribute(block, "source").strip("\n")
    return write_inlines(content)


def _heading(block: Node) -> str:
    text = write_inlines(block.get("content", []), single_line=True)
    if not text:
        return ""
    # A closing run of # is an ornament that Markdown takes away.
    text = re.sub(r"#+$", lambda found: "\\#" * len(found.group()), text)
    key = attribute(block, "key")
    level = min(max(attribute(block, "level"), 2), 6)
    return "#" * level + f" {text}" + (f" {{#{key}}}" if re.fullmatch(r"[a-z0-9][a-z0-9-]*", key) else "")


def _list(block: Node) -> str:
    loose = attribute(block, "loose")
    start = attribute(block, "start") if block["type"] == "ordered_list" else 0
    items: list[str] = []
    for item in block.get("content", []):
        marker = f"{start + len(items)}. " if block["type"] == "ordered_list" else "- "
        if written := _item(item, loose).strip():
            items.append(marker + written)
    return ("\n\n" if loose else "\n").join(items)


def _item(item: Node, loose: bool) -> str:
    first, *rest = item.get("content") or [{"type": "paragraph"}]
    text = _block(first)
    for block in _merged(rest):
        # A list may follow its line at once; anything else needs the blank line, as a loose list has it.
        close = not loose and block["type"] in ("bullet_list", "ordered_list")
        written = "\n".join(_INDENT + line if line else "" for line in _block(block).split("\n"))
        text += ("\n" if close else "\n\n") + written if written.strip() else ""
    return text


def _table(block: Node) -> str:
    rows = [row.get("content", []) for row in block.get("content", [])]
    width = max((len(row) for row in rows), default=0)
    if not width or not any(plain(cell).strip() for row in rows for cell in row):
        return ""
    lines = [_row([_cell(cell) for cell in row], width) for row in rows]
    rules = {"left": ":--", "center": ":-:", "right": "--:"}
    aligned = [rules.get(attribute(cell, "align"), "---") for cell in rows[0]]
    aligned += ["---"] * (width - len(aligned))
    return "\n".join([lines[0], "| " + " | ".join(aligned) + " |", *lines[1:]])


def _row(cells: list[str], width: int) -> str:
    return "|" + "|".join(f" {cell} " if cell else " " for cell in cells + [""] * (width - len(cells))) + "|"


def _cell(cell: Node) -> str:
    texts = (write_inlines(block.get("content", []), single_line=True) for block in cell.get("content", []))
    joined = re.sub(r"(?<=\\)\|", "&#124;", " ".join(text for text in texts if text))
    return joined.replace("|", "\\|")


def write_inlines(inlines: list[Node], *, single_line: bool = False) -> str:
    """Running text with its marks. In a heading or a cell, a line break is a space.

    Markdown can't say every change of emphasis inside a word. Where it would show a star, the emphasis goes.
    """
    pieces = _pieces(inlines, single_line)
    written = _written(pieces, single_line)
    if any(_touch(*pair) for pair in pairwise(pieces)) and _shows_stars(written, pieces):
        return _written([_unstressed(piece) for piece in pieces], single_line)
    return written


def _touch(left: Node, right: Node) -> bool:
    """Whether the emphasis changes in the middle of a word."""
    return not (_is_blank(left) or _is_blank(right)) and _stress(left) != _stress(right)


def _stress(piece: Node) -> list[str]:
    return [mark["type"] for mark in piece.get("marks", []) if mark["type"] in _MARK]


def _unstressed(piece: Node) -> Node:
    return {**piece, "marks": [mark for mark in piece.get("marks", []) if mark["type"] not in _MARK]}


def _shows_stars(written: str, pieces: list[Node]) -> bool:
    typed = sum(piece.get("text", "").count("*") for piece in pieces)
    return plain_text(written).count("*") != typed


def _written(pieces: list[Node], single_line: bool) -> str:
    written, open_marks = "", list[Node]()
    for index, piece in enumerate(pieces):
        marks = _nested(pieces, index, open_marks)
        common = 0
        while common < min(len(marks), len(open_marks)) and marks[common] == open_marks[common]:
            common += 1
        written += "".join(_close(mark) for mark in reversed(open_marks[common:]))
        if _is_blank(piece):  # a mark that begins with white space is no mark
            marks = marks[:common]
        for mark in marks[common:]:
            if mark["type"] == "link" and written.endswith("!"):
                written = written[:-1] + "&#33;"
            written += _open(mark)
        open_marks = marks
        at_start = not single_line and (not written or written.endswith("\n"))
        written += _inline(piece, at_start, written)
    written += "".join(_close(mark) for mark in reversed(open_marks))
    return _without_addresses(written)


def _without_addresses(written: str) -> str:
    """An address in angle brackets would be a link. Its end may stand behind a change of marks; code is left alone."""
    end = max(written.rfind(">"), 0)
    sign = max(written.rfind("@", 0, end), written.rfind(":", 0, end))

    def shown(found: re.Match[str]) -> str:
        return "&lt;" if found.group() == "<" and found.start() < sign else found.group()

    return _CODE_OR_ANGLE.sub(shown, written)


def _nested(pieces: list[Node], index: int, open_marks: list[Node]) -> list[Node]:
    """The marks of a piece, outermost first: what is open already, then what goes on longest."""
    own = pieces[index].get("marks", [])

    def length(mark: Node) -> int:
        end = index
        while end < len(pieces) and mark in pieces[end].get("marks", []):
            end += 1
        return end - index

    kept = [mark for mark in open_marks if mark in own]
    fresh = [mark for mark in own if mark not in kept]
    return kept + sorted(fresh, key=lambda mark: (-length(mark), ORDER.index(mark["type"])))


def _is_blank(piece: Node) -> bool:
    return piece["type"] == "text" and not piece["text"].strip()


def _open(mark: Node) -> str:
    return "[" if mark["type"] == "link" else _MARK.get(mark["type"], "")


def _close(mark: Node) -> str:
    if mark["type"] != "link":
        return _MARK.get(mark["type"], "")
    return (
        "](" + _ADDRESS.sub(lambda found: f"%{ord(found.group()):02X}", attribute(mark, "href").strip()) + ")"
    )


def _inline(piece: Node, at_start: bool, before: str) -> str:
    if piece["type"] == "hard_break":
        return "  \n"
    if piece["type"] == "citation":
        keys = "; ".join(f"@{key}" for key in attribute(piece, "keys").split())
        return f"{'' if at_start or before.endswith(' ') else ' '}[{keys}]" if keys else ""
    inside_link = any(mark["type"] == "link" for mark in piece.get("marks", []))
    code = any(mark["type"] == "code" for mark in piece.get("marks", []))
    if code and not (inside_link and "]:" in piece["text"]):  # code can't hold the entity that a link needs
        return _code(piece["text"])
    return _escaped(piece["text"], at_start, before, inside_link)


def _code(text: str) -> str:
    fence = "`"
    while fence in text:
        fence += "`"
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def _escaped(text: str, at_start: bool, before: str, inside_link: bool) -> str:
    shown = _ENTITY.sub("&amp;", text)
    shown = _SPECIAL.sub(lambda found: "\\" + found.group(), shown)
    shown = re.sub(r"(?<![^\W_])_|_(?![^\W_])", r"\\_", shown)
    if inside_link:
        # A line that begins with a link whose words hold "]:" would define an address.
        shown = shown.replace("]", "\\]").replace("]:", "]&#58;")
        if before.endswith("[") and shown.startswith("@"):  # and one that begins with "@" would be a citation
            shown = "&#64;" + shown[1:]
    shown = re.sub(r"\{(?=#[a-z0-9-]*\}\s*$)", r"\\{", shown)
    if before.endswith("]") and shown.startswith(":"):  # a citation with a colon would define an address
        shown = "&#58;" + shown[1:]
    return _LINE_START.sub(_at_line_start, shown, count=1) if at_start and _LINE_START.match(shown) else shown


def _at_line_start(found: re.Match[str]) -> str:
    if found.group("number"):
        return found.group("number") + "\\."
    sign = found.group()
    return f"&#{ord(sign[0])};{sign[1:]}" if sign[0] in ":=" else "\\" + sign


def _pieces(inlines: list[Node], single_line: bool) -> list[Node]:
    """Texts whose marks begin and end at a word, as Markdown wants them, without white space at either end."""
    found: list[Node] = []
    for each in inlines:
        if each["type"] == "hard_break" and single_line:
            found.append({"type": "text", "text": " "})
        elif each["type"] == "text":
            found += _split(each)
        else:
            found.append({name: value for name, value in each.items() if name != "marks"})
    found = [{**each, "marks": _lasting(found, index)} for index, each in enumerate(found)]
    return _tidy(found)


def _split(text: Node) -> Iterator[Node]:
    """White space at the ends of a marked text stands by itself."""
    lead, core, trail = re.fullmatch(r"(\s*)(.*?)(\s*)", text["text"], re.DOTALL).groups()  # type: ignore[union-attr]
    for part in (lead, core, trail):
        if part:
            yield {**text, "text": part}


def _lasting(pieces: list[Node], index: int) -> list[Node]:
    """The marks of a piece. White space has those alone that both its neighbours have."""
    own = pieces[index].get("marks", [])
    if pieces[index]["type"] != "text" or pieces[index]["text"].strip():
        return sorted(own, key=lambda mark: ORDER.index(mark["type"]))
    before = pieces[index - 1].get("marks", []) if index else []
    after = pieces[index + 1].get("marks", []) if index + 1 < len(pieces) else []
    return [mark for mark in own if mark in before and mark in after]


def _tidy(pieces: list[Node]) -> list[Node]:
    """No white space or break at either end, around a break, or before a citation (which brings its own)."""

    def blank(piece: Node) -> bool:
        return piece["type"] == "hard_break" or (piece["type"] == "text" and not piece["text"].strip(" \t"))

    found: list[Node] = []
    for piece in pieces:
        if piece["type"] == "text" and blank(piece) and (not found or found[-1]["type"] == "hard_break"):
            continue
        if piece["type"] in ("citation", "hard_break"):
            while found and blank(found[-1]):
                found.pop()
        if piece["type"] == "hard_break" and not found:
            continue
        found.append(piece)
    while found and blank(found[-1]):
        found.pop()
    return found
