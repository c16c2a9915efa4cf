from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper

from accounts.places import STATES


class LicenceQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(holder_id=user.pk)


class ProfessionalLicence(models.Model):
    """A licence that a person says they hold. We do not check it: the board does."""

    holder = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="licences")
    jurisdiction = models.CharField(max_length=8, help_text="Two letters of the state, such as TX.")
    number = models.CharField(max_length=40)
    issued_on = models.DateField(
        null=True, blank=True, help_text="When it was first issued: a first cycle may ask for less."
    )
    added_at = models.DateTimeField(auto_now_add=True)

    objects = LicenceQuerySet.as_manager()

    class Meta:
        ordering = ["jurisdiction", "number"]
        constraints = [
            models.UniqueConstraint(
                "holder", "jurisdiction", Upper("number"), name="a_licence_is_listed_once_per_holder"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.jurisdiction} {self.number}"

    @property
    def state(self) -> str:
        return STATES.get(self.jurisdiction, self.jurisdiction)


class LicenceCycleQuerySet(models.QuerySet):
    def overlapping(self, first, last):
        """Those that share a day with a stretch of days."""
        return self.filter(first__lte=last, last__gte=first)


class LicenceCycle(models.Model):
    """A renewal period of a licence, as its holder entered it, both days included. Cycles never overlap.

    The verb that adds one holds the licence's row while it looks for an overlap.
    """

    licence = models.ForeignKey(ProfessionalLicence, on_delete=models.CASCADE, related_name="cycles")
    first = models.DateField()
    last = models.DateField()
    added_at = models.DateTimeField(auto_now_add=True)

    objects = LicenceCycleQuerySet.as_manager()

    class Meta:
        ordering = ["last"]
        constraints = [
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="a_cycle_ends_after_it_begins"),
            models.UniqueConstraint(fields=["licence", "last"], name="one_cycle_ends_on_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.licence}, {self.first} to {self.last}"
