"""The form at the end of a course: what learners thought of it. Asked once, kept as rows."""

from django.db import models
from django.db.models import Q
from wagtail import blocks
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from courses.patience import too_long

from .pages import StepPage

# From 1 to 5. The words are frozen with the questions.
SCALE = ["Strongly disagree", "Disagree", "Neither", "Agree", "Strongly agree"]


class PromptBlock(blocks.StructBlock):
    prompt = blocks.CharBlock(max_length=200)


class RatingBlock(PromptBlock):
    """A statement to agree or disagree with."""

    class Meta:
        icon = "radio-full"
        label = "Statement to rate"
        group = "Questions"


class OpenBlock(PromptBlock):
    """A question that is answered in the learner's own words, or not at all."""

    class Meta:
        icon = "pilcrow"
        label = "Question in free text"
        group = "Questions"


class EvaluationPage(StepPage):
    """A step before the last: statements to rate and questions in free text. Each edition keeps its version."""

    introduction = models.CharField(max_length=300, blank=True)
    questions = StreamField([("rating", RatingBlock()), ("text", OpenBlock())])

    content_panels = [
        *Page.content_panels,
        FieldPanel("introduction", help_text="One sentence above the form. It may stay empty."),
        FieldPanel("questions", help_text="What you want to know. Two minutes are the most that we ask for."),
    ]

    kind = "evaluation"
    opens = "courses:evaluate"
    is_creatable = True

    def freeze(self, salt: bytes) -> dict:
        return {
            "introduction": self.introduction,
            "scale": SCALE,
            "questions": [
                {"id": str(block.id), "kind": block.block_type, "prompt": block.value["prompt"]}
                for block in self.questions
            ],
        }

    def problems(self) -> list[str]:
        if not self.questions:
            return ["It asks nothing."]
        long = too_long(block.block_type for block in self.questions)
        return [long] if long else []


class Evaluation(models.Model):
    """A learner answered the form of an edition. Once an enrolment, never changed."""

    enrolment = models.ForeignKey("courses.Enrolment", on_delete=models.PROTECT, related_name="evaluations")
    edition = models.ForeignKey("courses.Edition", on_delete=models.PROTECT, related_name="evaluations")
    step_key = models.UUIDField()
    digest = models.CharField(max_length=64, help_text="Of the step as it was answered: the form's version.")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "step_key"], name="an_evaluation_is_given_once"),
        ]

    def __str__(self) -> str:
        return f"evaluation by enrolment {self.enrolment_id}"


class EvaluationAnswer(models.Model):
    """One answer: a rating from 1 to 5, or a text. A question that was passed over has no row."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="answers")
    question = models.UUIDField(help_text="The block's id, the same through all editions.")
    rating = models.PositiveSmallIntegerField(null=True)
    text = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["evaluation", "question"], name="a_question_is_answered_once"),
            models.CheckConstraint(
                condition=Q(rating__isnull=False, rating__range=(1, 5), text="")
                | Q(rating=None) & ~Q(text=""),
                name="an_answer_is_a_rating_or_a_text",
            ),
        ]

    def __str__(self) -> str:
        return str(self.rating or self.text)
