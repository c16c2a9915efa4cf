from django.db import models


class MissCount(models.Model):
    """How many wrong guesses came from somewhere in a span of time. Counted in one statement, swept when old.

    The key is a keyed digest: no address is stored.
    """

    key = models.CharField(max_length=64, unique=True)
    count = models.PositiveIntegerField()
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.key[:8]} {self.count}"
