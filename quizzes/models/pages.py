from uuid import UUID

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable, Page

from courses.hours import Workload
from courses.models import StepPage
from quizzes.terms import PASS_MARKS, REVEAL_OF

from .questions import QuestionVersion


class QuizPage(StepPage):
    """A quiz: on which terms it is sat, and how many questions are drawn from which pool."""

    class Preset(models.TextChoices):
        POST_TEST = "post-test", "CE post-test"
        PRACTICE = "practice", "Practice"
        REFLECTION = "reflection", "Reflection"

    class Reveal(models.TextChoices):
        DURING = "during", "As soon as a question is answered"
        AFTER = "after", "After each attempt"
        SETTLED = "settled", "After a pass, or when no attempt is left"

    preset = models.CharField(max_length=12, choices=Preset, default=Preset.POST_TEST)
    introduction = models.TextField(blank=True)
    pass_mark = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        default=80,
        validators=[MaxValueValidator(100)],
        help_text="Percent of the points. 0: handing it in is enough.",
    )
    attempts_allowed = models.PositiveSmallIntegerField(default=0, help_text="0 sets no limit.")
    cool_down = models.PositiveSmallIntegerField(
        "wait between attempts",
        default=0,
        validators=[MaxValueValidator(24 * 90)],
        help_text="Hours. 0: none.",
    )
    time_limit = models.PositiveSmallIntegerField(
        default=0, validators=[MaxValueValidator(24 * 60)], help_text="Minutes. 0 sets none."
    )
    confidence = models.BooleanField(
        "ask how sure they are", default=False, help_text="With each answer. It is never scored."
    )
    shuffles_questions = models.BooleanField("shuffle the questions", default=True)
    shuffles_options = models.BooleanField(
        "shuffle the options", default=True, help_text="Pinned options keep their place."
    )
    reveal = models.CharField(
        "show answers and explanations", max_length=8, choices=Reveal, blank=True, default=""
    )

    content_panels = [
        *Page.content_panels,
        FieldPanel(
            "preset",
            help_text="A CE post-test passes at 80 percent, without a clock, as often as needed. Practice shows "
            "each answer at once and fails nobody. A reflection is handed in and read by a person.",
        ),
        FieldPanel("introduction", help_text="What a learner should know before starting."),
        InlinePanel(
            "pools",
            label="Pool",
            help_text="Each attempt draws its questions anew from these pools: one for each objective makes a "
            "blueprint. Only approved questions are drawn.",
        ),
        InlinePanel(
            "fixed",
            label="Fixed question",
            help_text="Asked in every attempt, besides what the pools give.",
        ),
        InlinePanel(
            "feedback",
            label="Closing words",
            help_text="Shown with the result: the one for the highest share that was reached.",
        ),
        MultiFieldPanel(
            [
                FieldPanel("pass_mark", help_text="Percent of the points. Empty: as the preset says."),
                FieldPanel("attempts_allowed"),
                FieldPanel("cool_down"),
                FieldPanel("time_limit"),
                FieldPanel("reveal", help_text="Empty: as the preset says."),
                FieldPanel("confidence"),
                FieldPanel("shuffles_questions"),
                FieldPanel("shuffles_options"),
            ],
            heading="Advanced",
            classname="collapsed",
        ),
    ]

    kind = "quiz"
    opens = "quizzes:start"
    judged_at = "quizzes:outside_questions"
    is_creatable = True

    def freeze(self, salt: bytes) -> dict:
        """The terms and the pools as lists of versions. Never a stem or a key: those stay in the versions.

        Fixed questions are a pool that is drawn whole.
        """
        return {
            "introduction": self.introduction,
            **self.terms(),
            "feedback": [words.freeze() for words in self.feedback.all()],
            "pools": [frozen(pool, salt) for pool in self.drawn()],
        }

    def terms(self) -> dict:
        """On which terms it is sat: what `quizzes.terms` reads."""
        return {
            "preset": self.preset,
            "pass_mark": PASS_MARKS[self.preset] if self.pass_mark is None else self.pass_mark,
            "attempts_allowed": self.attempts_allowed,
            "cool_down": self.cool_down,
            "time_limit": self.time_limit,
            "confidence": self.confidence,
            "shuffles_questions": self.shuffles_questions,
            "shuffles_options": self.shuffles_options,
            "reveal": self.reveal or REVEAL_OF[self.preset],
        }

    def drawn(self) -> "list[QuizPool | Fixed]":
        """Where its questions come from: what is fixed first, so that no pool takes it away."""
        fixed = [row.question_id for row in self.fixed.all()]
        return [*([Fixed(fixed)] if fixed else []), *self.pools.all()]

    def problems(self) -> list[str]:
        """Why this quiz may not be released, in plain words."""
        pools = self.drawn()
        if not pools:
            return [f"“{self.title}” has no pool to draw questions from."]
        found = [problem for pool in pools if (problem := pool.problem())]
        drawn = sum(pool.draw for pool in pools)
        there = len({version.pk for pool in pools for version in pool.versions()})
        if not found and there < drawn:
            found = [f"The pools overlap: together they draw {drawn} questions and hold {there}."]
        return [f"“{self.title}”: {problem}" for problem in [*found, *self.gives_away()]]

    def gives_away(self) -> list[str]:
        """What practice asks, it answers: a question of a sibling's test must not be practised."""
        if self.preset == self.Preset.PRACTICE or self.pk is None:
            return []
        siblings = QuizPage.objects.sibling_of(self, inclusive=False).filter(preset=self.Preset.PRACTICE)
        mine = {version.question_id for pool in self.drawn() for version in pool.versions()}
        practised = {
            version.question
            for page in siblings
            for pool in page.drawn()
            for version in pool.versions()
            if version.question_id in mine
        }
        names = ", ".join(sorted(question.key for question in practised))
        return [f"it asks what is also practised in this course: {names}."] if practised else []

    def workload(self) -> Workload:
        return Workload(questions=sum(pool.draw for pool in self.drawn()))

    def covers(self) -> frozenset[UUID]:
        """The objectives that its questions test."""
        versions = [version for pool in self.drawn() for version in pool.versions()]
        return frozenset(v.question.objective.public_id for v in versions if v.question.objective)

    def items(self) -> list[tuple[str, UUID, str]]:
        """Each question with its version, once: who was served what."""
        versions = [version for pool in self.drawn() for version in pool.versions()]
        found = {("question", v.question.public_id, str(v.number)) for v in versions}
        return sorted(found, key=str)


