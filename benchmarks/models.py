from django.db import models


class Mark(models.Model):
    """A row to find by its key, and a table to insert into. It exists in the bench's own database only."""

    word = models.CharField(max_length=40)
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.word
