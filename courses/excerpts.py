"""The blocks of a frozen step by their ids, each with its first words, for lists and choices. Reads only."""

import re
from typing import Any

from .models import EditionStep

LENGTH = 70
# What a block says first, whatever its kind; Markdown's own signs are taken out.
FIRST = ("statement", "title", "text", "caption", "label", "alt")
SAYS = ("title", "text", "statement", "measured", "caption", "alt", "description", "transcript")
SIGNS = re.compile(r"\{#[^}]*\}|\[@[^\]]*\]|\]\([^)]*\)|[#*_`>\[\]|]+")
BEFORE_A_STOP = re.compile(r" (?=[.,;:!?)’”](?:\s|$))")


def blocks(step: EditionStep) -> dict[str, str]:
    """Each block's first words by its id, in order."""
    return {block["id"]: excerpt(block) for block in step.body.get("blocks", ()) if block.get("id")}


def plain(block: dict[str, Any]) -> str:
    """All that a block says, as one line without Markdown's signs."""
    said = [block[name] for name in SAYS if isinstance(block.get(name), str)]
    return _line(" ".join(said))


def excerpt(block: dict[str, Any]) -> str:
    text = next((block[name] for name in FIRST if isinstance(block.get(name), str) and block[name]), "")
    words = _line(text)
    if len(words) <= LENGTH:
        return words or block["type"].replace("_", " ").capitalize()
    return words[:LENGTH].rpartition(" ")[0].rstrip(",;:.") + " …"


def _line(text: str) -> str:
    """Markdown as one line of words. What a sign leaves behind is no space before a full stop."""
    return BEFORE_A_STOP.sub("", " ".join(SIGNS.sub(" ", text).split()))
