import re
import uuid

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

MOST = 99  # objectives of a course
# What can be observed of a learner. "Understand" and "know" cannot: what would a test ask?
VAGUE = frozenset(
    {"appreciate", "be", "become", "grasp", "know", "learn", "realize", "understand", "familiarize"}
)


class Course(models.Model):
    """The identity of a course through all its pages and editions. A plain row: pages may be deleted."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.SlugField(max_length=60, unique=True, help_text="Stands in addresses. Never reused.")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code


class Objective(models.Model):
    """What a learner can do afterwards: one measurable verb. Lessons and questions map to it."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="objectives")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.PositiveSmallIntegerField(validators=[MinValueValidator(1)])
    bloom = models.CharField("verb", max_length=30)
    statement = models.CharField(max_length=300)
    retired = models.BooleanField(default=False)

    class Meta:
        ordering = ["course", "number"]
        constraints = [
            models.UniqueConstraint(fields=["course", "number"], name="objectives_of_a_course_are_numbered"),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.statement}"

    def clean(self) -> None:
        """What a person typed: a verb of what a learner does, at the head of the statement, in bounds of the format."""
        self.bloom, self.statement = self.bloom.strip().lower(), self.statement.strip()
        wrong = {}
        if not re.fullmatch(r"[^\W\d_]+", self.bloom):
            wrong["bloom"] = "Name one verb, such as explain, select or demonstrate."
        elif self.bloom in VAGUE:
            wrong["bloom"] = (
                f"“{self.bloom.capitalize()}” can't be measured: say what a learner does, such as explain."
            )
        elif not re.match(rf"{self.bloom}\b", self.statement, re.IGNORECASE):
            wrong["statement"] = f"Begin with the verb: “{self.bloom.capitalize()} …”."
        if self.number and self.number > MOST:
            wrong["number"] = f"A course has at most {MOST} objectives."
        if wrong:
            raise ValidationError(wrong)


class HoursDecision(models.Model):
    """How many hours a course grants, by whose method, who says so and why. Appended; the newest counts.

    `words`, `media_minutes` and `questions` are those of the course at the time: a decision about another
    text is out of date. Without a decision a course grants what NCBTMB's word count gives.
    """

    class Method(models.TextChoices):
        NCBTMB = "ncbtmb", "NCBTMB"
        NASBA = "nasba", "NASBA"
        MERGENER = "mergener", "Mergener"
        PILOT = "pilot", "Pilot times"

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="hours_decisions")
    method = models.CharField(max_length=12, choices=Method)
    hours = models.DecimalField(max_digits=5, decimal_places=2, help_text="CE hours granted.")
    difficulty = models.DecimalField(max_digits=3, decimal_places=1, null=True, blank=True)
    pilot_minutes = models.JSONField(default=list, help_text="The minutes that each person of a pilot took.")
    words = models.PositiveIntegerField()
    media_minutes = models.DecimalField(max_digits=7, decimal_places=2)
    questions = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=500)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["course", "pk"]
        get_latest_by = "pk"
        constraints = [
            models.CheckConstraint(condition=Q(hours__gte=0), name="a_decision_grants_no_negative_hours"),
            models.CheckConstraint(condition=~Q(reason=""), name="hours_are_set_for_a_reason"),
            models.CheckConstraint(
                condition=Q(difficulty=None) | Q(difficulty__range=(1, 5)), name="difficulty_is_one_to_five"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hours} by {self.get_method_display()}"


class ApprovalQuerySet(models.QuerySet):
    def valid_on(self, day):
        return self.filter(valid_from__lte=day, valid_until__gte=day, withdrawn_at=None)

    def covering(self, edition, day):
        """Approvals that count for an edition on a day. A minor release changes nothing that was approved."""
        return self.valid_on(day).filter(edition__course=edition.course_id, edition__major=edition.major)


class Approval(models.Model):
    """An accreditor's approval of one edition: the exact title and hours that certificates must show.

    Entered by a registrar, never edited: a mistake is ended (`withdrawn_at`) and entered anew.
    """

    edition = models.ForeignKey("courses.Edition", on_delete=models.PROTECT, related_name="approvals")
    accreditor = models.CharField(max_length=80)
    provider_number = models.CharField("provider approval number", max_length=60)
    course_number = models.CharField("course approval number", max_length=60, blank=True)
    title = models.CharField("title exactly as approved", max_length=200)
    certificate_title = models.CharField(max_length=60, default="Certificate of Achievement")
    hours = models.DecimalField(max_digits=5, decimal_places=2, help_text="CE hours as approved.")
    category = models.CharField(max_length=60, blank=True)
    valid_from = models.DateField()
    valid_until = models.DateField()
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = ApprovalQuerySet.as_manager()

    class Meta:
        ordering = ["accreditor", "valid_from"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__gte=F("valid_from")), name="an_approval_ends_after_it_begins"
            ),
            models.CheckConstraint(condition=Q(hours__gt=0), name="an_approval_grants_hours"),
        ]

    def __str__(self) -> str:
        return f"{self.accreditor} {self.course_number or self.provider_number}"
