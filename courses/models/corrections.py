import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from .claims import Certainty, Verdict, in_words


class CorrectionQuerySet(models.QuerySet["Correction"]):
    def published(self):
        return self.exclude(published_at=None)

    def waiting(self):
        """Written, and neither published nor set aside."""
        return self.filter(published_at=None, set_aside_at=None)


class Correction(models.Model):
    """What an edition says wrongly, and what is right. The edition itself never changes.

    Published once, or set aside once; what it says is never rewritten.
    """

    class Kind(models.TextChoices):
        CLAIM = "claim", "A claim"
        QUESTION = "question", "A question"

    class Severity(models.TextChoices):
        TYPO = "typo", "Typing mistake"
        CLARIFICATION = "clarification", "Clarification"
        SAFETY = "safety", "Safety"

    course = models.ForeignKey("courses.Course", on_delete=models.PROTECT, related_name="corrections")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=10, choices=Kind)
    item = models.UUIDField(help_text="The claim or the question.")
    version = models.CharField(
        max_length=64, blank=True, help_text="Of a question: the number that was served."
    )
    severity = models.CharField(max_length=14, choices=Severity)
    old = models.TextField(help_text="As the editions say it.")
    new = models.TextField()
    old_verdict = models.CharField(
        max_length=14, choices=Verdict, blank=True, help_text="Of a claim whose rating changes."
    )
    old_certainty = models.CharField(max_length=10, choices=Certainty, blank=True)
    new_verdict = models.CharField(max_length=14, choices=Verdict, blank=True)
    new_certainty = models.CharField(max_length=10, choices=Certainty, blank=True)
    reason = models.TextField(blank=True)
    citation = models.JSONField(default=dict, blank=True, help_text="The source as it was cited.")
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(auto_now_add=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    approved_outside = models.OneToOneField(
        "courses.OutsideCorrectionVerdict", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    published_at = models.DateTimeField(null=True, blank=True)
    set_aside_at = models.DateTimeField(null=True, blank=True)

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(severity="typo") | Q(approved_by=None) | ~Q(approved_by=F("written_by")),
                name="nobody_approves_their_own_correction",
            ),
            models.CheckConstraint(
                condition=Q(published_at=None, approved_by=None, approved_outside=None)
                | Q(published_at__isnull=False, approved_by__isnull=False, approved_outside=None)
                | Q(published_at__isnull=False, approved_by=None, approved_outside__isnull=False),
                name="a_published_correction_says_who_approved",
            ),
            models.CheckConstraint(
                condition=Q(published_at=None) | Q(set_aside_at=None),
                name="a_published_correction_was_not_set_aside",
            ),
            models.CheckConstraint(
                condition=~Q(old=F("new"))
                | ~Q(old_verdict=F("new_verdict"))
                | ~Q(old_certainty=F("new_certainty")),
                name="a_correction_changes_something",
            ),
            models.CheckConstraint(
                condition=Q(old_verdict="", old_certainty="", new_verdict="", new_certainty="")
                | ~Q(old_verdict="")
                & ~Q(old_certainty="")
                & ~Q(new_verdict="")
                & ~Q(new_certainty="")
                & Q(kind="claim")
                & ~Q(severity="typo"),
                name="a_rating_is_corrected_as_a_whole_and_is_no_typo",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_severity_display()} {self.pk}"

    @property
    def rerated(self) -> str:
        """ "Supported · high certainty → Mixed · low certainty". Nothing where the rating stays."""
        if not self.new_verdict:
            return ""
        was = in_words(self.old_verdict, self.old_certainty)
        return f"{was} → {in_words(self.new_verdict, self.new_certainty)}"


class CorrectionPlace(models.Model):
    """Where the old text stands in an edition: the correction is laid beside it. Appended at publication.

    `block` is empty for a question of a test: learners see that one on the course's page, after completing it.
    """

    correction = models.ForeignKey(Correction, on_delete=models.PROTECT, related_name="places")
    step = models.ForeignKey("courses.EditionStep", on_delete=models.PROTECT, related_name="corrections")
    block = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["correction", "step"], name="a_correction_stands_once_in_a_step"),
        ]

    def __str__(self) -> str:
        return f"correction {self.correction_id} in step {self.step_id}"


class CorrectionNotice(models.Model):
    """Somebody who completed an affected edition was promised a mail about it: once, whatever is retried."""

    correction = models.ForeignKey(Correction, on_delete=models.PROTECT, related_name="notices")
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["correction", "learner"], name="a_person_is_told_of_a_correction_once"
            ),
        ]

    def __str__(self) -> str:
        return f"correction {self.correction_id} told"


class CorrectionsOff(models.Model):
    """Somebody wants no digest of clarifications. What is about safety goes out all the same."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="corrections_off"
    )
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "corrections off"

    def __str__(self) -> str:
        return f"no digest for {self.person_id}"
