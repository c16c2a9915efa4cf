from django.apps import apps
from django.conf import settings
from django.db import models

from .users import User


class AuditEvent(models.Model):
    """Who did what, to which object, why and when. Written by the verb that acted; never changed.

    The object is a label and an id, not a foreign key: accounts point at nothing above them.
    """

    at = models.DateTimeField(auto_now_add=True, db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="audit_events", null=True
    )
    action = models.CharField(max_length=60)
    object_label = models.CharField(max_length=60)
    object_id = models.CharField(max_length=60)
    reason = models.CharField(max_length=300, blank=True)
    request_id = models.CharField(max_length=64, blank=True)
    detail = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["object_label", "object_id"], name="audit_by_object")]

    def __str__(self) -> str:
        return f"{self.action} {self.object_label} {self.object_id}"

    @property
    def about(self) -> str:
        """What it was done to, in words. One's own account has no number for oneself."""
        if self.object_label == User._meta.label and self.object_id == str(self.actor_id):
            return "own account"
        try:
            kind = apps.get_model(self.object_label)._meta.verbose_name
        except LookupError:  # a model that is gone; its history stays
            kind = self.object_label
        return f"{kind} {self.object_id}"
