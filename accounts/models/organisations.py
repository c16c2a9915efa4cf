import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q


class Organisation(models.Model):
    """An employer: a clinic, a spa, a hospital department."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=160)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A person works for an organisation, from a day until they leave. Kept when they have left."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")
    joined_at = models.DateTimeField(auto_now_add=True)
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "person"],
                condition=Q(left_at=None),
                name="one_current_membership_per_organisation",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} at {self.organisation}"
