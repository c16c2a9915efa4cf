from django.db import models


class Disclosure(models.Model):
    """What the holder lets the public page show. A choice, not a record: it may change at any time.

    Without a row a certificate is open to whoever has its code, and shows no license number.
    """

    certificate = models.OneToOneField(
        "certificates.Certificate", on_delete=models.PROTECT, related_name="disclosure"
    )
    confirm_only = models.BooleanField(default=False)
    family_name = models.CharField(max_length=120, blank=True, help_text="What a verifier must type.")
    family_key = models.CharField(max_length=240, blank=True)
    name_key = models.CharField(max_length=240, blank=True, help_text="The whole name is accepted too.")
    licence = models.ForeignKey(
        "accounts.ProfessionalLicence", on_delete=models.SET_NULL, related_name="+", null=True, blank=True
    )
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(confirm_only=False) | ~models.Q(family_key=""),
                name="confirming_needs_a_family_name",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.certificate} {'confirm only' if self.confirm_only else 'open'}"
