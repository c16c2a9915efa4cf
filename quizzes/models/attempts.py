import uuid
from datetime import timedelta

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery

from .grades import AttemptResult, ItemGrade, Regrade

# An answer given in the last second needs a moment to arrive.
GRACE = timedelta(seconds=30)


class AttemptQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A learner sees their own attempts."""
        return self.filter(enrolment__learner_id=user.pk) if user.is_authenticated else self.none()

    def open(self):
        return self.filter(submitted_at=None)

    def takes_answers(self, now):
        """Open, and its time and grace have not run out: what the guard of a save demands too."""
        return self.open().exclude(deadline_at__lte=now - GRACE)

    def overdue(self, now):
        """Open, and no answer can be in time any more."""
        return self.open().filter(deadline_at__lte=now - GRACE)

    def at_step(self, enrolment, step_key):
        return self.filter(enrolment=enrolment, step_key=step_key).order_by("number")

    def with_outcome(self):
        """With `passed`: of its latest result, None while it has none."""
        latest = AttemptResult.objects.filter(attempt=OuterRef("pk")).order_by("-sequence")
        return self.annotate(passed=Subquery(latest.values("passed")[:1]))

    def passed_at(self, enrolment, step_key) -> bool:
        return self.at_step(enrolment, step_key).with_outcome().filter(passed=True).exists()


class Attempt(models.Model):
    """One sitting of a quiz step, on the paper that was fixed when it opened. Closes once."""

    class ClosedBy(models.TextChoices):
        LEARNER = "learner"
        TIMER = "timer", "Timer"  # the learner's page, when time was up
        SWEEP = "sweep"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    enrolment = models.ForeignKey("courses.Enrolment", on_delete=models.PROTECT, related_name="attempts")
    step = models.ForeignKey("courses.EditionStep", on_delete=models.PROTECT, related_name="attempts")
    step_key = models.UUIDField(help_text="Repeats the step's key, so that constraints can use it.")
    number = models.PositiveSmallIntegerField()
    opened_at = models.DateTimeField()
    # As the terms and the learner's accommodation gave it. More time moves it, nothing brings it forward.
    deadline_at = models.DateTimeField(null=True, blank=True)
    time_limit = models.PositiveIntegerField(null=True, blank=True, help_text="Seconds, before any factor.")
    submitted_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.CharField(max_length=10, choices=ClosedBy, blank=True)
    reopened_at = models.DateTimeField(
        null=True, blank=True, help_text="By a person, with a reason: see audit."
    )

    objects = AttemptQuerySet.as_manager()

    class Meta:
        ordering = ["enrolment", "step_key", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "step_key", "number"], name="attempts_at_a_step_are_numbered"
            ),
            models.UniqueConstraint(
                fields=["enrolment", "step_key"],
                condition=Q(submitted_at=None),
                name="one_open_attempt_per_step",
            ),
            models.CheckConstraint(
                condition=Q(submitted_at=None) | Q(submitted_at__gte=F("opened_at")),
                name="an_attempt_closes_after_it_opens",
            ),
            models.CheckConstraint(
                condition=Q(deadline_at=None) | Q(deadline_at__gt=F("opened_at")),
                name="a_deadline_comes_after_the_start",
            ),
        ]
        indexes = [
            models.Index(
                fields=["deadline_at"], condition=Q(submitted_at=None), name="open_attempts_by_deadline"
            ),
        ]

    def __str__(self) -> str:
        return f"attempt {self.number}"


class AttemptItemQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A learner sees the questions of their own attempts."""
        return self.filter(attempt__enrolment__learner_id=user.pk) if user.is_authenticated else self.none()

    def with_answer(self):
        """With `answer_pk`, `_sequence`, `_response`, `_confidence` and `answered_at` of its latest answer, or None."""
        latest = Answer.objects.filter(item=OuterRef("pk")).order_by("-sequence")
        return self.annotate(
            answer_pk=Subquery(latest.values("pk")[:1]),
            answer_sequence=Subquery(latest.values("sequence")[:1]),
            answer_response=Subquery(latest.values("response")[:1]),
            answer_confidence=Subquery(latest.values("confidence")[:1]),
            answered_at=Subquery(latest.values("received_at")[:1]),
        )

    def with_grade(self):
        """With `fraction` of its latest grade, and of the answer that earned it `graded_response`, `_confidence`."""
        latest = ItemGrade.objects.filter(item=OuterRef("pk")).order_by("-sequence")
        return self.annotate(
            fraction=Subquery(latest.values("fraction")[:1]),
            graded_response=Subquery(latest.values("answer__response")[:1]),
            graded_confidence=Subquery(latest.values("answer__confidence")[:1]),
        )

    def with_decision(self):
        """With `is_decided`: whether its version was found to be wrong."""
        return self.annotate(is_decided=Exists(Regrade.objects.filter(version=OuterRef("version"))))

    def with_flag(self):
        return self.annotate(flagged=Exists(Flag.objects.filter(item=OuterRef("pk"))))


class AttemptItem(models.Model):
    """A question of the paper: which version, where, and in which order its options stand."""

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="items")
    position = models.PositiveSmallIntegerField()
    version = models.ForeignKey("quizzes.QuestionVersion", on_delete=models.PROTECT, related_name="items")
    option_order = models.JSONField()
    points = models.DecimalField(max_digits=7, decimal_places=4, default=1)

    objects = AttemptItemQuerySet.as_manager()

    class Meta:
        ordering = ["attempt", "position"]
        constraints = [
            models.UniqueConstraint(fields=["attempt", "position"], name="items_of_an_attempt_are_ordered"),
            models.UniqueConstraint(
                fields=["attempt", "version"], name="a_question_stands_once_in_an_attempt"
            ),
        ]

    def __str__(self) -> str:
        return f"item {self.position}"


class Answer(models.Model):
    """What the learner answered to an item, each time. Appended; the highest sequence counts.

    `client_id` is chosen by the browser, so that a repeated post is known for what it is. The server
    gives the sequence in the same statement that checks that the attempt is open.
    """

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="answers")
    item = models.ForeignKey(AttemptItem, on_delete=models.PROTECT, related_name="answers")
    client_id = models.UUIDField()
    sequence = models.PositiveIntegerField()
    response = models.JSONField()
    confidence = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(3)],
        help_text="1 guessing, 2 fairly sure, 3 certain. Never scored.",
    )
    received_at = models.DateTimeField()

    class Meta:
        ordering = ["item", "sequence"]
        constraints = [
            models.UniqueConstraint(fields=["attempt", "client_id"], name="an_answer_is_stored_once"),
            models.UniqueConstraint(fields=["item", "sequence"], name="answers_to_an_item_are_ordered"),
        ]

    def __str__(self) -> str:
        return f"answer {self.sequence}"


class LateAnswer(models.Model):
    """An answer that came when the attempt took no more. Kept, shown, and counted only if a person reopens it."""

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="late_answers")
    item = models.ForeignKey(AttemptItem, on_delete=models.PROTECT, related_name="late_answers")
    client_id = models.UUIDField()
    response = models.JSONField()
    received_at = models.DateTimeField()

    class Meta:
        ordering = ["attempt", "received_at"]
        constraints = [
            models.UniqueConstraint(fields=["attempt", "client_id"], name="a_late_answer_is_stored_once"),
        ]

    def __str__(self) -> str:
        return f"late answer to {self.item}"


class Flag(models.Model):
    """The learner's own mark: look at this question again. Set and taken away at will; no evidence."""

    item = models.OneToOneField(AttemptItem, on_delete=models.CASCADE, related_name="flag")
    set_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"flag on {self.item}"
