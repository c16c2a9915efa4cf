import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Lower

from .organisations import Organisation


class Location(models.Model):
    """A place where an organisation's staff work."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="locations")
    name = models.CharField(max_length=80)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                "organisation", Lower("name"), name="a_location_is_named_once_per_organisation"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Answer(models.TextChoices):
    SHARED = "shared"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self):
        return self.filter(ended_at=None)

    def answered(self):
        """Each with the latest `answer`, its `answer_id`, its terms and its time; None where nobody answered."""
        latest = Consent.objects.filter(invitation=OuterRef("pk")).order_by("-sequence")
        return self.annotate(
            answer=Subquery(latest.values("answer")[:1]),
            answer_id=Subquery(latest.values("pk")[:1]),
            answer_terms=Subquery(latest.values("terms")[:1]),
            answer_at=Subquery(latest.values("answered_at")[:1]),
        )

    def sharing(self):
        """Those whose person shares now. Somebody who was deactivated or erased shares nothing."""
        return (
            self.open()
            .answered()
            .filter(answer=Answer.SHARED, person__is_active=True, person__erased_at=None)
        )

    def visible_to(self, user):
        """To whoever answered it; before that, to whoever has confirmed its address."""
        theirs = user.emailaddress_set.filter(verified=True).values(lower=Lower("email"))
        return self.filter(Q(person_id=user.pk) | Q(person=None, ended_at=None, email__in=theirs))


class Invitation(models.Model):
    """An employer asks somebody to share where their renewal stands. Ends once; belongs to whoever answers it.

    `name` and `email` are what the employer wrote: its own list, which it may see whatever the answer is.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="invitations")
    location = models.ForeignKey(
        Location, on_delete=models.PROTECT, related_name="invitations", null=True, blank=True
    )
    email = models.EmailField(help_text="In lower case.")
    name = models.CharField(max_length=120)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="invitations_sent"
    )
    invited_at = models.DateTimeField(auto_now_add=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="invitations", null=True
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    answer: "str | None"  # what `answered` adds
    answer_id: "int | None"
    answer_terms: "int | None"
    answer_at: "datetime | None"

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "email"],
                condition=Q(ended_at=None),
                name="one_open_invitation_per_organisation_and_address",
            ),
            models.UniqueConstraint(
                fields=["organisation", "person"],
                condition=Q(ended_at=None),
                name="one_open_invitation_per_organisation_and_person",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="an_invitation_names_somebody"),
        ]

    def __str__(self) -> str:
        return f"{self.name} at {self.organisation}"


class Consent(models.Model):
    """What a person answered to an invitation, and the words they answered to. Appended; the latest counts."""

    invitation = models.ForeignKey(Invitation, on_delete=models.PROTECT, related_name="consents")
    sequence = models.PositiveIntegerField()
    answer = models.CharField(max_length=10, choices=Answer)
    terms = models.PositiveSmallIntegerField(
        help_text="Which version of the list of what is shared was shown."
    )
    answered_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["invitation", "sequence"]
        constraints = [
            models.UniqueConstraint(
                fields=["invitation", "sequence"], name="answers_to_an_invitation_are_numbered"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.answer} ({self.sequence})"


class Look(models.Model):
    """An employer looked at what a person shares. Appended, and shown to that person."""

    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, related_name="looks")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="looks")
    at = models.DateTimeField(auto_now_add=True)
    as_file = models.BooleanField(default=False)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.by} at {self.at:%Y-%m-%d %H:%M}"


class InvitationMail(models.Model):
    """A mail owed to who was invited: 0 is the invitation, then reminders. Handed over at most once."""

    invitation = models.ForeignKey(Invitation, on_delete=models.PROTECT, related_name="mails")
    number = models.PositiveSmallIntegerField(default=0)
    owed_at = models.DateTimeField(auto_now_add=True)
    handed_over_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["invitation", "number"], name="mails_to_an_invitation_are_numbered"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.invitation_id}: {self.number}"
