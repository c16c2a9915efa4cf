from django.conf import settings
from django.db import models
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
