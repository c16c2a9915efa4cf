from django.conf import settings
from django.db import models


class CertificateEvent(models.Model):
    """What happened to a certificate. Appended; the highest sequence says what it is today."""

    class Kind(models.TextChoices):
        ISSUED = "issued"
        CORRECTED = "corrected"
        REISSUED = "reissued"
        SUPERSEDED = "superseded"
        REVOKED = "revoked"
        REINSTATED = "reinstated"

    certificate = models.ForeignKey(
        "certificates.Certificate", on_delete=models.PROTECT, related_name="events"
    )
    sequence = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, choices=Kind)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    public_reason = models.CharField(max_length=120, blank=True)
    private_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["certificate", "sequence"]
        constraints = [
            models.UniqueConstraint(
                fields=["certificate", "sequence"], name="events_of_a_certificate_are_ordered"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.certificate} {self.kind}"

    @property
    def stands(self) -> bool:
        """Whether a certificate whose latest event is this one can be relied on."""
        return self.kind in STANDING


STANDING = frozenset(
    {
        CertificateEvent.Kind.ISSUED,
        CertificateEvent.Kind.CORRECTED,
        CertificateEvent.Kind.REISSUED,
        CertificateEvent.Kind.REINSTATED,
    }
)
