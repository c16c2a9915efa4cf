"""The flat blocks of a lesson. Running text is Markdown; nothing nests."""

import re
import uuid
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.db import models
from wagtail import blocks

from courses.prose.blocks import KeyBlock, MarkdownBlock
from courses.prose.widgets import FULL, SHORT

from .checks import SelfCheckBlock
from .claims import ClaimBlock, in_three_years
from .figures import DownloadBlock, FigureBlock
from .recorded import AudioBlock, VideoBlock
from .samples import SampledBlock
from .values import LessonValue

__all__ = ["LessonBody", "in_three_years", "named"]  # a migration names the second one here


class CalloutKind(models.TextChoices):
    PEARL = "pearl", "Clinical pearl"
    CAUTION = "caution", "Caution"
    CONTRAINDICATION = "contraindication", "Contraindication"
    RED_FLAG = "red-flag", "Red flag"


class TextValue(LessonValue):
    prose = ("text",)

    def problems(self, today: date) -> list[str]:
        return [] if (self["text"] or "").strip() else ["A part has no text. Write it, or take the part out."]

    def freeze(self) -> dict:
        return {"key": self["key"], "text": self["text"]}


class CalloutValue(LessonValue):
    prose = ("title", "text")
    called = "callout"

    def problems(self, today: date) -> list[str]:
        return self.lacks(
            kind="has no kind. Say whether it is a pearl, a caution, a contraindication or a red flag.",
            title="has no title.",
            text="has no text.",
        )

    def freeze(self) -> dict:
        return {name: self[name] for name in ("key", "kind", "title", "text")}


class TableValue(LessonValue):
    prose = ("caption", "table")
    called = "table"
    names = ("caption",)

    def problems(self, today: date) -> list[str]:
        found = self.lacks(caption="has no caption.", table="is empty.")
        has_rows = any(line.lstrip().startswith("|") for line in (self["table"] or "").splitlines())
        return (
            found
            if has_rows or not (self["table"] or "").strip()
            else [*found, f"{self.named()} holds no table."]
        )

    def freeze(self) -> dict:
        return {name: self[name] for name in ("key", "caption", "table", "row_headers")}


_FIRST_HEADING = re.compile(r"^(## .*?)(?:[ ]*\{#[^}\n]*\})?[ ]*(?=\n|$)")


def named(stream: Iterable[Any]) -> Iterator[Any]:
    """Blocks that each have an id, a key of their own, and that key on the heading they begin with.

    A key comes from the block's id, which the editor gives once: whatever is written over and over in it, notes
    and corrections still find it. A key that is there already stays; the second of two equal ones is new.
    """
    taken: set[str] = set()
    for block in stream:
        block.id = block.id or str(uuid.uuid4())
        key = block.value["key"] or ""
        if key in taken or not re.fullmatch(r"[\w-]{1,60}", key):
            block.value["key"] = f"b{block.id.replace('-', '')[:10]}"
        taken.add(block.value["key"])
        if block.block_type == "text":
            heading = rf"\1 {{#{block.value['key']}}}"
            block.value["text"] = _FIRST_HEADING.sub(heading, block.value["text"] or "", count=1)
        yield block


class TextBlock(SampledBlock):
    """A stretch of Markdown under a key that notes and corrections can point to."""

    key = KeyBlock()
    text = MarkdownBlock(tools=FULL)

    class Meta:
        description = "A stretch of text under one heading. About 400 words are easy to read on a phone."
        label_format = "{text}"
        icon = "pilcrow"
        value_class = TextValue
        group = "Text"


class CalloutBlock(SampledBlock):
    """Something to stop at: a pearl, a caution, a contraindication, a red flag."""

    key = KeyBlock()
    kind = blocks.ChoiceBlock(
        choices=CalloutKind.choices,
        help_text="Pearl: worth knowing. Caution: adapt. Contraindication: don’t, for now. Red flag: send on today.",
    )
    title = blocks.CharBlock(
        max_length=120, help_text="Readable by itself, such as “New heaviness in the arm”."
    )
    text = MarkdownBlock(tools=SHORT)

    class Meta:
        description = "Something to stop at: a pearl, a caution, a contraindication, a red flag."
        label_format = "{title}"
        icon = "warning"
        value_class = CalloutValue
        group = "Safety"


class TableBlock(SampledBlock):
    """A table under a caption."""

    key = KeyBlock()
    caption = blocks.CharBlock(max_length=300)
    table = MarkdownBlock(tools=FULL)
    row_headers = blocks.BooleanBlock(required=False, label="The first column names the rows")

    class Meta:
        description = "Rows and columns, where words alone would be long."
        label_format = "{caption}"
        icon = "table"
        value_class = TableValue
        group = "Text"


class LessonBody(blocks.StreamBlock):
    text = TextBlock()
    claim = ClaimBlock()
    callout = CalloutBlock()
    figure = FigureBlock()
    video = VideoBlock()
    audio = AudioBlock()
    table = TableBlock()
    download = DownloadBlock()
    check = SelfCheckBlock()

    def value_from_datadict(self, data: Any, files: Any, prefix: str) -> blocks.StreamValue:
        posted = super().value_from_datadict(data, files, prefix)
        return blocks.StreamValue(self, [(b.block_type, b.value, b.id) for b in named(posted)])
