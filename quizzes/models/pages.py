from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.models import Orderable, Page

from courses.models import StepPage


class QuizPage(StepPage):
    """A graded quiz: how many questions are drawn from which pool, and what it takes to pass."""

    introduction = models.TextField(blank=True)
    pass_mark = models.PositiveSmallIntegerField(
        default=80,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text="Percent of the points.",
    )
    attempts_allowed = models.PositiveSmallIntegerField(default=0, help_text="0 sets no limit.")

    content_panels = [
        *Page.content_panels,
        FieldPanel("introduction"),
        FieldPanel("pass_mark"),
        FieldPanel("attempts_allowed"),
        InlinePanel("pools", label="Pool"),
    ]

    kind = "quiz"
    opens = "quizzes:start"
    is_creatable = True


class QuizPool(Orderable):
    """Draw so many questions of one bank, of one objective if named."""

    page = ParentalKey(QuizPage, on_delete=models.CASCADE, related_name="pools")
    bank = models.ForeignKey("quizzes.Bank", on_delete=models.PROTECT, related_name="+")
    objective = models.ForeignKey(
        "courses.Objective", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    draw = models.PositiveSmallIntegerField(validators=[MinValueValidator(1)])

    panels = [FieldPanel("bank"), FieldPanel("objective"), FieldPanel("draw")]

    def __str__(self) -> str:
        return f"{self.draw} of {self.bank}"
