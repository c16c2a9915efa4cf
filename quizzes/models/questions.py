import hashlib
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from taggit.managers import TaggableManager

from courses.models import Course
from courses.prose.documents import plain
from courses.prose.reading import read
from courses.scoping import visible


class Bank(models.Model):
    """Questions that are kept together, and where these stand among others: see banking."""

    code = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=200)
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        related_name="below",
        null=True,
        blank=True,
        verbose_name="stands under",
    )

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=models.F("pk")), name="no_bank_stands_under_itself"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class QuestionQuerySet(models.QuerySet):
    def choosable(self):
        """Approved questions of the courses that whoever is in the CMS may see, each with its stem."""
        newest = QuestionVersion.objects.current().filter(question=OuterRef("pk")).values("payload__stem")[:1]
        seen = visible(Course)  # None: nobody is in the CMS, and nothing is shown to anybody
        mine = self if seen is None else self.filter(objective__course__in=seen)
        return mine.annotate(stem=models.Subquery(newest)).filter(stem__isnull=False).select_related("bank")


def in_one_line(stem: str) -> str:
    """A stem without Markdown's signs, shortened for a list."""
    text = " ".join(plain(read(stem)).split())
    return text if len(text) <= 120 else f"{text[:119]}…"


class Question(models.Model):
    """The identity of a question through its versions. Text and key live in the versions only."""

    bank = models.ForeignKey(Bank, on_delete=models.PROTECT, related_name="questions")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.SlugField(max_length=60, help_text="Stable within the bank. Never reused.")
    objective = models.ForeignKey(
        "courses.Objective", on_delete=models.PROTECT, related_name="questions", null=True, blank=True
    )
    bloom = models.CharField(max_length=20, blank=True)
    answered_in = models.CharField(
        max_length=130, blank=True, help_text="Where a lesson holds the answer: lesson#block."
    )
    must_pass = models.BooleanField(default=False, help_text="A safety item: missing it fails the attempt.")
    tags = TaggableManager(blank=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        ordering = ["bank", "key"]
        constraints = [
            models.UniqueConstraint(fields=["bank", "key"], name="a_question_key_is_used_once_in_a_bank"),
        ]

    def __str__(self) -> str:
        return self.key

    def label(self) -> str:
        """What it asks, in one line."""
        return in_one_line(getattr(self, "stem", "") or self.key)

    def practice(self) -> dict | None:
        """What a lesson keeps of it: which version it shows. None: no version is approved."""
        version = QuestionVersion.objects.current().filter(question=self).first()
        return {"uuid": str(self.public_id), "version": version.number} if version else None


class TextIsFrozen(TypeError):
    """Code tried to rewrite a version of a question. Write the next version instead."""


class QuestionVersionQuerySet(models.QuerySet):
    # What was read, approved, frozen and graded. Only the standing of a version may change.
    FROZEN = frozenset(
        {"question", "number", "kind", "change", "payload", "references", "sha256", "written_by"}
    )

    def update(self, **values):
        """Refuses to touch what a version says. Raises TextIsFrozen."""
        frozen = self.FROZEN.intersection(name.removesuffix("_id") for name in values)
        if frozen:
            raise TextIsFrozen(
                f"A version's {', '.join(sorted(frozen))} never changes: write the next version."
            )
        return super().update(**values)

    def delete(self):
        """Versions are kept. Raises TextIsFrozen."""
        raise TextIsFrozen("Versions of questions are kept: retire or void them.")

    def current(self):
        """The newest approved version of each question."""
        newer = QuestionVersion.objects.filter(
            question=OuterRef("question"),
            status=QuestionVersion.Status.APPROVED,
            number__gt=OuterRef("number"),
        )
        return self.filter(~Exists(newer), status=QuestionVersion.Status.APPROVED)

    def not_void(self):
        return self.exclude(status=QuestionVersion.Status.VOID)


class QuestionVersion(models.Model):
    """One wording of a question with its key. Its text never changes; attempts point here.

    Written by `authoring.write_version`, and moved on by `authoring.approve`, `approve_outside`, `retire`
    and `void`.
    """

    class Status(models.TextChoices):
        DRAFT = "draft"
        REVIEWED = "reviewed"
        APPROVED = "approved"
        RETIRED = "retired"
        VOID = "void"

    class Change(models.TextChoices):
        NEW = "new"
        TYPO = "typo"
        CLARIFICATION = "clarification"
        KEY = "key-change"

    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20)
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    change = models.CharField(max_length=16, choices=Change, default=Change.NEW)
    # Stem, options with fractions and feedback, rationale: what the kind's rule reads.
    payload = models.JSONField()
    references = models.JSONField(default=list, help_text="Keys of the sources cited.")
    sha256 = models.CharField(max_length=64)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    written_at = models.DateTimeField(auto_now_add=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    approved_outside = models.OneToOneField(
        "quizzes.OutsideQuestionVerdict", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    approved_at = models.DateTimeField(null=True, blank=True)

    objects = QuestionVersionQuerySet.as_manager()

    class Meta:
        ordering = ["question", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["question", "number"], name="versions_of_a_question_are_numbered"
            ),
            models.CheckConstraint(
                condition=~Q(status="approved") | Q(approved_at__isnull=False),
                name="an_approved_version_says_when",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | Q(written_by=None) | ~Q(approved_by=models.F("written_by")),
                name="nobody_approves_their_own_question",
            ),
            models.CheckConstraint(
                condition=Q(approved_outside=None) | Q(approved_by=None, approved_at__isnull=False),
                name="a_version_approved_outside_has_no_other_approver",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question} v{self.number}"

    def label(self) -> str:
        """What it asks, in one line."""
        return in_one_line(self.payload["stem"])

    def digest(self, salt: bytes) -> str:
        """What an edition holds instead of the text. Salted, so that a guessed text cannot be tried against it."""
        return hashlib.sha256(salt + bytes.fromhex(self.sha256)).hexdigest()

    def freeze(self, salt: bytes) -> dict:
        """What an edition keeps of this version: which one it is and what it counts for. No stem, no key."""
        question = self.question
        return {
            "uuid": str(question.public_id),
            "version": self.number,
            "digest": self.digest(salt),
            "objective": str(question.objective.public_id) if question.objective else None,
            "must_pass": question.must_pass,
            "answered_in": question.answered_in,
        }
