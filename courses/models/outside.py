import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone


class OutsideInvitationQuerySet(models.QuerySet["OutsideInvitation"]):
    def open(self, now=None):
        """Links that open something at this moment."""
        return self.filter(withdrawn_at=None, expires_at__gt=now or timezone.now())


class OutsideInvitation(models.Model):
    """Somebody outside the house is asked by mail to review a course. The link is kept as its hash only.

    Mailed at most once; withdrawn once; ends by itself.
    """

    course = models.ForeignKey("courses.Course", on_delete=models.PROTECT, related_name="outside_invitations")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField()
    name = models.CharField(max_length=150)
    message = models.TextField(blank=True)
    token_sha256 = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    handed_over_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = OutsideInvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["course", "email"],
                condition=Q(withdrawn_at=None),
                name="one_open_outside_invitation_per_course_and_address",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("invited_at")), name="an_outside_link_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} for {self.course}"


class OutsideComment(models.Model):
    """What an outside reviewer says of a page, or of one block of it. Appended."""

    LONGEST = 4000

    invitation = models.ForeignKey(OutsideInvitation, on_delete=models.PROTECT, related_name="comments")
    page_id = models.PositiveBigIntegerField(help_text="Pages may be deleted: this names one.")
    page_title = models.CharField(max_length=255)
    block = models.CharField(max_length=40, blank=True)
    excerpt = models.CharField(max_length=100, blank=True)
    text = models.TextField(max_length=LONGEST)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"comment {self.pk}"


class Verdict(models.Model):
    """A yes or a no from outside, and who signed it. Appended."""

    approved = models.BooleanField()
    name = models.CharField(max_length=150, help_text="As they signed.")
    qualifications = models.CharField(max_length=300)
    words = models.TextField(blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{'approved' if self.approved else 'changes asked for'} by {self.name}"


class OutsideVerdict(Verdict):
    """What an outside reviewer decided: who they are, and exactly what they read, by its digest. Appended."""

    invitation = models.ForeignKey(OutsideInvitation, on_delete=models.PROTECT, related_name="verdicts")
    content = models.JSONField(help_text="The digest of each page that was read, by its id.")
    sha256 = models.CharField(max_length=64, help_text="Of all of it.")

    class Meta(Verdict.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["invitation", "sha256"],
                condition=Q(approved=True),
                name="an_outside_reviewer_approves_a_content_once",
            ),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(qualifications=""), name="an_outside_verdict_is_signed"
            ),
        ]


class OutsideCorrectionVerdict(Verdict):
    """What an outside reviewer decided on a correction, which never changes once it is written. Appended."""

    invitation = models.ForeignKey(
        OutsideInvitation, on_delete=models.PROTECT, related_name="correction_verdicts"
    )
    correction = models.ForeignKey(
        "courses.Correction", on_delete=models.PROTECT, related_name="outside_verdicts"
    )

    class Meta(Verdict.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["correction"],
                condition=Q(approved=True),
                name="a_correction_is_approved_outside_once",
            ),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(qualifications=""),
                name="an_outside_verdict_on_a_correction_is_signed",
            ),
        ]
