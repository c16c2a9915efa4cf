"""A person's transcript: each completed course, with the certificate that stands for it today."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from zoneinfo import ZoneInfo

from accounts.models import User
from certificates.models import Certificate
from courses.models import Completion


@dataclass(frozen=True, slots=True)
class Line:
    """One completed course. `completed_on` is the learner's local day; the certificate may still be due."""

    title: str
    edition: str
    hours: Decimal
    completed_on: date
    certificate: Certificate | None


def transcript(learner: User) -> list[Line]:
    """Every completion of a learner, latest first. Two statements, however long it is."""
    completions = Completion.objects.filter(enrolment__learner=learner).select_related("edition")
    # Of a certificate and the ones that corrected it, the one that nothing supersedes is shown.
    current = Certificate.objects.visible_to(learner).filter(superseded_by=None)
    by_completion = {certificate.completion_id: certificate for certificate in current}
    zone = ZoneInfo(learner.time_zone)
    return [
        Line(
            title=completion.edition.title,
            edition=completion.edition.number,
            hours=completion.edition.hours,
            completed_on=completion.completed_at.astimezone(zone).date(),
            certificate=by_completion.get(completion.pk),
        )
        for completion in completions
    ]


def rows(lines: Iterable[Line]) -> list[list[str]]:
    """The transcript as a table for a spreadsheet, its heading first."""
    heading = ["Course", "Edition", "CE hours", "Completed on", "Certificate"]
    return [heading] + [
        [
            inert(line.title),
            line.edition,
            str(line.hours),
            line.completed_on.isoformat(),
            line.certificate.serial if line.certificate else "",
        ]
        for line in lines
    ]


def inert(text: str) -> str:
    """The text as a spreadsheet shows it and never computes it."""
    return "'" + text if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
