"""Lesson Markdown → safe HTML. Pure: text in, text out.

Markdown here is prose: paragraphs, emphasis, lists, tables, definitions, abbreviations, headings, links and
citations. Raw HTML and images are text, not markup. Safety has two layers that do not trust each other: the
tree holds only what we put there, and what was rendered is sanitised against a short list.
"""

import re
from collections.abc import Callable, Collection, Mapping
from functools import lru_cache
from html import unescape
from xml.etree.ElementTree import Element, SubElement

import nh3
from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.smarty import SmartyExtension
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AMP_SUBSTITUTE, HTML_PLACEHOLDER_RE

# Stored beside the HTML of an edition. Raise it when the same source renders differently.
RENDERER = "3"

MOST_BRACKETS = 20

_HIDDEN_ENTITY = re.compile(AMP_SUBSTITUTE + r"(#?\w+;|)")
_CITATION = r"[ \n]?\[(@[\w-]+(?:\s*;\s*@[\w-]+)*)\]"
_HEADING_KEY = re.compile(r"\s*\{#([a-z0-9][a-z0-9-]*)\}\s*$")
_NOTE = re.compile(r"\]\((claim|term):([a-z0-9-]+)\)")
_NOTE_CLASSES = {"claim": "claim-inline", "term": "term"}
_FIRST_CELL = re.compile(r"(<tr>\s*)<td(.*?)</td>", re.DOTALL)
_ABSOLUTE = re.compile(r"(?:https?://[^/\s]|mailto:[^\s])", re.IGNORECASE)
_ADDRESS = re.compile(r"\b(?:https?://|www\.)\S+", re.IGNORECASE)
_HEADINGS = ("h2", "h3", "h4", "h5", "h6")
_ALIGNMENTS = {f"text-align: {side};": f"align-{side}" for side in ("left", "center", "right")}

# The house prints curly quotes, whatever an author's keyboard gives.
_QUOTES = SmartyExtension(smart_dashes=False, smart_ellipses=False)

_TAGS = {
    *_HEADINGS,
    *("p", "br", "hr", "blockquote", "pre", "code", "strong", "em", "sup", "abbr", "a"),
    *("ul", "ol", "li", "dl", "dt", "dd"),
    *("div", "table", "thead", "tbody", "tr", "th", "td"),
}
_ATTRIBUTES = {
    **{heading: {"id"} for heading in _HEADINGS},
    "a": {"href"},
    "abbr": {"title"},
    "ol": {"start"},
}
_FIXED_VALUES = {
    "a": {"rel": {"noopener noreferrer"}},
    "th": {"scope": {"col", "row"}},
    "div": {"role": {"group"}, "aria-label": {"Table"}, "tabindex": {"0"}},
}
_CLASSES = {
    "a": set(_NOTE_CLASSES.values()),
    "sup": {"cite"},
    "div": {"table-scroll"},
    "th": set(_ALIGNMENTS.values()),
    "td": set(_ALIGNMENTS.values()),
}


def to_html(
    source: str,
    *,
    prefix: str = "",
    citations: Mapping[str, int] | None = None,
    links: Callable[[str], str] | None = None,
    notes: Collection[str] = (),
    has_row_headers: bool = False,
) -> str:
    """Safe HTML of Markdown, whoever wrote it.

    `[@key; @key2]` becomes superscript numbers that link to `#ref-key`. The numbers come from `citations`;
    without it they count from one in this text. A key without a number shows as itself, without a link.
    `{#key}` at the end of a heading becomes the id `prefix + key`, so that several texts can share a page.
    `[text](lesson:ID#block)` gets the address that `links("ID#block")` returns; text alone if it is empty.
    `[text](claim:key)` and `[text](term:key)` lead to `#claim-key` and `#term-key` if `notes` holds "claim:key".
    Links to anything but http, https and mailto lose their address.
    `has_row_headers` makes the first cell of each row of a table its header.
    """
    numbers = citations if citations is not None else {key: n for n, key in enumerate(cited(source), 1)}
    # A fresh instance each time: a used one remembers link definitions and abbreviations of other texts.
    markdown = Markdown(
        extensions=["abbr", "def_list", "tables", "sane_lists", _QUOTES, _Lesson(numbers, links, notes)]
    )
    html = markdown.convert(_tame(source))
    return nh3.clean(
        _FIRST_CELL.sub(r'\1<th scope="row"\2</th>', html) if has_row_headers else html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        tag_attribute_values=_FIXED_VALUES,
        allowed_classes=_CLASSES,
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
        id_prefix=prefix or None,
    )


