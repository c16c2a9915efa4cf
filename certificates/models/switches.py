from django.conf import settings
from django.db import models


class IssuingSwitch(models.Model):
    """Issuing was stopped or started again, for the whole site. Appended; the latest row says which."""

    on = models.BooleanField()
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    reason = models.CharField(max_length=300)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"issuing {'on' if self.on else 'off'} since {self.at:%Y-%m-%d %H:%M}"
