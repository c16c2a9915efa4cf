"""A claim: one statement with what the studies say of it, and how sure we can be."""

from datetime import date, timedelta

from django.db import models
from django.forms import RadioSelect
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

from courses.markdown import cited
from courses.prose.blocks import KeyBlock, MarkdownBlock
from courses.prose.widgets import SHORT

from .samples import SampledBlock
from .values import LessonValue


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


def in_words(verdict: str, certainty: str) -> str:
    """What the studies say, and how sure we can be: "Mixed · low certainty"."""
    return f"{Verdict(verdict).label} · {Certainty(certainty).label.lower()} certainty"


class Placement(models.TextChoices):
    """Where a claim's record stands: between the paragraphs, or behind a sentence that links to it."""

    BLOCK = "block", "As a block"
    INLINE = "inline", "Behind a sentence"


def in_three_years() -> date:
    return date.today() + timedelta(days=3 * 365)


class ClaimValue(LessonValue):
    prose = ("statement", "measured")
    called = "claim"
    names = ("statement",)

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
        found = self.lacks(
            statement="says nothing yet. Write what is claimed.",
            verdict="has no verdict. Say what the studies find.",
            certainty="has no certainty. Say how sure we can be.",
        )
        if not self.sources():
            found.append(f"{self.named()} has no citation.")
        if not self["review_by"] or self["review_by"] < today:
            found.append(f"{self.named()} is due for review.")
        return found

    @property
    def is_inline(self) -> bool:
        return self["placement"] == Placement.INLINE

    def cites(self) -> list[str]:
        return self.sources() + cited(self["measured"])

    def reads(self) -> list[str]:
        """A sentence that carries its record is read once: where it stands in the text."""
        return [] if self.is_inline else super().reads()


class ClaimBlock(SampledBlock):
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
        description = "One statement, with what the studies say of it and how sure we can be."
        label_format = "{statement}"
        icon = "clipboard-list"
        value_class = ClaimValue
        group = "Evidence"
        label = "Claim"
