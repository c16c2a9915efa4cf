"""The flat blocks of a lesson. Running text is Markdown; nothing nests."""

import re
import uuid
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from django.db import models
from django.forms import RadioSelect
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock
from wagtail.snippets.blocks import SnippetChooserBlock

from courses.markdown import cited, noted
from courses.prose.blocks import KeyBlock, MarkdownBlock
from courses.prose.widgets import FULL, SHORT

from .assets import Asset, asset_of
from .checks import SelfCheckBlock


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


class Placement(models.TextChoices):
    """Where a claim's record stands: between the paragraphs, or behind a sentence that links to it."""

    BLOCK = "block", "As a block"
    INLINE = "inline", "Behind a sentence"


class LessonValue(blocks.StructValue):
    """What every block of a lesson answers."""

    prose: tuple[str, ...] = ()  # the fields of Markdown that a learner reads, in order

    def freeze(self) -> dict:
        raise NotImplementedError

    def problems(self, today: date) -> list[str]:
        """Why the block may not be released, a sentence each."""
        return []

    def reads(self) -> list[str]:
        """The Markdown that a learner reads and that counts as words."""
        return [self[name] for name in self.prose]

    def cites(self) -> list[str]:
        """Keys of references, in the order in which a reader meets them."""
        return [key for name in self.prose for key in cited(self[name])]

    def notes(self) -> list[tuple[str, str]]:
        """The claims and terms that it points to."""
        return [note for name in self.prose for note in noted(self[name])]

    def assets(self) -> list[Asset]:
        """The files that it shows."""
        return []


class TextValue(LessonValue):
    prose = ("text",)

    def freeze(self) -> dict:
        return {"key": self["key"], "text": self["text"]}


class ClaimValue(LessonValue):
    prose = ("statement", "measured")

    def sources(self) -> list[str]:
        """Keys of the claim's own citations. A reference that was deleted since is left out."""
        return [reference.key for reference in self["citations"] if reference is not None]

    def freeze(self) -> dict:
        names = ("key", "placement", "statement", "verdict", "certainty", "measured")
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

    @property
    def is_inline(self) -> bool:
        return self["placement"] == Placement.INLINE

    def cites(self) -> list[str]:
        return self.sources() + cited(self["measured"])

    def reads(self) -> list[str]:
        """A sentence that carries its record is read once: where it stands in the text."""
        return [] if self.is_inline else super().reads()


class CalloutValue(LessonValue):
    prose = ("title", "text")

    def freeze(self) -> dict:
        return {name: self[name] for name in ("key", "kind", "title", "text")}


class TableValue(LessonValue):
    prose = ("caption", "table")

    def freeze(self) -> dict:
        return {name: self[name] for name in ("key", "caption", "table", "row_headers")}


class FigureValue(LessonValue):
    prose = ("caption",)

    def cites(self) -> list[str]:
        """The description is not counted as words, but its sources are the figure's."""
        return cited(self["caption"]) + cited(self["description"])

    def freeze(self) -> dict:
        image = self["image"]
        names = ("key", "alt", "caption", "description")
        return {name: self[name] for name in names} | {
            "credit": self["credit"] or (image.credit if image else ""),
            "licence": self["licence"] or (image.licence if image else ""),
            "width": image.width if image else 0,
            "height": image.height if image else 0,
            "assets": [asset.frozen() for asset in self.assets()],
        }

    def problems(self, today: date) -> list[str]:
        if lost := lost_file(self["image"]):
            return [lost]
        frozen = self.freeze()
        named = f"The figure “{self['key'] or self['caption']}”"
        missing = [
            f"{named} has no {what}."
            for name, what in (("alt", "alt text"), ("credit", "credit"), ("licence", "license"))
            if not frozen[name].strip()
        ]
        if self["image"] is None:
            return [f"{named} has no image.", *missing]
        if self["image"].is_svg() and not self["image"].source:
            missing.append(f"{named} is an SVG. Upload it as PNG.")
        return missing

    def assets(self) -> list[Asset]:
        return [asset_of(self["image"])] if self["image"] else []


class DownloadValue(LessonValue):
    prose = ("title", "text")

    def freeze(self) -> dict:
        names = ("key", "title", "text")
        return {name: self[name] for name in names} | {
            "assets": [asset.frozen() for asset in self.assets()],
        }

    def problems(self, today: date) -> list[str]:
        if self["document"] is None:
            return [f"The download “{self['title']}” has no document."]
        lost = lost_file(self["document"])
        return [lost] if lost else []

    def reads(self) -> list[str]:
        """Reading the document is not counted, and neither is its title."""
        return []

    def assets(self) -> list[Asset]:
        return [asset_of(self["document"])] if self["document"] else []


def lost_file(row: Any) -> str:
    """Why the file of an image or a document can't be frozen. Empty: it can, or there is none."""
    try:
        if row is not None:
            asset_of(row)
    except OSError:
        return f"The file of “{row.title}” is gone. Upload it again."
    except ValueError as error:
        return str(error)
    return ""


