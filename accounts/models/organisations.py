import re
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from .grants import Grant, Role

SCOPE = re.compile(r"organisation:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")


class OrganisationQuerySet(models.QuerySet):
    def led_by(self, user):
        """Those that a person speaks for as an employer."""
        scopes = Grant.objects.live().of(user).filter(role=Role.EMPLOYER).values_list("scope", flat=True)
        return self.filter(public_id__in=[found[1] for scope in scopes if (found := SCOPE.fullmatch(scope))])

    def named_by(self, scope: str):
        """The one that the scope of a grant names; none, when it names something else."""
        found = SCOPE.fullmatch(scope)
        return self.filter(public_id=found[1]) if found else self.none()

    def visible_to(self, user):
        """One's own workplaces, those one leads, and for a registrar all."""
        if (
            Grant.objects.live()
            .of(user)
            .filter(role__in=[Role.REGISTRAR, Role.ADMINISTRATOR], scope="")
            .exists()
        ):
            return self.all()
        here = Q(memberships__person_id=user.pk, memberships__left_at=None)
        return self.filter(here | Q(pk__in=self.led_by(user).values("pk"))).distinct()


class MembershipQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own, now."""
        return self.filter(person_id=user.pk, left_at=None)


class Organisation(models.Model):
    """An employer: a clinic, a spa, a hospital department."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=160)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def scope(self) -> str:
        """What a grant names that is over this employer: see SCOPE."""
        return f"organisation:{self.public_id}"


class Membership(models.Model):
    """A person works for an organisation, from a day until they leave. Kept when they have left."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")
    joined_at = models.DateTimeField(auto_now_add=True)
    left_at = models.DateTimeField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

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
