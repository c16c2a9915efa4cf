"""Telling a state's database who completed a course, and taking in what it answered."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.timezone import now

from accounts.auditing import audit
from accounts.models import ProfessionalLicence, User
from certificates.accreditors import accreditor
from courses.models import Approval, Completion, Course

from .models import LineAnswer, Report, ReportLine
from .receipts import Receipt
from .rosters import MOST_LINES, Row, due


class NothingToReport(ValueError):
    """Every completion was sent, or can't be sent yet."""


class AlreadyAnswered(ValueError):
    """The receipt of this report was taken in before."""


class WrongReceipt(ValueError):
    """The receipt names what the report didn't send. `faults` are sentences, each with its line number."""

    def __init__(self, faults: list[str]):
        super().__init__("\n".join(faults))
        self.faults = faults


@dataclass
class Found:
    """Rows by completion; and how many completions can't be reported, by the reason."""

    rows: dict[int, Row] = field(default_factory=dict)
    lacking: dict[str, int] = field(default_factory=dict)

    def lacks(self, reason: str) -> None:
        self.lacking[reason] = self.lacking.get(reason, 0) + 1


@dataclass(frozen=True, slots=True)
class Plan:
    """What a roster would hold: rows by completion; and how many stay out, by what the state answered or why."""

    rows: dict[int, Row]
    held: dict[str, int]
    lacking: dict[str, int]
    left_for_next: int = 0


def plan(course: Course, state: str, profession: str, first: date, last: date) -> Plan:
    """Ask what `report` would do. Writes nothing."""
    found = completions(course, state, profession, first, last)
    before = sent(found.rows, state)
    rows = due(found.rows, before)
    held = Counter(it.standing for key, it in before.items() if key not in rows)
    chosen = dict(list(rows.items())[:MOST_LINES])
    return Plan(chosen, dict(held), found.lacking, len(rows) - len(chosen))


@transaction.atomic
def report(
    course: Course, state: str, profession: str, first: date, last: date, *, by: User | None = None
) -> Report:
    """Make the next roster: what was never sent, and what was refused and mended since.

    Raises NothingToReport.
    """
    # Whoever holds the course's row makes the roster: two at once would send the same completions.
    course = Course.objects.select_for_update().get(pk=course.pk)
    rows = plan(course, state, profession, first, last).rows
    if not rows:
        raise NothingToReport
    made = Report.objects.create(
        course=course,
        state=state,
        profession=profession,
        first=first,
        last=last,
        made_by=by,
        made_at=now(),
    )
    ReportLine.objects.bulk_create(_line(made, at, *item) for at, item in enumerate(rows.items(), 1))
    audit(by, "roster made", made, state=state, lines=len(rows))
    return made


def _line(made: Report, position: int, completion: int, row: Row) -> ReportLine:
    return ReportLine(
        report=made,
        position=position,
        completion_id=completion,
        provider_number=row.provider_number,
        course_number=row.course_number,
        course_code=row.course_id,
        licence_number=row.licence_number,
        completed_on=row.completed_on,
    )


def sent(completions, state):
    """The latest sending of each completion to a state, by completion."""
    lines = ReportLine.objects.filter(completion__in=completions, report__state=state)
    lines = lines.select_related("report", "answer").order_by("pk")
    return {line.completion_id: line.as_sent() for line in lines}


def completions(course: Course, state: str, profession: str, first: date, last: date) -> Found:
    """Each completion of a period, by the learner's own day, as its row. Three statements, however many."""
    # A local day begins and ends up to 14 hours away from that of UTC.
    around = (first - timedelta(days=1), last + timedelta(days=1))
    done = Completion.objects.filter(edition__course=course, completed_at__date__range=around)
    done = done.select_related("edition", "enrolment__learner").defer("edition__manifest")
    done = done.order_by("completed_at", "pk")
    learners = done.values("enrolment__learner_id")
    licences = ProfessionalLicence.objects.filter(jurisdiction=state, holder__in=learners)
    # The number that was listed last is the one that was mended.
    numbers = {it.holder_id: it.number for it in licences.order_by("added_at", "pk")}
    standing = Approval.objects.filter(edition__course=course, withdrawn_at=None)
    standing = standing.select_related("edition").defer("edition__manifest")
    approvals = [it for it in standing if accreditor(it.accreditor).state == state]
    found = Found()
    for completion in done:
        learner = completion.enrolment.learner
        day = completion.completed_at.astimezone(ZoneInfo(learner.time_zone)).date()
        approval = next((it for it in approvals if _covers(it, completion, day)), None)
        if not first <= day <= last:
            continue
        if approval is None:
            found.lacks("not approved by this state on the day of completion")
        elif learner.pk not in numbers:
            found.lacks("no license number of this state on file")
        else:
            found.rows[completion.pk] = Row(
                provider_number=approval.provider_number,
                course_number=approval.course_number,
                course_id=course.code,
                licence_number=numbers[learner.pk],
                completed_on=day,
                state=state,
                profession=profession,
            )
    return found


def _covers(approval: Approval, completion: Completion, day: date) -> bool:
    same = approval.edition.major == completion.edition.major
    return same and approval.valid_from <= day <= approval.valid_until


@transaction.atomic
def take_in(made: Report, receipt: Receipt, *, by: User | None = None) -> tuple[int, int]:
    """Keep the answer to every line: refused if the receipt lists it, else accepted. How many of each.

    Raises WrongReceipt and AlreadyAnswered; then nothing is kept.
    """
    made = Report.objects.select_for_update().get(pk=made.pk)
    lines = list(made.lines.select_related("report"))
    if LineAnswer.objects.filter(line__report=made).exists():
        raise AlreadyAnswered
    messages, faults = receipt.matched([line.as_row() for line in lines])
    if faults:
        raise WrongReceipt(faults)
    at = now()
    LineAnswer.objects.bulk_create(
        LineAnswer(
            line=line,
            completion_id=line.completion_id,
            state=made.state,
            accepted=place not in messages,
            message=messages.get(place, ""),
            at=at,
        )
        for place, line in enumerate(lines)
    )
    audit(by, "receipt taken in", made, refused=len(messages), accepted=len(lines) - len(messages))
    return len(lines) - len(messages), len(messages)