class QuizPool(Orderable):
    """Draw so many questions of one bank; of one objective or with one tag, if named."""

    page = ParentalKey(QuizPage, on_delete=models.CASCADE, related_name="pools")
    bank = models.ForeignKey("quizzes.Bank", on_delete=models.PROTECT, related_name="+")
    objective = models.ForeignKey(
        "courses.Objective", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    tag = models.CharField(max_length=100, blank=True)
    draw = models.PositiveSmallIntegerField(validators=[MinValueValidator(1)])
    safety = models.PositiveSmallIntegerField("safety questions", default=0)

    panels = [
        FieldPanel("bank"),
        FieldPanel("objective", help_text="Empty: from the whole bank."),
        FieldPanel("tag", help_text="Empty: whatever the tag."),
        FieldPanel("draw", help_text="How many questions an attempt gets from here."),
        FieldPanel("safety", help_text="At least so many of them must-pass questions, in every attempt."),
    ]

    def __str__(self) -> str:
        return f"{self.draw} of {self.bank}"

    def versions(self) -> list[QuestionVersion]:
        """What may be drawn today: the newest approved version of each question of the pool."""
        current = QuestionVersion.objects.current().filter(question__bank=self.bank_id)
        if self.objective_id:
            current = current.filter(question__objective=self.objective_id)
        if self.tag:
            current = current.filter(question__tags__name__iexact=self.tag)
        return list(current.select_related("question__objective").order_by("question__key"))

    def problem(self) -> str:
        """Empty when the pool holds as many approved questions as it draws, and as many safety questions."""
        versions = self.versions()
        safety = sum(version.question.must_pass for version in versions)
        of = f" for objective {self.objective.number}" if self.objective else ""
        of += f" with the tag “{self.tag}”" if self.tag else ""
        if len(versions) < self.draw:
            return f"draws {self.draw} questions from {self.bank}{of}, and {len(versions)} are approved."
        if self.safety > self.draw:
            return f"draws {self.draw} questions from {self.bank}{of}, and {self.safety} safety questions."
        if safety < self.safety:
            return f"draws {self.safety} safety questions from {self.bank}{of}, and {safety} are approved."
        return ""


class Fixed:
    """The questions that every attempt gets. `questions` are their ids, in order."""

    objective: None = None
    safety = 0

    def __init__(self, questions: list[int]) -> None:
        self.questions = questions
        self.draw = len(questions)

    def versions(self) -> list[QuestionVersion]:
        found = QuestionVersion.objects.current().filter(question__in=self.questions)
        by_question = {
            version.question_id: version for version in found.select_related("question__objective")
        }
        return [by_question[key] for key in self.questions if key in by_question]

    def problem(self) -> str:
        there = len(self.versions())
        return "" if there == self.draw else f"has {self.draw} fixed questions, and {there} are approved."


def frozen(pool: QuizPool | Fixed, salt: bytes) -> dict:
    """A pool as the list of the versions that it holds today."""
    return {
        "draw": pool.draw,
        "safety": pool.safety,
        "objective": str(pool.objective.public_id) if pool.objective else None,
        "questions": [version.freeze(salt) for version in pool.versions()],
    }


class QuizQuestion(Orderable):
    """A question that every attempt asks."""

    page = ParentalKey(QuizPage, on_delete=models.CASCADE, related_name="fixed")
    question = models.ForeignKey("quizzes.Question", on_delete=models.PROTECT, related_name="+")

    panels = [FieldPanel("question")]

    def __str__(self) -> str:
        return f"{self.question}"


class QuizFeedback(Orderable):
    """Closing words for those who reached a share of the points: of the whole quiz, or of one objective."""

    page = ParentalKey(QuizPage, on_delete=models.CASCADE, related_name="feedback")
    objective = models.ForeignKey(
        "courses.Objective", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    at_least = models.PositiveSmallIntegerField(
        default=0, validators=[MaxValueValidator(100)], help_text="Percent of the points."
    )
    text = models.TextField(help_text="Markdown. Names no question: who failed reads it too.")

    panels = [
        FieldPanel("at_least"),
        FieldPanel("objective", help_text="Empty: the whole quiz."),
        FieldPanel("text"),
    ]

    def __str__(self) -> str:
        return f"from {self.at_least}%"

    def freeze(self) -> dict:
        return {
            "objective": str(self.objective.public_id) if self.objective else None,
            "at_least": self.at_least,
            "text": self.text,
        }
