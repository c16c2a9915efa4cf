"""The flat blocks of a lesson. Running text is Markdown; nothing nests."""

from django.db import models
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock


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


class TextBlock(blocks.StructBlock):
    """A stretch of Markdown under a key that notes and corrections can point to."""

    key = blocks.CharBlock(max_length=60, required=False)
    text = blocks.TextBlock()

    class Meta:
        icon = "pilcrow"
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
        group = "Evidence"


class CalloutBlock(blocks.StructBlock):
    """Something to stop at: a pearl, a caution, a contraindication, a red flag."""

    key = blocks.CharBlock(max_length=60, required=False)
    kind = blocks.ChoiceBlock(choices=CalloutKind.choices)
    title = blocks.CharBlock(max_length=120)
    text = blocks.TextBlock()

    class Meta:
        icon = "warning"
        group = "Safety"


class LessonBody(blocks.StreamBlock):
    text = TextBlock()
    claim = ClaimBlock()
    callout = CalloutBlock()
