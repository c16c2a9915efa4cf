"""What a board asks a therapist for when it audits a renewal, as one ZIP: theirs, of a period, for a licence.

Everything here is found through the person who asks. Bulky things are read one at a time, while the ZIP is sent.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from accounts.models import ProfessionalLicence, User
from certificates.bundling import judged
from certificates.models import Certificate
from certificates.papering import papers
from certificates.verifying import Verified
from courses import crediting
from courses.crediting import Standing
from courses.cycles import Cycle
from courses.hours import in_words
from courses.models import (
    Acknowledgement,
    Completion,
    CreditBody,
    Edition,
    EditionStep,
    Evaluation,
    ExternalCredit,
)

from . import editions, packing
from .earning import earned_by
from .packing import Entry
from .renewals import judge

ENDINGS = {"application/pdf": ".pdf", "image/png": ".png", "image/jpeg": ".jpg"}


@dataclass(slots=True)
class Course:
    """One completed course: what proves it, and where that stands in the pack."""

    completion: Completion
    completed_on: date
    certificate: Certificate | None = None
    verified: Verified | None = None
    files: list[str] = field(default_factory=list)
    acknowledged: Acknowledgement | None = None
    evaluated: Evaluation | None = None
    answers: list[tuple[str, str]] = field(default_factory=list)
    counted: Decimal | None = None
    reason: str = ""

    @property
    def edition(self) -> Edition:
        return self.completion.edition

    @property
    def outline(self) -> str:
        return editions.outline_page(self.edition)

    @property
    def evaluation_page(self) -> str:
        return f"evaluations/{self.edition.course.code}-{self.completion.pk}.html"


@dataclass(frozen=True, slots=True)
class Pack:
    """All that is in it, but for what is bulky."""

    person: User
    licence: ProfessionalLicence | None
    first: date
    last: date
    made_at: datetime
    courses: list[Course]
    elsewhere: list[ExternalCredit]
    standing: Standing | None = None

    @property
    def name(self) -> str:
        place = f"-{self.licence.jurisdiction.lower()}" if self.licence else ""
        return f"audit-pack{place}-{self.first:%Y-%m-%d}-to-{self.last:%Y-%m-%d}.zip"

    @property
    def brought(self) -> list[tuple[ExternalCredit, str]]:
        """What was earned elsewhere, each with the file of its evidence, if there is one."""
        return [(each, evidence_file(each) if each.evidence_type else "") for each in self.elsewhere]

    @property
    def hours(self) -> str:
        return in_words(sum((course.edition.hours for course in self.courses), Decimal()))


def gathered(
    person: User, licence: ProfessionalLicence | None, first: date, last: date, at: datetime
) -> Pack:
    """What a pack of these days holds. The same statements for one course and for a hundred."""
    courses = completed(person, first, last)
    certified(person, courses)
    evaluated(courses)
    elsewhere = list(
        ExternalCredit.objects.visible_to(person)
        .filter(earned_on__range=(first, last))
        .defer("evidence")
        .order_by("earned_on", "pk")
    )
    standing = standing_of(person, licence, Cycle(first, last)) if licence else None
    if standing:
        weigh(courses, standing)
    return Pack(person, licence, first, last, at, courses, elsewhere, standing)


def completed(person: User, first: date, last: date) -> list[Course]:
    """In their own time zone, oldest first."""
    zone = ZoneInfo(person.time_zone)
    begin = datetime.combine(first, time.min, zone)
    end = datetime.combine(last + timedelta(days=1), time.min, zone)
    rows = Completion.objects.filter(
        enrolment__learner=person, completed_at__gte=begin, completed_at__lt=end
    ).select_related("edition__course", "enrolment__attestation")
    return [Course(row, row.completed_at.astimezone(zone).date()) for row in rows.order_by("completed_at")]


def certified(person: User, courses: Sequence[Course]) -> None:
    """Each with the certificate that stands for it today, and with the disclosure that its learner read."""
    keys = [course.completion.pk for course in courses]
    current = Certificate.objects.visible_to(person).filter(completion__in=keys, superseded_by=None)
    found = {certificate.completion_id: (certificate, verified) for certificate, verified in judged(current)}
    read = {
        each.enrolment_id: each
        for each in Acknowledgement.objects.filter(enrolment__completion__in=keys, enrolment__learner=person)
    }
    for course in courses:
        course.certificate, course.verified = found.get(course.completion.pk, (None, None))
        course.acknowledged = read.get(course.completion.enrolment_id)


def evaluated(courses: Sequence[Course]) -> None:
    """Each with what its learner said of it, in the words of the form that they saw."""
    enrolments = [course.completion.enrolment_id for course in courses]
    given = {
        each.enrolment_id: each
        for each in Evaluation.objects.filter(enrolment__in=enrolments).prefetch_related("answers")
    }
    forms = {
        (step.edition_id, step.key): step
        for step in EditionStep.objects.filter(
            kind="evaluation", edition__in={each.edition_id for each in given.values()}
        ).defer("html")
    }
    for course in courses:
        course.evaluated = given.get(course.completion.enrolment_id)
        if course.evaluated:
            form = forms.get((course.evaluated.edition_id, course.evaluated.step_key))
            course.answers = answers_of(course.evaluated, form)


def answers_of(evaluation: Evaluation, form: EditionStep | None) -> list[tuple[str, str]]:
    body = form.body if form else {"questions": [], "scale": []}
    prompts = {question["id"]: question["prompt"] for question in body["questions"]}
    return [
        (
            prompts.get(str(answer.question), "A question of the form"),
            f"{answer.rating} of 5: {body['scale'][answer.rating - 1]}"
            if answer.rating and body["scale"]
            else answer.text or str(answer.rating),
        )
        for answer in evaluation.answers.all()
    ]


def standing_of(person: User, licence: ProfessionalLicence, span: Cycle) -> Standing | None:
    """What the licence's own rule makes of these days. None where we hold no rule for them."""
    row = next((each for each in CreditBody.objects.with_rules() if each.code == licence.jurisdiction), None)
    body = row.as_body() if row else None
    rule = crediting.rule_for(body.rules, span) if body else None
    return judge(licence, rule, body, span, earned_by(person)) if body and rule else None


