from django.db import models


class StepRecord(models.Model):
    """A step the learner has finished, as it read then. Written once, never changed.

    A step that a later major edition rewrote is finished again: by its new digest. See docs/decisions/0008.
    """

    enrolment = models.ForeignKey("courses.Enrolment", on_delete=models.PROTECT, related_name="step_records")
    step_key = models.UUIDField()
    edition = models.ForeignKey("courses.Edition", on_delete=models.PROTECT, related_name="step_records")
    digest = models.CharField(max_length=64, help_text="Of the step as it was finished.")
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["enrolment_id", "at"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "step_key", "digest"], name="a_step_is_finished_once_as_it_reads"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.step_key} finished"


class Acknowledgement(models.Model):
    """The learner read, before the first lesson, who controls the content and what they gain from it."""

    enrolment = models.ForeignKey(
        "courses.Enrolment", on_delete=models.PROTECT, related_name="acknowledgements"
    )
    edition = models.ForeignKey("courses.Edition", on_delete=models.PROTECT, related_name="acknowledgements")
    text = models.TextField(help_text="The disclosure exactly as it was shown.")
    digest = models.CharField(max_length=64, help_text="Of the text.")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "digest"], name="a_disclosure_is_acknowledged_once"),
        ]

    def __str__(self) -> str:
        return f"disclosure acknowledged by enrolment {self.enrolment_id}"


class Attestation(models.Model):
    """What the learner confirmed at the end: the name as on the licence, and the exact statement."""

    enrolment = models.OneToOneField(
        "courses.Enrolment", on_delete=models.PROTECT, related_name="attestation"
    )
    edition = models.ForeignKey("courses.Edition", on_delete=models.PROTECT, related_name="attestations")
    name = models.CharField(max_length=120)
    statement = models.TextField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"attested by enrolment {self.enrolment_id}"


class Completion(models.Model):
    """The learner met everything the edition required. A fact: one per enrolment, never changed.

    `completed_at` is the time of the latest step, not the moment of writing.
    """

    enrolment = models.OneToOneField("courses.Enrolment", on_delete=models.PROTECT, related_name="completion")
    edition = models.ForeignKey("courses.Edition", on_delete=models.PROTECT, related_name="completions")
    completed_at = models.DateTimeField(db_index=True)
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-completed_at"]

    def __str__(self) -> str:
        return f"completion of enrolment {self.enrolment_id}"
