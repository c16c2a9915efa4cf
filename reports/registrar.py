"""What waits for a registrar, and what happened lately: a few statements, however much there is."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Avg, Count, Exists, OuterRef, Q
from django.utils import timezone

from accounts.models import AuditEvent, Mail, User
from courses.models import Approval, Completion, Course, Enrolment, Inquiry
from quizzes.models import Dispute

SOON = timedelta(days=90)
LATELY = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Ending:
    """An approval that ends soon or has ended, and that nothing follows."""

    approval: Approval
    days: int

    @property
    def says(self) -> str:
        if self.days < 0:
            return f"Ended {-self.days} day{'' if self.days == -1 else 's'} ago"
        return f"Ends in {self.days} day{'' if self.days == 1 else 's'}" if self.days else "Ends today"


def endings(today: date) -> list[Ending]:
    """Approvals that end within 90 days or ended within a year, without another one after them; next first."""
    follows = Approval.objects.filter(
        edition__course=OuterRef("edition__course"),
        accreditor=OuterRef("accreditor"),
        withdrawn_at=None,
        valid_until__gt=OuterRef("valid_until"),
    )
    rows = Approval.objects.filter(
        ~Exists(follows), withdrawn_at=None, valid_until__range=(today - timedelta(days=365), today + SOON)
    )
    rows = rows.select_related("edition__course").order_by("valid_until", "pk")
    return [
        Ending(row, (row.valid_until - today).days)
        for row in rows.defer("edition__manifest", "edition__salt")
    ]


def dashboard(today: date) -> dict[str, Any]:
    now = timezone.now()
    lately = now - LATELY
    return {
        "numbers": [
            ("People with an account", User.objects.filter(is_active=True).count()),
            ("Enrollments that run", Enrolment.objects.active().filter(completion=None).count()),
            ("Completed in 30 days", Completion.objects.filter(completed_at__gte=lately).count()),
        ],
        "endings": endings(today),
        "waiting": {
            "mails": Mail.objects.uncertain().count(),
            "inquiries": Inquiry.objects.waiting().count(),
            "disputes": Dispute.objects.filter(answered_at=None).count(),
        },
        "courses": rated(lately),
        "since": lately.date(),
        "today": today,
        "events": AuditEvent.objects.select_related("actor").order_by("-pk")[:8],
    }


def rated(since) -> list[Course]:
    """Courses that were completed lately, each with how many forms came in and the mean of all ratings."""
    answers = "enrolments__evaluations__answers__rating"
    recent = Q(enrolments__evaluations__at__gte=since)
    done = Completion.objects.filter(enrolment__course=OuterRef("pk"), completed_at__gte=since)
    return list(
        Course.objects.filter(Exists(done))
        .annotate(
            forms=Count("enrolments__evaluations", filter=recent, distinct=True),
            mean=Avg(answers, filter=recent),
        )
        .order_by("code")
    )


def matching(wanted: str):
    """People by name, address, licence number or name on a certificate; without a word, the latest first."""
    people = User.objects.annotate(
        courses_taken=Count("enrolments", distinct=True),
        completed=Count("enrolments__completion", distinct=True),
    ).order_by("-date_joined", "-pk")
    if not wanted:
        return people
    asked = Q(name__icontains=wanted) | Q(email__icontains=wanted) | Q(licences__number__iexact=wanted)
    named = Enrolment.objects.filter(learner=OuterRef("pk"), attestation__name__icontains=wanted)
    return people.filter(asked | Exists(named)).distinct()
