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
