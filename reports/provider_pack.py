"""What an accreditor asks a provider for when it audits a course, as one ZIP: of a course, a period, an accreditor.

Only a registrar makes it: it holds learners' names and the keys of tests. Bulky things are read one at a time,
while the ZIP is sent.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Min, Q

from certificates.bundling import judged
from certificates.models import Certificate
from certificates.papering import papers
from certificates.tables import as_csv, as_workbook
from certificates.verifying import Verified
from courses.hours import Workload, side_by_side
from courses.models import (
    Acknowledgement,
    Approval,
    Completion,
    Course,
    Edition,
    EditionStep,
    HoursDecision,
    StepRecord,
)
from quizzes.models import Dispute

from . import editions, evaluations, packing, post_tests, sections
from .packing import Entry

MOST = 2_000  # completions: as many as a browser waits for
ROSTER = (
    "Name", "License numbers", "Completed on", "Course", "Edition", "CE hours", "Course number",
    "Provider number", "Certificate", "Status", "Confirmed on",
)  # fmt: skip
SHOWN = (
    "Name",
    "Edition",
    "Disclosure read (UTC)",
    "First lesson finished (UTC)",
    "Read before",
    "SHA-256 of the text",
)
SAID = ("Said on", "Question", "What the learner said", "Answered on", "Answer")


class TooMany(ValueError):
    """More completions than one pack takes. The message says what to do."""


@dataclass(frozen=True, slots=True)
class Pack:
    """All that is in it, but for what is bulky. `begin` and `end` bound the period, in UTC."""

    course: Course
    accreditor: str
    first: date
    last: date
    made_at: datetime
    editions: list[Edition]
    completions: list[Completion]
    certificates: dict[int, tuple[Certificate, Verified]]
    approvals: list[Approval]
    tests: list[EditionStep]

    @property
    def begin(self) -> datetime:
        return bounds(self.first, self.last)[0]

    @property
    def end(self) -> datetime:
        return bounds(self.first, self.last)[1]

    @property
    def order(self) -> sections.Order:
        return sections.order(self.accreditor)

    @property
    def name(self) -> str:
        return f"provider-pack-{self.course.code}-{self.first:%Y-%m-%d}-to-{self.last:%Y-%m-%d}.zip"


def bounds(first: date, last: date) -> tuple[datetime, datetime]:
    """From the beginning of the first day until before the day after the last, in UTC."""
    return (
        datetime.combine(first, time.min, UTC),
        datetime.combine(last + timedelta(days=1), time.min, UTC),
    )


def gathered(course: Course, accreditor: str, first: date, last: date, at: datetime) -> Pack:
    """What a pack of these days holds. The same statements for one completion and for a thousand. Raises TooMany."""
    completions = completed(course, first, last)
    if len(completions) > MOST:
        raise TooMany(
            f"More than {MOST:,} people completed it in this period. Make a pack for each part of it."
        )
    taught = editions_of(course, completions, bounds(first, last)[1])
    keys = [completion.pk for completion in completions]
    current = Certificate.objects.filter(completion__in=keys, superseded_by=None)
    certificates = {
        certificate.completion_id: (certificate, said) for certificate, said in judged(list(current))
    }
    approvals = list(
        Approval.objects.filter(edition__course=course, valid_from__lte=last, valid_until__gte=first)
        .select_related("edition", "entered_by")
        .order_by("accreditor", "valid_from", "pk")
    )
    tests = post_tests.quizzes_of(taught)
    return Pack(course, accreditor, first, last, at, taught, completions, certificates, approvals, tests)


def completed(course: Course, first: date, last: date) -> list[Completion]:
    """Of these days by each learner's own calendar, as on rosters. At most one more than a pack takes."""
    begin, end = bounds(first, last)
    day = timedelta(days=1)  # a local day begins and ends within one of that of UTC
    rows = Completion.objects.filter(
        edition__course=course, completed_at__gte=begin - day, completed_at__lt=end + day
    ).select_related("enrolment__learner", "enrolment__attestation")
    near = rows.order_by("completed_at", "pk").prefetch_related("enrolment__learner__licences")
    return [row for row in near[: 3 * MOST] if first <= local_day(row) <= last][: MOST + 1]


