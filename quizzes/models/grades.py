from django.conf import settings
from django.db import models
from django.db.models import Q


class ItemGrade(models.Model):
    """What an item earned, by which version's key. Appended at submit and by a regrade."""

    item = models.ForeignKey("quizzes.AttemptItem", on_delete=models.PROTECT, related_name="grades")
    sequence = models.PositiveSmallIntegerField()
    version = models.ForeignKey("quizzes.QuestionVersion", on_delete=models.PROTECT, related_name="grades")
    answer = models.ForeignKey(
        "quizzes.Answer", on_delete=models.PROTECT, related_name="grades", null=True, help_text="None: blank."
    )
    fraction = models.DecimalField(max_digits=8, decimal_places=7)
    graded_at = models.DateTimeField()

    class Meta:
        ordering = ["item", "sequence"]
        constraints = [
            models.UniqueConstraint(fields=["item", "sequence"], name="grades_of_an_item_are_ordered"),
            models.CheckConstraint(
                condition=Q(fraction__gte=-1, fraction__lte=1), name="a_fraction_lies_within_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fraction}"


class Mark(models.Model):
    """What a person gave a reflection, by its rubric, and said about it. Appended with the grade that it makes."""

    grade = models.OneToOneField(ItemGrade, on_delete=models.PROTECT, related_name="mark")
    points = models.JSONField(help_text="By criterion of the rubric.")
    comment = models.TextField(blank=True)
    marked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="marks")
    marked_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"mark of {self.grade}"


class AttemptResult(models.Model):
    """What an attempt earned. Appended at submit and by a regrade; the highest sequence counts."""

    attempt = models.ForeignKey("quizzes.Attempt", on_delete=models.PROTECT, related_name="results")
    sequence = models.PositiveSmallIntegerField()
    points = models.DecimalField(max_digits=12, decimal_places=7)
    max_points = models.DecimalField(max_digits=12, decimal_places=7)
    pass_mark = models.PositiveSmallIntegerField(help_text="Percent, as the edition says.")
    missed_must_pass = models.PositiveSmallIntegerField(default=0)
    passed = models.BooleanField()
    graded_at = models.DateTimeField()
    regrade = models.ForeignKey(
        "quizzes.Regrade", on_delete=models.PROTECT, related_name="results", null=True, blank=True
    )

    class Meta:
        ordering = ["attempt", "sequence"]
        constraints = [
            models.UniqueConstraint(fields=["attempt", "sequence"], name="results_of_an_attempt_are_ordered"),
            models.CheckConstraint(
                condition=Q(passed=False) | Q(missed_must_pass=0), name="a_missed_safety_item_never_passes"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.points} of {self.max_points}"


class Regrade(models.Model):
    """A decision that a version was wrong: whoever met it is graded by another key, or is given it.

    Nobody is lowered and no pass is taken. Attempts that were open then follow when they are submitted.
    """

    version = models.ForeignKey("quizzes.QuestionVersion", on_delete=models.PROTECT, related_name="regrades")
    key = models.ForeignKey(
        "quizzes.QuestionVersion",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        help_text="The version whose key is right. None: the question is void, and everyone has its points.",
    )
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="a_regrade_has_a_reason"),
            models.UniqueConstraint(fields=["version", "key"], name="a_version_is_regraded_once_by_a_key"),
            models.UniqueConstraint(
                fields=["version"], condition=Q(key=None), name="a_version_is_given_to_everyone_once"
            ),
        ]

    def __str__(self) -> str:
        return f"regrade of {self.version}"


class Dispute(models.Model):
    """A learner says that a question is wrong, and why. Answered once, by a person."""

    item = models.OneToOneField("quizzes.AttemptItem", on_delete=models.PROTECT, related_name="dispute")
    text = models.TextField(max_length=2000)
    at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at=None, answer="") | (Q(answered_at__isnull=False) & ~Q(answer="")),
                name="an_answered_dispute_says_what",
            ),
        ]

    def __str__(self) -> str:
        return f"dispute of {self.item}"