def in_three_years() -> date:
    return date.today() + timedelta(days=3 * 365)


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
    statement = blocks.TextBlock(
        label="What is claimed?",
        help_text="One sentence that can be true or false, as a learner might repeat it to a client. "
        "For example: “Massage lowers blood pressure for an hour.”",
    )
    verdict = blocks.ChoiceBlock(
        choices=[
            (
                Verdict.SUPPORTED,
                "Supported: most studies found it. Example: massage eases anxiety for a while",
            ),
            (Verdict.MIXED, "Mixed: some studies found it, about as many didn’t. Example: massage and sleep"),
            (Verdict.CONTESTED, "Contested: experts read the same studies differently"),
            (
                Verdict.CONTRADICTED,
                "Contradicted: studies looked and found otherwise. Example: massage flushes lactate",
            ),
            (Verdict.HYPOTHESIS, "Hypothesis: plausible, but nobody has tested it in people yet"),
        ],
        widget=RadioSelect,
        label="What do the studies say?",
    )
    certainty = blocks.ChoiceBlock(
        choices=[
            (Certainty.HIGH, "High: a new study would hardly change it. Several large, careful trials agree"),
            (Certainty.MODERATE, "Moderate: a new study might change the size of it"),
            (Certainty.LOW, "Low: a new study is likely to change it. Few or small trials"),
            (
                Certainty.VERY_LOW,
                "Very low: anything could come out. Case reports, lab work or expert opinion",
            ),
        ],
        widget=RadioSelect,
        label="How sure can we be?",
    )
    measured = MarkdownBlock(
        tools=SHORT,
        required=False,
        label="What was measured?",
        help_text="In whom, how, and how much it changed. “In 13 people, flow at the skin rose by a third.”",
    )
    citations = blocks.ListBlock(
        SnippetChooserBlock("courses.Reference"), min_num=1, label="Which sources is that from?"
    )
    placement = blocks.ChoiceBlock(
        choices=Placement.choices,
        default=Placement.BLOCK,
        label="Where does a learner meet it?",
        help_text="Behind a sentence: mark the sentence in the text with the Claim button.",
    )
    reviewed = blocks.DateBlock(default=date.today, label="When did you last check it?")
    review_by = blocks.DateBlock(
        default=in_three_years,
        label="When is it due for another look?",
        help_text="Three years is usual; sooner where new trials are under way.",
    )

    class Meta:
        icon = "clipboard-list"
        value_class = ClaimValue
        group = "Evidence"
        label = "Claim"


class CalloutBlock(blocks.StructBlock):
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
        icon = "warning"
        value_class = CalloutValue
        group = "Safety"


class TableBlock(blocks.StructBlock):
    """A table under a caption."""

    key = KeyBlock()
    caption = blocks.CharBlock(max_length=300)
    table = MarkdownBlock(tools=FULL)
    row_headers = blocks.BooleanBlock(required=False, label="The first column names the rows")

    class Meta:
        icon = "table"
        value_class = TableValue
        group = "Text"


class FigureBlock(blocks.StructBlock):
    """An image that teaches something, with the same in words."""

    key = KeyBlock()
    image = ImageChooserBlock()
    alt = blocks.CharBlock(
        max_length=300,
        label="What does it show?",
        help_text="For learners who can’t see it. Say what the picture teaches, not that it is a picture.",
    )
    caption = MarkdownBlock(tools=SHORT, required=False)
    description = MarkdownBlock(tools=SHORT, required=False, label="Long description")
    credit = blocks.CharBlock(
        max_length=200, required=False, label="Who made it?", help_text="Left empty: as with the image."
    )
    licence = blocks.CharBlock(
        max_length=80,
        required=False,
        label="What allows you to use it?",
        help_text="Such as “CC BY 4.0”, “own work” or “with permission”. Left empty: as with the image.",
    )

    class Meta:
        icon = "image"
        value_class = FigureValue
        group = "Media"


class DownloadBlock(blocks.StructBlock):
    """A document to keep."""

    key = KeyBlock()
    document = DocumentChooserBlock()
    title = blocks.CharBlock(max_length=120)
    text = MarkdownBlock(tools=SHORT, required=False, label="What it is for")

    class Meta:
        icon = "doc-full"
        value_class = DownloadValue
        group = "Media"


class LessonBody(blocks.StreamBlock):
    text = TextBlock()
    claim = ClaimBlock()
    callout = CalloutBlock()
    figure = FigureBlock()
    table = TableBlock()
    download = DownloadBlock()
    check = SelfCheckBlock()

    def value_from_datadict(self, data: Any, files: Any, prefix: str) -> blocks.StreamValue:
        posted = super().value_from_datadict(data, files, prefix)
        return blocks.StreamValue(self, [(b.block_type, b.value, b.id) for b in named(posted)])