def local_day(completion: Completion) -> date:
    return completion.completed_at.astimezone(ZoneInfo(completion.enrolment.learner.time_zone)).date()


def editions_of(course: Course, completions: Sequence[Completion], end: datetime) -> list[Edition]:
    """Those that somebody completed, and the one that was offered at the end of the period; oldest first."""
    offered = Edition.objects.filter(course=course, released_at__lt=end).order_by("-major", "-minor")[:1]
    wanted = Q(pk__in={each.edition_id for each in completions}) | Q(pk__in=[each.pk for each in offered])
    found = list(Edition.objects.filter(wanted).select_related("course").order_by("major", "minor"))
    by_key = {edition.pk: edition for edition in found}
    for completion in completions:
        completion.edition = by_key[completion.edition_id]
    return found


def entries(pack: Pack) -> Iterator[Entry]:
    """The files of the pack, the index last."""
    yield from packing.looks()
    roster = roster_rows(pack)
    yield Entry("roster.csv", as_csv(ROSTER, roster))
    yield Entry("roster.xlsx", as_workbook(ROSTER, roster, title="Roster"))
    for paper in papers(list(pack.certificates.values())):
        ending = f"-{paper.approval + 1}" if paper.approval else ""
        yield Entry(f"certificates/{paper.certificate.serial}{ending}.pdf", bytes(paper.content))
    yield from editions.pages(pack.editions)
    yield from post_tests.pages(pack.editions, pack.tests)
    yield Entry("disclosure-shown.csv", as_csv(SHOWN, shown_rows(pack)))
    disputes = disputes_of(pack)
    yield Entry("questions-disputed.csv", as_csv(SAID, disputes))
    for name, context in documents(pack):
        yield packing.page(f"{name}.html", f"reports/pack/{name}.html", {"pack": pack} | context)
    context = {"pack": pack, "disputes": len(disputes), "tests": tests_of(pack)}
    context["outlines"] = [(edition, editions.outline_page(edition)) for edition in pack.editions]
    yield packing.page("index.html", "reports/pack/provider.html", context)


def documents(pack: Pack) -> Iterator[tuple[str, dict[str, Any]]]:
    yield "approvals", {}
    yield "hours", {"rows": hours_of(pack)}
    yield "objectives", {"rows": objectives_of(pack)}
    yield "instructors", {}
    yield "disclosure", {}
    yield "evaluations", {"summary": evaluations.summary(pack.course.pk, pack.begin, pack.end)}
    yield "course-page", {}
    yield "policies", {}


def roster_rows(pack: Pack) -> list[list[str]]:
    """As each certificate says, where there is one that can be vouched for."""
    approvals = [each for each in pack.approvals if each.accreditor == pack.accreditor]
    rows = []
    for completion in pack.completions:
        enrolment, edition = completion.enrolment, completion.edition
        attested = getattr(enrolment, "attestation", None)
        certificate, verified = pack.certificates.get(completion.pk, (None, None))
        facts = verified.facts if verified else {}
        day = facts["completed"]["on"] if facts else local_day(completion).isoformat()
        approval = next((each for each in approvals if covers(each, edition, day)), None)
        rows.append(
            [
                facts.get("name") or (attested.name if attested else ""),
                ", ".join(f"{each.jurisdiction} {each.number}" for each in enrolment.learner.licences.all()),
                day,
                approval.title if approval else edition.title,
                edition.number,
                str(approval.hours if approval else edition.hours),
                approval.course_number if approval else "",
                approval.provider_number if approval else "",
                certificate.serial if certificate else "",
                verified.word if verified else "No certificate that we can vouch for",
                attested.at.date().isoformat() if attested else "",
            ]
        )
    return rows


