import json
import uuid
from typing import Any

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery

from .keys import SigningKey
from .statuses import CertificateEvent


def latest_events():
    """Of the certificate of the query around it, the newest first."""
    return CertificateEvent.objects.filter(certificate=OuterRef("pk")).order_by("-sequence")


class CertificateQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The holder sees their own certificates. Everybody else goes through a code."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(completion__enrolment__learner_id=user.pk)

    def shown_to(self, name_key: str = ""):
        """Those that a verifier may see who typed this name, or none.

        The database decides, so that to us a certificate behind its holder's name and one that never was
        are the same: no row.
        """
        open_to_all = Q(disclosure=None) | Q(disclosure__confirm_only=False)
        named = Q(disclosure__family_key=name_key) | Q(disclosure__name_key=name_key)
        return self.filter(open_to_all | named if name_key else open_to_all)

    def with_latest_kind(self):
        """Each with the kind of its latest event: whether it stands, was suspended or revoked."""
        return self.annotate(latest_kind=Subquery(latest_events().values("kind")[:1]))

    def with_status(self):
        """Each with its latest event, neighbours, archived key and what its holder shows, in one statement."""
        latest = latest_events()
        key = SigningKey.objects.filter(key_id=OuterRef("key_id"))
        return self.with_latest_kind().annotate(
            latest_sequence=Subquery(latest.values("sequence")[:1]),
            latest_at=Subquery(latest.values("at")[:1]),
            latest_reason=Subquery(latest.values("public_reason")[:1]),
            replaced_by_code=F("superseded_by__code"),
            replaces_code=F("supersedes__code"),
            public_key=Subquery(key.values("public_key")[:1]),
            key_compromised_at=Subquery(key.values("compromised_at")[:1]),
            confirm_only=F("disclosure__confirm_only"),
            family_key=F("disclosure__family_key"),
            whole_key=F("disclosure__name_key"),
            licence_state=F("disclosure__licence__jurisdiction"),
            licence_number=F("disclosure__licence__number"),
        )


class Certificate(models.Model):
    """One canonical JSON, its digest and its signature. Never changed; what is current derives from events.

    `facts` is the exact text that was hashed and signed (RFC 8785). `code` is what people type, stored
    without its grouping.
    """

    completion = models.ForeignKey(
        "courses.Completion", on_delete=models.PROTECT, related_name="certificates"
    )
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, related_name="superseded_by", null=True, blank=True
    )
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    serial = models.CharField(max_length=40, unique=True)
    code = models.CharField(max_length=32, unique=True)
    sample = models.BooleanField(help_text="No accreditor's approval was valid on the day of completion.")
    facts = models.TextField()
    sha256 = models.CharField(max_length=64)
    key_id = models.CharField(max_length=80, blank=True)
    signature = models.CharField(max_length=120, blank=True)
    credential = models.TextField(
        blank=True, help_text="The same as an Open Badges 3.0 credential with both its proofs."
    )
    licences = models.TextField(
        blank=True, help_text="Numbers and salt of the licences whose digests the facts hold. Never public."
    )
    status_list = models.PositiveIntegerField(null=True, editable=False)
    status_index = models.PositiveIntegerField(null=True, editable=False)
    issued_at = models.DateTimeField()

    latest_kind: str  # what `with_status` adds, among others

    objects = CertificateQuerySet.as_manager()

    class Meta:
        ordering = ["-issued_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["completion"],
                condition=models.Q(supersedes=None),
                name="one_first_certificate_per_completion",
            ),
            models.UniqueConstraint(
                fields=["status_list", "status_index"], name="a_place_in_a_status_list_is_given_once"
            ),
        ]

    def __str__(self) -> str:
        return self.serial

    @property
    def document(self) -> dict[str, Any]:
        """The facts as they were frozen."""
        return json.loads(self.facts)

    @property
    def name(self) -> str:
        """The name that it bears."""
        return self.document["name"]
