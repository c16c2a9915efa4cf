from django.db import models


class SigningKey(models.Model):
    """The public half of a key that signed certificates: a permanent archive. Private keys are files."""

    key_id = models.CharField(max_length=80, unique=True, help_text="The key's multibase form.")
    public_key = models.CharField(max_length=64, help_text="32 bytes of Ed25519, in hexadecimal.")
    first_used_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)
    compromised_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["first_used_at"]

    def __str__(self) -> str:
        return self.key_id
