from django.db import models


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

    def __str__(self) -> str:
        return f"{self.url}: {self.get_state_display()}"
