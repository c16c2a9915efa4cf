from django.db import models


class ItemTally(models.Model):
    """How often a first attempt at a version earned so much, beside so much on the rest of its paper.

    A rollup, written at submit: statistics read it instead of a million answers, and all of them come from
    it exactly. It can be built anew from the grades: see `tallying.rebuild`.
    """

    version = models.ForeignKey("quizzes.QuestionVersion", on_delete=models.PROTECT, related_name="tallies")
    response = models.CharField(
        max_length=255, blank=True, help_text="The options chosen, where there are any."
    )
    fraction = models.DecimalField(max_digits=8, decimal_places=7)
    rest = models.DecimalField(
        max_digits=7, decimal_places=4, help_text="Percent of the other items' points; 0 when there are none."
    )
    count = models.PositiveIntegerField()

    class Meta:
        ordering = ["version", "response", "fraction", "rest"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "response", "fraction", "rest"], name="a_tally_stands_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.count} times {self.fraction}"
