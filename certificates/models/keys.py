from django.db import models


class SigningKey(models.Model):
    """The public half of a key that signed: a permanent archive. Private keys are files."""

    class Algorithm(models.TextChoices):
        ED25519 = "ed25519", "Ed25519"  # facts and credentials
        RS256 = "rs256", "RS256"  # credentials as tokens
        PAPER = "paper", "PDF signature"

    key_id = models.CharField(
        max_length=80, unique=True, help_text="Multibase form, JWK thumbprint, or SHA-256 of the certificate."
    )
    algorithm = models.CharField(max_length=10, choices=Algorithm, default=Algorithm.ED25519)
    public_key = models.TextField(
        help_text="Hexadecimal: 32 bytes of Ed25519, a DER public key, or a DER certificate."
    )
    first_used_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)
    compromised_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["first_used_at"]

    def __str__(self) -> str:
        return self.key_id
