from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone


class Role(models.TextChoices):
    LEARNER = "learner"
    INSTRUCTOR = "instructor"
    REVIEWER = "reviewer"
    REGISTRAR = "registrar"
    EMPLOYER = "employer"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


class GrantQuerySet(models.QuerySet):
    def live(self, now=None):
        """Grants that count at this moment: begun, not ended, not revoked."""
        now = now or timezone.now()
        return self.filter(Q(ends_at=None) | Q(ends_at__gt=now), starts_at__lte=now, revoked_at=None)

    def of(self, user):
        """A deactivated person holds nothing."""
        return self.filter(person_id=user.pk) if user.is_active else self.none()


class Grant(models.Model):
    """A role given to a person, over a scope, by somebody, for a reason. Revoked, never deleted.

    `scope` is "" for the whole site, else a label and a public id: "course:…" or "organisation:…".
    A label, not a foreign key, because accounts know nothing of the apps above them.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=16, choices=Role)
    scope = models.CharField(max_length=80, blank=True)
    reason = models.CharField(max_length=200)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="grants_given", null=True
    )
    starts_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="grants_revoked",
        null=True,
        blank=True,
    )
    revoked_reason = models.CharField(max_length=200, blank=True)

    objects = GrantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "role", "scope"],
                condition=Q(revoked_at=None, ends_at=None),
                name="one_open_grant_per_person_role_and_scope",
            ),
            models.CheckConstraint(
                condition=Q(granted_by=None) | ~Q(granted_by=F("person")),
                name="nobody_grants_a_role_to_themselves",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="a_grant_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.scope or 'everywhere'}"
