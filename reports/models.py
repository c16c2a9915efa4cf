import secrets
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery

from accounts.models import Invitation, Organisation
from accounts.places import STATES
from certificates.models import Certificate

from .rosters import ACCEPTED, REFUSED, WAITING, Row, Sent


def secret() -> str:
    """192 bits: nobody guesses an address."""
    return secrets.token_urlsafe(24)


class CalendarFeed(models.Model):
    """An address that shows a person's renewal dates to whoever knows it. Withdrawn once; then there is none."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="calendar_feeds"
    )
    key = models.CharField(max_length=64, unique=True, default=secret)
    made_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(withdrawn_at=None), name="one_open_calendar_feed_per_person"
            ),
        ]

    def __str__(self) -> str:
        return f"calendar of {self.person_id}"


class RemindersOff(models.Model):
    """A person who wants no reminders. The row is the wish; without it there are reminders."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reminders_off"
    )
    since = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"no reminders to {self.person_id}"


class TeamCheck(models.Model):
    """An employer verified the whole team: the report as it was made. Never changed; it stays whatever is withdrawn."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(
        "accounts.Organisation", on_delete=models.PROTECT, related_name="team_checks"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    sums = models.CharField(max_length=200, blank=True)
    words = models.JSONField(default=dict, help_text="By invitation, the word that stood for its person.")
    content = models.BinaryField(help_text="The signed PDF.")
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.organisation} on {self.at:%Y-%m-%d}"


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def open(self):
        """Neither withdrawn nor of somebody who was taken off the employer's list."""
        return self.filter(withdrawn_at=None, invitation__ended_at=None)

    def visible_to(self, user):
        """What one's own employers ask for now."""
        return self.open().filter(invitation__in=Invitation.objects.visible_to(user))

    def asked_by(self, user):
        """What the organisations that one speaks for ask for now."""
        return self.open().filter(invitation__organisation__in=Organisation.objects.led_by(user))


class Assignment(models.Model):
    """An employer asks somebody on its list to take a course by a day. Withdrawn once, never deleted.

    Whether it is done is nowhere kept: the board asks the certificates that its person shares at that moment.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    invitation = models.ForeignKey(
        "accounts.Invitation", on_delete=models.PROTECT, related_name="assignments"
    )
    course = models.ForeignKey("courses.Course", on_delete=models.PROTECT, related_name="assignments")
    title = models.CharField(max_length=255, help_text="What the course was called on that day.")
    due_on = models.DateField()
    note = models.CharField(max_length=200, blank=True, help_text="Its person reads it.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["invitation", "course"],
                condition=Q(withdrawn_at=None),
                name="a_course_is_asked_for_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=False) | Q(withdrawn_by=None),
                name="who_withdrew_says_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} by {self.due_on}"


class ReportQuerySet(models.QuerySet["Report"]):
    def with_sums(self):
        """Each with how many lines it has, and how many of them were accepted and refused."""
        answered = Count("lines__answer", filter=Q(lines__answer__accepted=True))
        refused = Count("lines__answer", filter=Q(lines__answer__accepted=False))
        return self.annotate(line_count=Count("lines"), accepted_count=answered, refused_count=refused)


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

    line_count: int  # what `with_sums` adds
    accepted_count: int
    refused_count: int

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="a_report_ends_after_it_begins"),
        ]

    def __str__(self) -> str:
        return f"Report {self.pk} to {self.state}"

    def get_state_name(self) -> str:
        return STATES.get(self.state, self.state)


class ReportLineQuerySet(models.QuerySet["ReportLine"]):
    def to_mend(self):
        """Those that the state refused and that did not go out again since, latest first."""
        later = ReportLine.objects.filter(
            completion=OuterRef("completion"), report__state=OuterRef("report__state"), pk__gt=OuterRef("pk")
        )
        refused = self.filter(~Exists(later), answer__accepted=False)
        return refused.select_related("report__course", "answer", "completion__enrolment__learner").order_by(
            "-pk"
        )

    def plain(self):
        """Each with all that a board reads: one statement."""
        current = Certificate.objects.filter(completion=OuterRef("completion"), superseded_by=None)
        return self.select_related(
            "report", "completion__edition", "completion__enrolment__attestation"
        ).annotate(serial=Subquery(current.values("serial")[:1]))


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

    serial: "str | None"  # what `plain` adds

    objects = ReportLineQuerySet.as_manager()

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

    def as_plain(self) -> list[str]:
        """As one of `rosters.PLAIN`. The name is the one that the learner confirmed as on the licence."""
        edition = self.completion.edition
        attested = getattr(self.completion.enrolment, "attestation", None)
        return [
            attested.name if attested else "",
            self.report.state,
            self.licence_number,
            self.completed_on.isoformat(),
            edition.title,
            edition.number,
            str(edition.hours),
            self.course_number,
            self.provider_number,
            self.serial or "",
        ]

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