def weigh(courses: Sequence[Course], standing: Standing) -> None:
    """Each course with what it counts, and why."""
    by_key = {str(each.credit.key): each for each in standing.counted}
    for course in courses:
        if found := by_key.get(f"completion-{course.completion.pk}"):
            course.counted, course.reason = found.hours, found.reason


def entries(pack: Pack) -> Iterator[Entry]:
    """The files of the pack. The index comes last: it lists what is really in it."""
    yield from packing.looks()
    yield from certificates(pack)
    taught = list({course.edition.pk: course.edition for course in pack.courses}.values())
    yield from editions.pages(taught)
    for course in pack.courses:
        if course.evaluated:
            yield packing.page(course.evaluation_page, "reports/pack/evaluation.html", {"course": course})
    yield from evidence(pack)
    yield packing.page("index.html", "reports/pack/index.html", {"pack": pack})


def certificates(pack: Pack) -> Iterator[Entry]:
    """The signed PDFs. What isn't as it was signed is in no pack."""
    good = {
        course.certificate.pk: course
        for course in pack.courses
        if course.certificate and course.verified and course.verified.genuine
    }
    found = [
        (each.certificate, each.verified) for each in good.values() if each.certificate and each.verified
    ]
    for paper in papers(found):
        ending = f"-{paper.approval + 1}" if paper.approval else ""
        name = f"certificates/{paper.certificate.serial}{ending}.pdf"
        good[paper.certificate_id].files.append(name)
        yield Entry(name, bytes(paper.content))


def evidence(pack: Pack) -> Iterator[Entry]:
    """What the person brought from elsewhere, as they brought it."""
    rows = ExternalCredit.objects.visible_to(pack.person).filter(
        pk__in=[credit.pk for credit in pack.elsewhere], evidence__isnull=False
    )
    for credit in rows.iterator(chunk_size=1):
        yield Entry(evidence_file(credit), bytes(credit.evidence or b""))


def evidence_file(credit: ExternalCredit) -> str:
    return f"elsewhere/{credit.public_id}{ENDINGS.get(credit.evidence_type, '')}"
