"""What a learner keeps for herself while she reads. No records: freely edited, deleted with the person."""

from django.conf import settings
from django.db import models


class OwnQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Whoever wrote it, and nobody else whatever their role."""
        return self.filter(learner_id=user.pk) if user.is_authenticated else self.none()


class Own(models.Model):
    """Something that one learner keeps at a block of a step, through all editions and cycles."""

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    course = models.ForeignKey("courses.Course", on_delete=models.CASCADE, related_name="+")
    step_key = models.UUIDField()
    block = models.CharField(max_length=60, blank=True, help_text="The block's id. Empty: the whole step.")

    objects = OwnQuerySet.as_manager()

    class Meta:
        abstract = True


class Place(Own):
    """Where a learner stopped in a step, and how long she was active there. The latest is where she resumes."""

    at = models.DateTimeField()
    active_seconds = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["learner", "course", "-at"], name="places_by_learner_latest")]
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "course", "step_key"], name="a_learner_stops_at_one_place_in_a_step"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.step_key} at {self.block or 'its beginning'}"


class Note(Own):
    """What a learner wrote beside a block, for herself."""

    LONGEST = 4000

    text = models.TextField(max_length=LONGEST)
    # Made by the page that sends it, so that a note sent twice over a bad line is one note.
    client_id = models.UUIDField()
    written_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["learner", "step_key"], name="notes_by_learner_and_step")]
        constraints = [
            models.UniqueConstraint(fields=["learner", "client_id"], name="a_note_is_kept_once"),
        ]

    def __str__(self) -> str:
        return f"note {self.pk}"


class Bookmark(Own):
    """A block that a learner wants to find again."""

    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "course", "step_key", "block"], name="a_block_is_bookmarked_once"
            ),
        ]

    def __str__(self) -> str:
        return f"bookmark {self.pk}"
