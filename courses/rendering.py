"""A frozen lesson → HTML. Done once, at release, through the components that the reader sees."""

import re
from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from .markdown import to_html


def lesson_html(body: dict[str, Any], *, code: str, steps: Collection[str]) -> str:
    """The HTML of what a lesson froze. `lesson:` links lead to the course's other steps, by slug."""
    numbers = {reference["key"]: number for number, reference in enumerate(body["references"], 1)}

    def address(target: str) -> str:
        slug, _, key = target.partition("#")
        if slug not in steps:
            return ""
        return reverse("courses:read", args=[code, slug]) + (f"#{key}" if key else "")

    def html(text: str) -> SafeString:
        return _safe(to_html(text, citations=numbers, links=address))

    blocks = [_block(block, html, numbers) for block in body["blocks"]]
    references = [reference_entry(reference) for reference in body["references"]]
    return render_to_string("courses/lesson_body.html", {"blocks": blocks, "references": references})


def _block(
    block: dict[str, Any],
    html: Callable[[str], SafeString],
    numbers: Mapping[str, int],
) -> dict[str, Any]:
    """What the template of a block needs."""
    if block["type"] == "text":
        return {"type": "text", "html": _anchored(html(block["text"]), block["key"])}
    if block["type"] == "callout":
        return block | {"text": html(block["text"])}
    return block | {
        "measured": html(block["measured"]) if block["measured"] else "",
        "marks": _marks(block["citations"], numbers),
        "studies": len(block["citations"]),
        "reviewed": date.fromisoformat(block["reviewed"]) if block["reviewed"] else None,
    }


def _marks(keys: list[str], numbers: Mapping[str, int]) -> SafeString:
    """The superscript numbers of a claim's own citations."""
    links = format_html_join(", ", '<a href="#ref-{}">{}</a>', ((key, numbers[key]) for key in keys))
    return format_html('<sup class="cite">{}</sup>', links) if keys else SafeString()


def _anchored(html: str, key: str) -> SafeString:
    """HTML whose first element carries the block's key as its id, unless its heading has it already."""
    if key and f'id="{key}"' not in html:
        html = re.sub(r"^<(\w+)", rf'<\1 id="{key}"', html, count=1)
    return _safe(html)


def reference_entry(reference: dict[str, str]) -> dict[str, Any]:
    """An entry of the list of references, with the most lasting address that it has."""
    if reference["doi"]:
        url, label = f"https://doi.org/{reference['doi']}", f"doi:{reference['doi']}"
    elif reference["pmid"]:
        url, label = f"https://pubmed.ncbi.nlm.nih.gov/{reference['pmid']}/", f"PMID {reference['pmid']}"
    else:
        url, label = reference["url"], reference["url"]
    return {"key": reference["key"], "text": _citation(reference), "url": url, "url_label": label}


def _citation(reference: dict[str, str]) -> str:
    """A whole reference. A work without a named author begins with its title."""
    year = f"({reference['year']})"
    if reference["authors"]:
        parts = [f"{reference['authors']} {year}", reference["title"], reference["published_in"]]
    else:
        parts = [f"{reference['title'].rstrip('.')} {year}", reference["published_in"]]
    return " ".join(f"{part.rstrip('.')}." for part in parts if part)


def _safe(html: str) -> SafeString:
    """Mark what `to_html` sanitised."""
    return mark_safe(html)  # noqa: S308  nh3 has been over it