def tree(source: str) -> tuple[Element, Callable[[str], str]]:
    """The elements that `to_html` would make of a text, before it points links and numbers citations.

    A citation is a `cite` whose `keys` are separated by spaces. The function that comes with it gives the
    text of a text node: what Markdown hides from itself while it works is put back.
    """
    markdown = Markdown(extensions=["abbr", "def_list", "tables", "sane_lists", _Lesson({}, None, ())])
    markdown.inlinePatterns.deregister("citations")
    markdown.inlinePatterns.register(_Keys(), "citations", 175)
    for name in ("tidy", "prettify", "abbr"):
        markdown.treeprocessors.deregister(name)
    markdown.treeprocessors.register(_HeadingKeys(markdown), "heading_keys", 15)
    lines = _tame(source).split("\n")
    for preprocessor in markdown.preprocessors:
        lines = preprocessor.run(lines)
    root = markdown.parser.parseDocument(lines).getroot()
    assert root is not None  # noqa: S101  a document always has one
    for processor in markdown.treeprocessors:
        processor.run(root)  # in place: ours, and Markdown's own

    def text(hidden: str) -> str:
        raw = markdown.htmlStash.rawHtmlBlocks
        shown = _HIDDEN_ENTITY.sub(lambda found: unescape(f"&{found.group(1)}"), hidden)
        return HTML_PLACEHOLDER_RE.sub(lambda found: unescape(str(raw[int(found.group(1))])), shown)

    return root, text


def _tame(source: str) -> str:
    """Show brackets as they are in a paragraph that nests them deeper than anybody means to.

    The search for the end of a link takes the square of their number: minutes for a page of them.
    """
    parts = re.split(r"(\n[ \t]*\n)", source)
    return "".join(part.replace("[", "&#91;") if _depth(part) > MOST_BRACKETS else part for part in parts)


def _depth(text: str) -> int:
    """How deep square brackets nest. One that is never closed counts to the end."""
    depth = deepest = 0
    for bracket in re.findall(r"[\[\]]", text):
        depth = depth + 1 if bracket == "[" else max(depth - 1, 0)
        deepest = max(deepest, depth)
    return deepest


def cited(source: str) -> list[str]:
    """The keys that a text cites, in order of first appearance."""
    marks = re.findall(_CITATION, source)
    return list(dict.fromkeys(key.strip().lstrip("@") for mark in marks for key in mark.split(";")))


def noted(source: str) -> list[tuple[str, str]]:
    """The claims and terms that a text points to, each as ("claim" or "term", key), in order of appearance."""
    return list(dict.fromkeys(_NOTE.findall(source)))


def curly(text: str) -> str:
    """Plain text with the quotes of the house: opening after a space or a bracket, closing anywhere else."""
    for straight, opening, closing in (('"', "“", "”"), ("'", "‘", "’")):
        text = re.sub(rf"(^|[\s(\[“‘—–]){straight}", rf"\g<1>{opening}", text)
        text = text.replace(straight, closing)
    return text


@lru_cache(maxsize=2048)  # a release asks several times
def words(source: str) -> int:
    """The words that a learner reads: no citation marks, no addresses, no mark-up.

    Boards count content only, so a token without a letter or digit is not a word.
    """
    tokens = _ADDRESS.sub(" ", plain(source)).split()
    return sum(1 for token in tokens if any(character.isalnum() for character in token))


def plain(source: str) -> str:
    """The text without citation marks and mark-up."""
    html = re.sub(r'<sup class="cite">.*?</sup>', " ", to_html(source), flags=re.DOTALL)
    return unescape(re.sub(r"<[^>]*>", " ", html))


class _Lesson(Extension):
    """Our additions to Markdown, and our refusals."""

    def __init__(
        self, numbers: Mapping[str, int], links: Callable[[str], str] | None, notes: Collection[str]
    ) -> None:
        super().__init__()
        self.numbers = numbers
        self.links = links
        self.notes = notes

    def extendMarkdown(self, md: Markdown) -> None:
        md.preprocessors.deregister("html_block")
        for name in ("html", "image_link", "image_reference", "short_image_ref"):
            md.inlinePatterns.deregister(name)
        md.inlinePatterns.register(_Citations(self.numbers), "citations", 175)
        # Between "inline", which makes the links, and "prettify".
        md.treeprocessors.register(_Tidy(md, self.links, self.notes), "tidy", 15)


