from uuid import UUID

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.models import Orderable, Page

from courses.hours import Workload
from courses.models import StepPage

from .questions import QuestionVersion


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
        FieldPanel("introduction", help_text="What a learner should know before starting."),
        FieldPanel("pass_mark"),
        FieldPanel("attempts_allowed"),
        InlinePanel(
            "pools",
            label="Pool",
            help_text="Each attempt draws its questions anew from these pools. Only approved questions are drawn.",
        ),
    ]

    kind = "quiz"
    opens = "quizzes:start"
    is_creatable = True

    def freeze(self, salt: bytes) -> dict:
        """The rule and the pools as lists of versions. Never a stem or a key: those stay in the versions."""
        return {
            "introduction": self.introduction,
            "pass_mark": self.pass_mark,
            "attempts_allowed": self.attempts_allowed,
            "pools": [pool.freeze(salt) for pool in self.pools.all()],
        }

    def problems(self) -> list[str]:
        """Why this quiz may not be released, in plain words."""
        pools = list(self.pools.all())
        if not pools:
            return [f"“{self.title}” has no pool to draw questions from."]
        found = [problem for pool in pools if (problem := pool.problem())]
        drawn = sum(pool.draw for pool in pools)
        there = len({version.pk for pool in pools for version in pool.versions()})
        if not found and there < drawn:
            found = [f"The pools overlap: together they draw {drawn} questions and hold {there}."]
        return [f"“{self.title}”: {problem}" for problem in found]

    def workload(self) -> Workload:
        return Workload(questions=sum(pool.draw for pool in self.pools.all()))

    def covers(self) -> frozenset[UUID]:
        """The objectives that its questions test."""
        versions = [version for pool in self.pools.all() for version in pool.versions()]
        return frozenset(v.question.objective.public_id for v in versions if v.question.objective)

    def items(self) -> list[tuple[str, UUID, str]]:
        """Each question with its version, once: who was served what."""
        versions = [version for pool in self.pools.all() for version in pool.versions()]
        found = {("question", v.question.public_id, str(v.number)) for v in versions}
        return sorted(found, key=str)


class QuizPool(Orderable):
    """Draw so many questions of one bank, of one objective if named."""

    page = ParentalKey(QuizPage, on_delete=models.CASCADE, related_name="pools")
    bank = models.ForeignKey("quizzes.Bank", on_delete=models.PROTECT, related_name="+")
    objective = models.ForeignKey(
        "courses.Objective", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    draw = models.PositiveSmallIntegerField(validators=[MinValueValidator(1)])

    panels = [
        FieldPanel("bank"),
        FieldPanel("objective", help_text="Empty: from the whole bank."),
        FieldPanel("draw", help_text="How many questions an attempt gets from here."),
    ]

    def __str__(self) -> str:
        return f"{self.draw} of {self.bank}"

    def versions(self) -> list[QuestionVersion]:
        """What may be drawn today: the newest approved version of each question of the pool."""
        current = QuestionVersion.objects.current().filter(question__bank=self.bank_id)
        if self.objective_id:
            current = current.filter(question__objective=self.objective_id)
        return list(current.select_related("question__objective").order_by("question__key"))

    def freeze(self, salt: bytes) -> dict:
        return {
            "draw": self.draw,
            "objective": str(self.objective.public_id) if self.objective else None,
            "questions": [version.freeze(salt) for version in self.versions()],
        }

    def problem(self) -> str:
        """Empty when the pool holds as many approved questions as it draws."""
        there = len(self.versions())
        if there >= self.draw:
            return ""
        of = f" for objective {self.objective.number}" if self.objective else ""
        return f"draws {self.draw} questions from {self.bank}{of}, and {there} are approved."
