from django.db import models


class Paper(models.Model):
    """A signed PDF as it was handed out: made once, kept, and known again by its digest.

    What it shows is drawn from the certificate's facts; `unsigned_sha256` is the digest of the drawing before
    it was signed, which anybody with the facts, the design and this version of typst can draw again.
    """

    class Size(models.TextChoices):
        LETTER = "letter", "US Letter"
        A4 = "a4", "A4"

    certificate = models.ForeignKey(
        "certificates.Certificate", on_delete=models.PROTECT, related_name="papers"
    )
    design = models.CharField(max_length=40, help_text="Template and version, such as ncbtmb-1.")
    approval = models.PositiveSmallIntegerField(help_text="Which of the approvals it is drawn for, from 0.")
    size = models.CharField(max_length=6, choices=Size)
    typst = models.CharField(max_length=20, help_text="Version of what drew it.")
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64, unique=True)
    unsigned_sha256 = models.CharField(max_length=64)
    key_id = models.CharField(max_length=80, blank=True, help_text="SHA-256 of the signer's certificate.")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["certificate", "approval", "size"]
        constraints = [
            models.UniqueConstraint(
                fields=["certificate", "approval", "size"], name="a_paper_is_made_once_per_size"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.certificate} {self.design} {self.size}"
