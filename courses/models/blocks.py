"""The flat blocks of a lesson. Running text is Markdown; nothing nests."""

import re
import uuid
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.db import models
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

from courses.markdown import cited
from courses.prose.blocks import KeyBlock, MarkdownBlock
from courses.prose.widgets import FULL, SHORT


class Verdict(models.TextChoices):
    SUPPORTED = "supported", "Supported"
    MIXED = "mixed", "Mixed"
    CONTESTED = "contested", "Contested"
    CONTRADICTED = "contradicted", "Contradicted"
    HYPOTHESIS = "hypothesis", "Hypothesis"


class Certainty(models.TextChoices):
    """GRADE's four levels."""

    HIGH = "high", "High"
    MODERATE = "moderate", "Moderate"
    LOW = "low", "Low"
    VERY_LOW = "very-low", "Very low"


class CalloutKind(models.TextChoices):
    PEARL = "pearl", "Clinical pearl"
    CAUTION = "caution", "Caution"
    CONTRAINDICATION = "contraindication", "Contraindication"
    RED_FLAG = "red-flag", "Red flag"


class TextValue(blocks.StructValue):
    def freeze(self) -> dict:
        return {"key": self["key"], "text": self["text"]}

    def cites(self) -> list[str]:
        """Keys of references, in the order in which a reader meets them."""
        return cited(self["text"])

    def reads(self) -> list[str]:
        """The Markdown that a learner reads and that counts as words."""
        return [self["text"]]


class ClaimValue(blocks.StructValue):
    def sources(self) -> list[str]:
        """Keys of the claim's own citations. A reference that was deleted since is left out."""
        return [reference.key for reference in self["citations"] if reference is not None]

    def freeze(self) -> dict:
        names = ("key", "statement", "verdict", "certainty", "measured")
        return {name: self[name] for name in names} | {
            "citations": self.sources(),
            "reviewed": self["reviewed"].isoformat() if self["reviewed"] else "",
            "review_by": self["review_by"].isoformat() if self["review_by"] else "",
        }

    def problems(self, today: date) -> list[str]:
        """Why the claim may not be released."""
        found = []
        if not self.sources():
            found.append(f"The claim “{self['statement']}” has no citation.")
        if not self["review_by"] or self["review_by"] < today:
            found.append(f"The claim “{self['statement']}” is due for review.")
        return found

    def cites(self) -> list[str]:
        return self.sources() + cited(self["measured"])

    def reads(self) -> list[str]:
        return [self["statement"], self["measured"]]


class CalloutValue(blocks.StructValue):
    def freeze(self) -> dict:
        return {name: self[name] for name in ("key", "kind", "title", "text")}

    def cites(self) -> list[str]:
        return cited(self["text"])

    def reads(self) -> list[str]:
        return [self["title"], self["text"]]


_FIRST_HEADING = re.compile(r"^(## .*?)(?:[ ]*\{#[^}\n]*\})?[ ]*(?=\n|$)")


def named(stream: Iterable[Any]) -> Iterator[Any]:
    """Blocks that each have an id, a key of their own, and that key on the heading they begin with.

    A key comes from the block's id, which the editor gives once: whatever is written over and over in it, notes
    and corrections still find it. A key that is there already stays; the second of two equal ones is new.
    """
    taken: set[str] = set()
    for block in stream:
        block.id = block.id or str(uuid.uuid4())
        if (block.value["key"] or "") in {"", *taken}:
            block.value["key"] = f"b{block.id.replace('-', '')[:10]}"
        taken.add(block.value["key"])
        if block.block_type == "text":
            heading = rf"\1 {{#{block.value['key']}}}"
            block.value["text"] = _FIRST_HEADING.sub(heading, block.value["text"] or "", count=1)
        yield block


class TextBlock(blocks.StructBlock):
    """A stretch of Markdown under a key that notes and corrections can point to."""

    key = KeyBlock()
    text = MarkdownBlock(tools=FULL)

    class Meta:
        icon = "pilcrow"
        value_class = TextValue
        group = "Text"


class ClaimBlock(blocks.StructBlock):
    """A statement with its verdict, certainty and sources."""

    key = KeyBlock()
    statement = blocks.TextBlock()
    verdict = blocks.ChoiceBlock(choices=Verdict.choices)
    certainty = blocks.ChoiceBlock(choices=Certainty.choices)
    measured = MarkdownBlock(tools=SHORT, required=False, label="What was measured")
    citations = blocks.ListBlock(SnippetChooserBlock("courses.Reference"), min_num=1)
    reviewed = blocks.DateBlock()
    review_by = blocks.DateBlock()

    class Meta:
        icon = "clipboard-list"
        value_class = ClaimValue
        group = "Evidence"


class CalloutBlock(blocks.StructBlock):
    """Something to stop at: a pearl, a caution, a contraindication, a red flag."""

    key = KeyBlock()
    kind = blocks.ChoiceBlock(choices=CalloutKind.choices)
    title = blocks.CharBlock(max_length=120)
    text = MarkdownBlock(tools=SHORT)

    class Meta:
        icon = "warning"
        value_class = CalloutValue
        group = "Safety"


class LessonBody(blocks.StreamBlock):
    text = TextBlock()
    claim = ClaimBlock()
    callout = CalloutBlock()

    def value_from_datadict(self, data: Any, files: Any, prefix: str) -> blocks.StreamValue:
        posted = super().value_from_datadict(data, files, prefix)
        return blocks.StreamValue(self, [(b.block_type, b.value, b.id) for b in named(posted)])