def covers(approval: Approval, edition: Edition, day: str) -> bool:
    of_it = approval.edition.major == edition.major and approval.withdrawn_at is None
    return of_it and approval.valid_from.isoformat() <= day <= approval.valid_until.isoformat()


def shown_rows(pack: Pack) -> list[list[str]]:
    """Who read which disclosure when, and whether that was before their first lesson."""
    enrolments = {each.enrolment_id: each for each in pack.completions}
    begun = dict(
        StepRecord.objects.filter(enrolment__in=enrolments)
        .values_list("enrolment")
        .annotate(Min("at"))
        .order_by()
    )
    read = {
        each.enrolment_id: each
        for each in Acknowledgement.objects.filter(enrolment__in=enrolments).order_by("-pk")
    }
    rows = []
    for key, completion in enrolments.items():
        row, first = read.get(key), begun.get(key)
        attested = getattr(completion.enrolment, "attestation", None)
        before = "" if not (row and first) else "yes" if row.at <= first else "no"
        rows.append(
            [
                attested.name if attested else "",
                completion.edition.number,
                f"{row.at:%Y-%m-%d %H:%M:%S}" if row else "none recorded",
                f"{first:%Y-%m-%d %H:%M:%S}" if first else "",
                before,
                row.digest if row else "",
            ]
        )
    return rows


def disputes_of(pack: Pack) -> list[list[str]]:
    """What learners said was wrong with a question in these days, without their names."""
    rows = Dispute.objects.filter(
        item__attempt__enrolment__course=pack.course, at__gte=pack.begin, at__lt=pack.end
    ).select_related("item__version__question")
    return [
        [
            row.at.date().isoformat(),
            f"{row.item.version.question.key}, version {row.item.version.number}",
            row.text,
            row.answered_at.date().isoformat() if row.answered_at else "",
            row.answer,
        ]
        for row in rows
    ]


def hours_of(pack: Pack) -> list[dict[str, Any]]:
    """Each edition's own figures by every method, and who set hours before it was released."""
    decisions = list(HoursDecision.objects.filter(course=pack.course).select_related("set_by").order_by("pk"))
    rows = []
    for edition in pack.editions:
        credit = edition.manifest.get("credit", {})
        work = Workload(
            edition.words, Decimal(credit.get("media_minutes", "0")), int(credit.get("questions", 0))
        )
        difficulty = Decimal(credit["difficulty"]) if credit.get("difficulty") else None
        pilot = [Decimal(minutes) for minutes in credit.get("pilot_minutes", [])]
        made = [each for each in decisions if each.set_at <= edition.released_at]
        methods = side_by_side(work, difficulty, pilot)
        rows.append({"edition": edition, "credit": credit, "methods": methods, "decisions": made})
    return rows


def objectives_of(pack: Pack) -> list[dict[str, Any]]:
    """By edition, each objective with the lessons that teach it and how many questions ask for it."""
    steps = EditionStep.objects.filter(edition__in=pack.editions, kind="lesson").defer("html")
    lessons = list(steps.order_by("edition", "position"))
    rows = []
    for edition in pack.editions:
        for objective in edition.manifest.get("objectives", []):
            taught = [
                step
                for step in lessons
                if step.edition_id == edition.pk
                and objective["uuid"] in map(str, step.body.get("objectives", []))
            ]
            asked = sum(
                row["objective"] == objective["uuid"]
                for step in pack.tests
                if step.edition_id == edition.pk
                for row in post_tests.frozen_questions(step).values()
            )
            rows.append({"edition": edition, "objective": objective, "lessons": taught, "questions": asked})
    return rows


def tests_of(pack: Pack) -> list[tuple[EditionStep, str]]:
    by_key = {edition.pk: edition for edition in pack.editions}
    return [(step, post_tests.test_page(step, by_key[step.edition_id])) for step in pack.tests]