class _Citations(InlineProcessor):
    """`[@key; @key2]` → superscript numbers. Takes the space before it, so that no line begins with one."""

    def __init__(self, numbers: Mapping[str, int]) -> None:
        super().__init__(_CITATION)
        self.numbers = numbers

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[Element, int, int]:  # type: ignore[override]
        mark = Element("sup", {"class": "cite"})
        for key in [part.strip().lstrip("@") for part in m.group(1).split(";")]:
            if len(mark):
                mark[-1].tail = ", "
            number = self.numbers.get(key)
            child = SubElement(mark, "a", {"href": f"#ref-{key}"}) if number else SubElement(mark, "span")
            child.text = str(number or key)
        return mark, m.start(0), m.end(0)


class _Keys(InlineProcessor):
    """`[@key; @key2]` → an element that keeps the keys, for the editor."""

    def __init__(self) -> None:
        super().__init__(_CITATION)

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[Element, int, int]:  # type: ignore[override]
        keys = [key.strip().lstrip("@") for key in m.group(1).split(";")]
        return Element("cite", {"keys": " ".join(keys)}), m.start(0), m.end(0)


class _HeadingKeys(Treeprocessor):
    """Before escapes are undone: `\\{#key}` in a heading is what somebody wrote, not a key."""

    def run(self, root: Element) -> None:
        for name in ("h1", *_HEADINGS):
            for heading in root.iter(name):
                _take_key(heading)


class _Tidy(Treeprocessor):
    """Gives headings their keys, links their addresses, and tables classes instead of styles."""

    def __init__(self, md: Markdown, links: Callable[[str], str] | None, notes: Collection[str]) -> None:
        super().__init__(md)
        self.links = links
        self.notes = notes

    def run(self, root: Element) -> None:
        for heading in root.iter("h1"):
            heading.tag = "h2"  # the title of the page is its only h1
        for name in _HEADINGS:
            for heading in root.iter(name):
                _take_key(heading)
        marks = {link for mark in root.iter("sup") for link in mark}
        for link in [link for link in root.iter("a") if link not in marks]:
            self.point(link)
        for cell in [*root.iter("th"), *root.iter("td")]:
            _align(cell)
        _wrap_tables(root)

    def point(self, link: Element) -> None:
        """Leave an address only where we know what it is."""
        address = unescape(link.get("href", "").replace(AMP_SUBSTITUTE, "&"))
        link.attrib.clear()
        kind, _, key = address.partition(":")
        if kind in _NOTE_CLASSES:
            address = f"#{kind}-{key}" if address in self.notes else ""
            link.set("class", _NOTE_CLASSES[kind])
        elif address.startswith("lesson:"):
            address = self.links(address.removeprefix("lesson:")) if self.links else ""
        elif _ABSOLUTE.match(address):
            link.set("rel", "noopener noreferrer")
        else:
            address = ""
        if address:
            link.set("href", address)
        else:
            link.attrib.clear()
            link.tag = "span"  # which the sanitiser unwraps


def _take_key(heading: Element) -> None:
    last = heading[-1] if len(heading) else None
    text = (heading.text if last is None else last.tail) or ""
    match = _HEADING_KEY.search(text)
    if not match:
        return
    heading.set("id", match.group(1))
    if last is None:
        heading.text = text[: match.start()]
    else:
        last.tail = text[: match.start()]


def _align(cell: Element) -> None:
    style = cell.attrib.pop("style", "")
    if style in _ALIGNMENTS:
        cell.set("class", _ALIGNMENTS[style])
    if cell.tag == "th":
        cell.set("scope", "col")


def _wrap_tables(root: Element) -> None:
    """A wide table scrolls by itself, also with the keyboard; the page never scrolls sideways."""
    for parent in list(root.iter()):
        for index, child in enumerate(list(parent)):
            if child.tag == "table":
                wrapper = Element("div", {"class": "table-scroll", "role": "group", "tabindex": "0"})
                wrapper.set("aria-label", "Table")
                wrapper.tail, child.tail = child.tail, None
                wrapper.append(child)
                parent[index] = wrapper
