from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Organisation


class ApiKeyQuerySet(models.QuerySet):
    def live(self):
        return self.filter(withdrawn_at=None)

    def visible_to(self, user):
        """Those of the organisations that a person speaks for."""
        return self.filter(organisation__in=Organisation.objects.led_by(user))


class ApiKey(models.Model):
    """What lets an organisation's software ask us. The key itself is shown once; we keep its digest.

    A key holds 160 random bits, so its plain SHA-256 cannot be turned back. `prefix` is how people know it again.
    """

    class Scope(models.TextChoices):
        ONE = "one", "One certificate at a time"
        MANY = "many", "Also lists of up to 5,000"

    organisation = models.ForeignKey(
        "accounts.Organisation", on_delete=models.PROTECT, related_name="api_keys"
    )
    name = models.CharField(max_length=60, help_text="Which software uses it.")
    scope = models.CharField(max_length=4, choices=Scope)
    prefix = models.CharField(max_length=8, unique=True)
    digest = models.CharField(max_length=64)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    last_used_on = models.DateField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = ApiKeyQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="a_key_is_withdrawn_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"
