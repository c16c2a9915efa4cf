"""The flat blocks of a lesson. Running text is Markdown; nothing nests."""

from datetime import date

from django.db import models
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

from courses.markdown import cited


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


class TextBlock(blocks.StructBlock):
    """A stretch of Markdown under a key that notes and corrections can point to."""

    key = blocks.CharBlock(max_length=60, required=False)
    text = blocks.TextBlock()

    class Meta:
        icon = "pilcrow"
        value_class = TextValue
        group = "Text"


class ClaimBlock(blocks.StructBlock):
    """A statement with its verdict, certainty and sources."""

    key = blocks.CharBlock(max_length=60, required=False)
    statement = blocks.TextBlock()
    verdict = blocks.ChoiceBlock(choices=Verdict.choices)
    certainty = blocks.ChoiceBlock(choices=Certainty.choices)
    measured = blocks.TextBlock(required=False, label="What was measured")
    citations = blocks.ListBlock(SnippetChooserBlock("courses.Reference"), min_num=1)
    reviewed = blocks.DateBlock()
    review_by = blocks.DateBlock()

    class Meta:
        icon = "clipboard-list"
        value_class = ClaimValue
        group = "Evidence"


class CalloutBlock(blocks.StructBlock):
    """Something to stop at: a pearl, a caution, a contraindication, a red flag."""

    key = blocks.CharBlock(max_length=60, required=False)
    kind = blocks.ChoiceBlock(choices=CalloutKind.choices)
    title = blocks.CharBlock(max_length=120)
    text = blocks.TextBlock()

    class Meta:
        icon = "warning"
        value_class = CalloutValue
        group = "Safety"


class LessonBody(blocks.StreamBlock):
    text = TextBlock()
    claim = ClaimBlock()
    callout = CalloutBlock()
