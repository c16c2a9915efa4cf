from django.db import models


class LedgerEntry(models.Model):
    """The digest of one certificate or event, chained to the entry before. Appended at a checkpoint."""

    number = models.PositiveBigIntegerField(unique=True)
    subject = models.CharField(max_length=12, help_text="certificate or event")
    subject_id = models.PositiveBigIntegerField()
    format = models.PositiveSmallIntegerField(help_text="Which fields of the row the digest covers.")
    digest = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "subject_id"], name="a_row_is_entered_in_the_ledger_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.subject}"


class Checkpoint(models.Model):
    """The ledger's size and head at a moment, signed; its copy is exported. One a day."""

    day = models.DateField(unique=True)
    at = models.DateTimeField()
    size = models.PositiveBigIntegerField()
    head = models.CharField(max_length=64)
    key_id = models.CharField(max_length=80, blank=True)
    signature = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {self.size}"
