from django.conf import settings
from django.db import models
from django.db.models import F, Q

from .rosters import ACCEPTED, REFUSED, WAITING, Row, Sent


class Report(models.Model):
    """A roster that was made for a state's database: one file, never changed."""

    course = models.ForeignKey("courses.Course", on_delete=models.PROTECT, related_name="reports")
    state = models.CharField(max_length=2)
    profession = models.CharField(max_length=10, help_text="The database's own code.")
    first = models.DateField()
    last = models.DateField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="a_report_ends_after_it_begins"),
        ]

    def __str__(self) -> str:
        return f"Report {self.pk} to {self.state}"


class ReportLine(models.Model):
    """A completion as it went out. Never changed: one that was refused goes again as a line of a later report."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="lines")
    position = models.PositiveIntegerField()
    completion = models.ForeignKey(
        "courses.Completion", on_delete=models.PROTECT, related_name="report_lines"
    )
    provider_number = models.CharField(max_length=60)
    course_number = models.CharField(max_length=60, blank=True)
    course_code = models.CharField(max_length=80)
    licence_number = models.CharField(max_length=40)
    completed_on = models.DateField()

    class Meta:
        ordering = ["report_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["report", "position"], name="lines_of_a_report_are_ordered"),
            models.UniqueConstraint(
                fields=["report", "completion"], name="a_completion_stands_once_in_a_report"
            ),
        ]

    def __str__(self) -> str:
        return f"line {self.position} of report {self.report_id}"

    def as_row(self) -> Row:
        return Row(
            provider_number=self.provider_number,
            course_number=self.course_number,
            course_id=self.course_code,
            licence_number=self.licence_number,
            completed_on=self.completed_on,
            state=self.report.state,
            profession=self.report.profession,
        )

    def as_sent(self) -> Sent:
        """With what came back."""
        answer = getattr(self, "answer", None)
        return Sent(self.as_row(), WAITING if answer is None else ACCEPTED if answer.accepted else REFUSED)


class LineAnswer(models.Model):
    """What the database answered to a line. A completion is accepted once by a state, whatever else happens."""

    line = models.OneToOneField(ReportLine, on_delete=models.PROTECT, related_name="answer")
    completion = models.ForeignKey(
        "courses.Completion", on_delete=models.PROTECT, related_name="report_answers"
    )
    state = models.CharField(max_length=2)
    accepted = models.BooleanField()
    message = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["completion", "state"],
                condition=Q(accepted=True),
                name="a_completion_is_accepted_once_by_a_state",
            ),
        ]

    def __str__(self) -> str:
        return f"answer to {self.line_id}"
