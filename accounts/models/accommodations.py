from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone


class AccommodationQuerySet(models.QuerySet):
    def live(self, now=None):
        """Those that count at this moment: not ended, not run out."""
        now = now or timezone.now()
        return self.filter(Q(ends_at=None) | Q(ends_at__gt=now), ended_at=None)


class Accommodation(models.Model):
    """More time for one person, in whatever they sit. Ended, never deleted; the next one ends the one before.

    Why is between the person and the registrar: it is shown to nobody else and goes into no log.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="accommodations"
    )
    time_factor = models.DecimalField(
        max_digits=4,
        decimal_places=2,
        default=Decimal("1.5"),
        validators=[MinValueValidator(Decimal(1)), MaxValueValidator(Decimal(10))],
        help_text="1.5 is half as much time again.",
    )
    untimed = models.BooleanField(default=False, help_text="No time limit at all.")
    reason = models.CharField(max_length=300, help_text="Kept private.")
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="accommodations_given", null=True
    )
    given_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField(null=True, blank=True, help_text="Empty: it stays.")
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = AccommodationQuerySet.as_manager()

    class Meta:
        ordering = ["person", "given_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(ended_at=None), name="one_accommodation_a_person"
            ),
            models.CheckConstraint(
                condition=Q(time_factor__gte=1) & Q(time_factor__lte=10),
                name="an_accommodation_gives_time",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="an_accommodation_has_a_reason"),
        ]

    def __str__(self) -> str:
        return "untimed" if self.untimed else f"{self.time_factor} times the time"

    @property
    def factor(self) -> Decimal | None:
        """What a time limit is multiplied by. None: there is no limit."""
        return None if self.untimed else self.time_factor
