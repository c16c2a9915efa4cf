"""A person's transcript: each completed course, with the certificate that stands for it today."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from zoneinfo import ZoneInfo

from accounts.models import User
from certificates.codes import grouped
from certificates.facts import TYPES
from certificates.models import Certificate, CertificateEvent
from courses.hours import in_words
from courses.models import Completion


@dataclass(frozen=True, slots=True)
class Line:
    """One completed course. `completed_on` is the learner's local day; the certificate may still be due."""

    title: str
    edition: str
    kind: str
    hours: Decimal
    completed_on: date
    certificate: Certificate | None

    @property
    def status(self) -> str:
        """How its certificate stands today."""
        if self.certificate is None:
            return "Certificate being issued"
        return "Revoked" if self.is_revoked else "Valid"

    @property
    def is_revoked(self) -> bool:
        return self.certificate is not None and self.certificate.latest_kind == CertificateEvent.Kind.REVOKED

    @property
    def sample(self) -> bool:
        """No board had approved the course on the day."""
        return self.certificate is not None and self.certificate.sample


def transcript(learner: User) -> list[Line]:
    """Every completion of a learner, latest first. Two statements, however long it is."""
    completions = Completion.objects.filter(enrolment__learner=learner).select_related("edition")
    # Of a certificate and the ones that corrected it, the one that nothing supersedes is shown.
    current = Certificate.objects.visible_to(learner).filter(superseded_by=None).with_status()
    by_completion = {certificate.completion_id: certificate for certificate in current}
    zone = ZoneInfo(learner.time_zone)
    return [
        Line(
            title=completion.edition.title,
            edition=completion.edition.number,
            kind=TYPES.get(completion.edition.mode, completion.edition.mode),
            hours=completion.edition.hours,
            completed_on=completion.completed_at.astimezone(zone).date(),
            certificate=by_completion.get(completion.pk),
        )
        for completion in completions
    ]


def total(lines: Iterable[Line]) -> Decimal:
    """The hours of all that was not revoked."""
    return sum((line.hours for line in lines if not line.is_revoked), Decimal())


def sums_of(lines: Sequence[Line]) -> str:
    """The whole in one sentence."""
    count, revoked = len(lines), sum(line.is_revoked for line in lines)
    said = f"{count} course{'' if count == 1 else 's'} completed, {in_words(total(lines))} CE in all"
    return f"{said}, {revoked} revoked and not counted." if revoked else f"{said}."


HEADER = ("Course", "Edition", "CE hours", "Completed on", "Certificate", "Code", "Status")


def rows(lines: Iterable[Line]) -> list[list[str]]:
    """The transcript for a spreadsheet."""
    return [
        [
            line.title,
            line.edition,
            str(line.hours),
            line.completed_on.isoformat(),
            line.certificate.serial if line.certificate else "",
            grouped(line.certificate.code) if line.certificate else "",
            line.status,
        ]
        for line in lines
    ]
