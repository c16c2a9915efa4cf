import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def active(self):
        return self.filter(ended_at=None)

    def visible_to(self, user):
        """A learner sees their own enrolments."""
        return self.filter(learner_id=user.pk) if user.is_authenticated else self.none()


class Enrolment(models.Model):
    """A learner takes a course, for the first, second, … time (`cycle`). Ends once, is never deleted."""

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="enrolments")
    course = models.ForeignKey("courses.Course", on_delete=models.PROTECT, related_name="enrolments")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    cycle = models.PositiveSmallIntegerField()
    enrolled_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        ordering = ["-enrolled_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "course", "cycle"], name="one_enrolment_per_learner_course_and_cycle"
            ),
            models.CheckConstraint(condition=Q(cycle__gte=1), name="cycles_begin_at_one"),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("enrolled_at")),
                name="an_enrolment_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.learner} in {self.course}, cycle {self.cycle}"


class EnrolmentEditionQuerySet(models.QuerySet["EnrolmentEdition"]):
    def current(self):
        """One move an enrolment: the one that counts."""
        later = EnrolmentEdition.objects.filter(
            enrolment=models.OuterRef("enrolment"), sequence__gt=models.OuterRef("sequence")
        )
        return self.filter(~models.Exists(later))


class EnrolmentEdition(models.Model):
    """Which edition a learner is on. Appended at enrolment and at each move; the highest sequence counts."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="moves")
    sequence = models.PositiveSmallIntegerField()
    edition = models.ForeignKey("courses.Edition", on_delete=models.PROTECT, related_name="moves")
    at = models.DateTimeField(auto_now_add=True)

    objects = EnrolmentEditionQuerySet.as_manager()

    class Meta:
        ordering = ["enrolment_id", "sequence"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "sequence"], name="moves_of_an_enrolment_are_ordered"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment} on {self.edition}"
