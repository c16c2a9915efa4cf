from django.db import models


class LinkRound(models.Model):
    """When the links of all live lessons were last lined up to be asked. The newest is kept."""

    begun_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"round of {self.begun_at:%Y-%m-%d}"


class LinkCheckQuerySet(models.QuerySet["LinkCheck"]):
    def wanted(self):
        """What is to be asked, in the order in which that was wanted."""
        return self.exclude(wanted_at=None).order_by("wanted_at", "pk")


class LinkCheck(models.Model):
    """What an address that a lesson or a reference leads to answered when it was last asked."""

    class State(models.TextChoices):
        THERE = "there", "There"
        GONE = "gone", "Dead"
        UNCLEAR = "unclear", "Look yourself"
        UNCHECKED = "unchecked", "Not checked"

    url = models.CharField(max_length=2000, unique=True)
    state = models.CharField(max_length=10, choices=State, default=State.UNCHECKED)
    said = models.CharField(max_length=200, blank=True, help_text="In words, what came back.")
    tried_at = models.DateTimeField(null=True, blank=True)
    wanted_at = models.DateTimeField(
        null=True, blank=True, db_index=True, help_text="Since when it waits to be asked."
    )

    objects = LinkCheckQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.url}: {self.get_state_display()}"
