"""What a person has earned, ready to be judged by any body's rule. Four statements, however much it is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef

from accounts.models import User
from certificates.models import Certificate, CertificateEvent
from courses.crediting import Credit
from courses.models import Approval, Completion, Edition, ExternalCredit

GENERAL = "general"
# The certificate that stands for a completion today, if its last word is that it was revoked.
REVOKED = Certificate.objects.with_latest_kind().filter(
    completion=OuterRef("pk"), superseded_by=None, latest_kind=CertificateEvent.Kind.REVOKED
)


@dataclass(frozen=True, slots=True)
class Earned:
    """One completed course of ours, or hours from elsewhere. `approvals` were valid on the day."""

    key: str
    title: str
    course: str
    earned_on: date
    mode: str
    hours: Decimal
    category: str
    approvals: tuple[Approval, ...] = ()
    accreditor: str = ""
    external: ExternalCredit | None = None

    def credit(self, accepts: frozenset[str]) -> Credit:
        """As a body that accepts these accreditors counts it: with the hours that they approved."""
        named = {code(approval.accreditor): approval for approval in self.approvals}
        of_theirs = [named[accreditor] for accreditor in sorted(accepts) if accreditor in named]
        best = max(of_theirs, key=lambda approval: approval.hours, default=None)
        hours, category = (best.hours, category_of(best.category)) if best else (self.hours, self.category)
        accreditors = frozenset(named) | ({self.accreditor} if self.accreditor else frozenset())
        return Credit(self.key, self.course, self.earned_on, self.mode, ((category, hours),), accreditors)


def code(accreditor: str) -> str:
    """An accreditor's name as rules write it."""
    return accreditor.strip().upper()


def category_of(text: str) -> str:
    """A category as rules write it: "First aid, CPR" is first-aid-cpr."""
    words = "".join(letter if letter.isalnum() else " " for letter in text.lower()).split()
    return "-".join(words) or GENERAL


def earned_by(person: User) -> list[Earned]:
    """All that a person completed here or brought from elsewhere, oldest first. What was revoked is not earned."""
    return earned_by_each([person])[person.pk]


def earned_by_each(people: Sequence[User]) -> dict[int, list[Earned]]:
    """The same for many people at once, by the person's key."""
    zones = {person.pk: ZoneInfo(person.time_zone) for person in people}
    completions = list(
        Completion.objects.filter(~Exists(REVOKED), enrolment__learner__in=list(zones)).select_related(
            "edition__course", "enrolment"
        )
    )
    approvals = approvals_of(completion.edition for completion in completions)
    found: dict[int, list[Earned]] = {pk: [] for pk in zones}
    for completion in completions:
        learner = completion.enrolment.learner_id
        day = completion.completed_at.astimezone(zones[learner]).date()
        found[learner].append(_completed(completion, day, approvals))
    for external in ExternalCredit.objects.filter(holder__in=list(zones)).defer("evidence"):
        found[external.holder_id].append(_brought(external))
    return {pk: sorted(earned, key=lambda each: (each.earned_on, each.key)) for pk, earned in found.items()}


def approvals_of(editions: Iterable[Edition]) -> dict[tuple[int, int], list[Approval]]:
    """Standing approvals by course and major number: a minor release changes nothing that was approved."""
    courses = {edition.course_id for edition in editions}
    found: dict[tuple[int, int], list[Approval]] = {}
    for approval in Approval.objects.filter(edition__course__in=courses, withdrawn_at=None).select_related(
        "edition"
    ):
        found.setdefault((approval.edition.course_id, approval.edition.major), []).append(approval)
    return found


def valid_on(approvals: Sequence[Approval], day: date) -> tuple[Approval, ...]:
    return tuple(each for each in approvals if each.valid_from <= day <= each.valid_until)


def _completed(completion: Completion, day: date, approvals: dict[tuple[int, int], list[Approval]]) -> Earned:
    edition = completion.edition
    return Earned(
        key=f"completion-{completion.pk}",
        title=edition.title,
        course=edition.course.code,
        earned_on=day,
        mode=edition.mode,
        hours=edition.hours,
        category=GENERAL,
        approvals=valid_on(approvals.get((edition.course_id, edition.major), []), day),
    )


def _brought(external: ExternalCredit) -> Earned:
    return Earned(
        key=f"external-{external.pk}",
        title=external.title,
        course=f"external-{external.pk}",
        earned_on=external.earned_on,
        mode=external.mode,
        hours=external.hours,
        category=external.category,
        accreditor=external.accreditor,
        external=external,
    )
