import uuid

from django.conf import settings
from django.db import models
from django.db.models import Count, F, Max, Q
from django.utils import timezone


class ShareLinkQuerySet(models.QuerySet):
    def live(self):
        """Those that open something now: not withdrawn, not expired."""
        return self.filter(withdrawn_at=None, expires_at__gt=timezone.now())

    def visible_to(self, user):
        """One's own."""
        return self.filter(holder_id=user.pk)

    def counted(self):
        """With how many certificates each shows, how often it was opened, and when last."""
        return self.annotate(
            shown=Count("certificates", distinct=True),
            look_count=Count("looks", distinct=True),
            last_look=Max("looks__at"),
        )


class ShareLink(models.Model):
    """What a holder shows to somebody for a time. Whoever has the address sees it: the token is 192 random bits.

    The token is kept as it is, so that the holder can copy the address again.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    token = models.CharField(max_length=32, unique=True)
    holder = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="share_links")
    certificates = models.ManyToManyField(
        "certificates.Certificate", through="SharedCertificate", related_name="+"
    )
    note = models.CharField(max_length=80, blank=True, help_text="For whom. The holder alone reads it.")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = ShareLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("made_at")), name="a_link_ends_after_it_was_made"
            ),
        ]

    def __str__(self) -> str:
        return f"link of {self.made_at:%Y-%m-%d}"

    @property
    def is_live(self) -> bool:
        return self.withdrawn_at is None and self.expires_at > timezone.now()


class SharedCertificate(models.Model):
    """A certificate that a link shows."""

    link = models.ForeignKey(ShareLink, on_delete=models.PROTECT, related_name="items")
    certificate = models.ForeignKey("certificates.Certificate", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["link", "certificate"], name="a_link_shows_a_certificate_once"),
        ]

    def __str__(self) -> str:
        return f"{self.certificate_id} by {self.link_id}"


class LinkLook(models.Model):
    """Somebody opened a link. Appended; nothing is kept of who it was."""

    class What(models.TextChoices):
        PAGE = "page", "Opened the page"
        FILES = "files", "Downloaded the files"

    link = models.ForeignKey(ShareLink, on_delete=models.PROTECT, related_name="looks")
    what = models.CharField(max_length=5, choices=What)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.what} {self.at:%Y-%m-%d %H:%M}"
