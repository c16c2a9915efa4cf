import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from .corrections import CorrectionPlace
from .enrolments import EnrolmentEdition
from .records import StepRecord


class EditionQuerySet(models.QuerySet["Edition"]):
    def latest_of(self, course) -> "Edition | None":
        """The edition that a learner who enrols now is taught."""
        return self.filter(course=course).order_by("-major", "-minor").first()

    def latest_each(self):
        """One edition a course: its latest."""
        newer = Edition.objects.filter(
            Q(major__gt=models.OuterRef("major"))
            | Q(major=models.OuterRef("major"), minor__gt=models.OuterRef("minor")),
            course=models.OuterRef("course"),
        )
        return self.filter(~models.Exists(newer))

    def newer_than(self, edition: "Edition") -> "Edition | None":
        """The latest edition of the same course, without its manifest, if it isn't this one."""
        newer = Q(major__gt=edition.major) | Q(major=edition.major, minor__gt=edition.minor)
        later = self.filter(newer, course=edition.course_id).order_by("-major", "-minor")
        return later.defer("manifest", "salt").first()

    def current_of(self, enrolment) -> "Edition":
        """The edition that an enrolled learner is on: that of the latest move."""
        return self.filter(moves__enrolment=enrolment).order_by("-moves__sequence")[:1].get()


class Edition(models.Model):
    """A released course: the exact text, questions, pass rule and hours, frozen under one SHA-256.

    `manifest` is everything the digest covers; the other fields repeat parts of it for queries.
    """

    course = models.ForeignKey("courses.Course", on_delete=models.PROTECT, related_name="editions")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    major = models.PositiveSmallIntegerField()
    minor = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=255)
    hours = models.DecimalField(max_digits=5, decimal_places=2, help_text="CE hours by the word-count rule.")
    words = models.PositiveIntegerField()
    media_seconds = models.PositiveIntegerField(default=0)
    mode = models.CharField(max_length=20, default="home-study")
    manifest = models.JSONField()
    sha256 = models.CharField(max_length=64)
    # Salts the digests of questions, so that a digest cannot be tried against a guessed text.
    salt = models.BinaryField(max_length=16)
    notes = models.TextField("release notes", blank=True)
    released_at = models.DateTimeField()
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="editions_released", null=True
    )

    objects = EditionQuerySet.as_manager()

    class Meta:
        ordering = ["course_id", "-major", "-minor"]
        constraints = [
            models.UniqueConstraint(
                fields=["course", "major", "minor"], name="an_edition_number_is_used_once_per_course"
            ),
            models.CheckConstraint(condition=Q(major__gte=1), name="editions_begin_at_one"),
            models.CheckConstraint(condition=Q(hours__gte=0), name="an_edition_grants_no_negative_hours"),
        ]

    def __str__(self) -> str:
        return f"{self.title}, edition {self.number}"

    @property
    def number(self) -> str:
        return f"{self.major}.{self.minor}"


class EditionStepQuerySet(models.QuerySet["EditionStep"]):
    def outlined(self):
        """In order, each with its edition, without the text."""
        heavy = ("body", "html", "edition__manifest", "edition__salt")
        return self.select_related("edition").defer(*heavy).order_by("edition_id", "position")

    def recorded_by(self, enrolment):
        """Each with the learner's record of it: `recorded_digest`, `_major` and `_at`, or None.

        A step that was rewritten and finished again has two records: the first that counts here is meant.
        """
        counts = models.Q(digest=models.OuterRef("digest")) | models.Q(
            edition__major=models.OuterRef("edition__major")
        )
        records = StepRecord.objects.filter(counts, enrolment=enrolment, step_key=models.OuterRef("key"))
        records = records.order_by("pk")[:1]
        return self.annotate(
            recorded_digest=models.Subquery(records.values("digest")),
            recorded_major=models.Subquery(records.values("edition__major")),
            recorded_at=models.Subquery(records.values("at")),
        )

    def with_news(self):
        """Each with `has_newer` and `is_corrected`: whether it is worth asking for a newer edition, and for corrections."""
        newer = Edition.objects.filter(
            Q(major__gt=models.OuterRef("edition__major"))
            | Q(major=models.OuterRef("edition__major"), minor__gt=models.OuterRef("edition__minor")),
            course=models.OuterRef("edition__course"),
        )
        corrected = CorrectionPlace.objects.filter(step=models.OuterRef("pk"))
        return self.annotate(has_newer=models.Exists(newer), is_corrected=models.Exists(corrected))

    def taught_to(self, enrolment):
        """The steps of the edition that a learner is on, outlined, with the learner's records."""
        moves = EnrolmentEdition.objects.filter(enrolment=enrolment)
        current = moves.order_by("-sequence").values("edition_id")[:1]
        return self.filter(edition_id=models.Subquery(current)).outlined().recorded_by(enrolment)


class EditionStep(models.Model):
    """One step of an edition as learners meet it. `body` is what the step froze, `html` was rendered once."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="steps")
    position = models.PositiveSmallIntegerField()
    key = models.UUIDField(help_text="The step's identity through all editions.")
    slug = models.SlugField(max_length=255)
    kind = models.CharField(max_length=20)
    title = models.CharField(max_length=255)
    required = models.BooleanField(default=True)
    opens = models.CharField(max_length=60, help_text="The URL name that the reader sends learners to.")
    body = models.JSONField()
    html = models.TextField(blank=True)
    renderer = models.CharField(max_length=20, blank=True, help_text="Version of what made the HTML.")
    words = models.PositiveIntegerField(default=0)
    media_seconds = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64)

    # What `recorded_by` adds: the learner's record of the step, or nothing.
    recorded_digest: str | None
    recorded_major: int | None
    recorded_at: datetime | None
    # What `with_news` adds.
    has_newer: bool
    is_corrected: bool

    objects = EditionStepQuerySet.as_manager()

    class Meta:
        ordering = ["edition_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "position"], name="steps_of_an_edition_are_ordered"),
            models.UniqueConstraint(fields=["edition", "key"], name="a_step_stands_once_in_an_edition"),
            models.UniqueConstraint(fields=["edition", "slug"], name="a_step_has_its_own_address"),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.title}"


class EditionItem(models.Model):
    """A claim, question or reference in a step of an edition, at one version: who was served what."""

    step = models.ForeignKey(EditionStep, on_delete=models.PROTECT, related_name="items")
    kind = models.CharField(max_length=20)
    uuid = models.UUIDField()
    version = models.CharField(max_length=64)

    class Meta:
        indexes = [models.Index(fields=["kind", "uuid", "version"], name="edition_items_by_identity")]
        constraints = [
            models.UniqueConstraint(fields=["step", "kind", "uuid"], name="an_item_stands_once_in_a_step"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.uuid}"
