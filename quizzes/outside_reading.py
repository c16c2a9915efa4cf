"""What a reviewer from outside reads of questions: those that a release would ask, each with its key.

And those that wait and stand nowhere yet: a self-check can only be chosen once it is approved. Writes nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.db.models import OuterRef, Q, Subquery
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from courses.markdown import to_html
from courses.models import Course, LessonPage, OutsideInvitation, Reference, StepPage
from courses.rendering import reference_entry

from . import kinds
from .authoring import WAITING
from .models import (
    OutsideQuestionComment,
    OutsideQuestionVerdict,
    Question,
    QuestionVersion,
    QuizPage,
    QuizPool,
)
from .models.pages import Fixed
from .outside import digest
from .overseeing import changes, lines
from .reviewing import sources_of

NOWHERE = "Not in a test or a lesson yet"


@dataclass(slots=True)
class Asked:
    """A question, the version of it that is judged, where learners meet it, and this reviewer's last word on it."""

    question: Question
    version_id: int
    waits: bool
    places: list[str] = field(default_factory=list)
    verdict: OutsideQuestionVerdict | None = None
    number: int = 0

    @property
    def standing(self) -> str:
        """ "waits", "changes" (they asked for some), "approved" (by them) or "before" (by somebody else)."""
        if self.waits:
            return "changes" if self.verdict else "waits"
        return "approved" if self.verdict and self.verdict.approved else "before"

    @property
    def group(self) -> tuple[int, int]:
        return self.question.bank_id, self.question.objective_id or 0


@dataclass(frozen=True, slots=True)
class Progress:
    """How many of those that somebody has to judge the reviewer has judged."""

    judged: int
    total: int

    @property
    def left(self) -> int:
        return self.total - self.judged


def asked(invitation: OutsideInvitation, steps: Sequence[StepPage]) -> list[Asked]:
    """The questions of the course, by bank and objective. `steps` are its parts as they are drafted."""
    where = places(steps)
    verdicts = {verdict.version_id: verdict for verdict in invitation.question_verdicts.all()}
    found: list[Asked] = []
    for row in questions_of(invitation.course_id):
        waits = row.latest_status in WAITING
        version = row.latest_pk if waits else row.current_pk
        if version and (waits or row.pk in where):
            stands = where.get(row.pk, [NOWHERE])
            found.append(Asked(row, version, waits, stands, verdicts.get(version), len(found) + 1))
    return found


def questions_of(course_id: int) -> Any:
    """Each with its newest version and the one that a release would take. One statement."""
    newest = QuestionVersion.objects.filter(question=OuterRef("pk")).order_by("-number")
    current = QuestionVersion.objects.current().filter(question=OuterRef("pk"))
    rows = Question.objects.filter(objective__course=course_id).annotate(
        latest_pk=Subquery(newest.values("pk")[:1]),
        latest_status=Subquery(newest.values("status")[:1]),
        current_pk=Subquery(current.values("pk")[:1]),
    )
    return rows.select_related("bank", "objective").order_by(
        "bank__title", "bank", "objective__number", "key"
    )


def places(steps: Iterable[StepPage]) -> dict[int, list[str]]:
    """Where each question is asked, by its id. A statement a part."""
    found = defaultdict[int, list[str]](list)
    for step in steps:
        for pk in dict.fromkeys(asks(step)):
            found[pk].append(f"Self-check in “{step.title}”" if step.kind == "lesson" else f"“{step.title}”")
    return found


def asks(step: StepPage) -> list[int]:
    """The ids of the questions that a part may ask, whatever their standing."""
    if isinstance(step, QuizPage):
        pools = [drawn_from(pool) for pool in step.drawn()]
        among = Question.objects.filter(Q(*pools, _connector=Q.OR)) if pools else Question.objects.none()
        return list(among.values_list("pk", flat=True))
    if isinstance(step, LessonPage):
        checks = (block.value["question"] for block in step.body if block.block_type == "check")
        return [question.pk for question in checks if question]
    return []


def drawn_from(pool: QuizPool | Fixed) -> Q:
    if isinstance(pool, Fixed):
        return Q(pk__in=pool.questions)
    found = Q(bank=pool.bank_id)
    if pool.objective_id:
        found &= Q(objective=pool.objective_id)
    return found & Q(tags__name__iexact=pool.tag) if pool.tag else found


def elsewhere(invitation: OutsideInvitation, steps: Sequence[StepPage]) -> int:
    """How many approved questions are asked that belong to another course: their keys are not shown."""
    asked_of = QuestionVersion.objects.current().filter(question__in=list(places(steps)))
    return asked_of.exclude(question__objective__course=invitation.course_id).count()


def progress(rows: Iterable[Asked]) -> Progress:
    standings = [row.standing for row in rows if row.standing != "before"]
    return Progress(len(standings) - standings.count("waits"), len(standings))


def next_after(rows: Sequence[Asked], row: Asked | None) -> Asked | None:
    """The next one to judge; at the end it goes on from the top. None: nothing is left."""
    at = row.number if row else 0
    return next((each for each in [*rows[at:], *rows[:at]] if each.standing == "waits"), None)


def groups(rows: Iterable[Asked]) -> list[dict[str, Any]]:
    """Bank by bank and objective by objective: how far they are, and where to begin."""
    found = []
    for _, members in groupby(rows, key=lambda row: row.group):
        mine = list(members)
        first = next((row for row in mine if row.standing == "waits"), mine[0])
        found.append(
            {"question": mine[0].question, "first": first, "progress": progress(mine), "count": len(mine)}
        )
    return found


def opened(invitation: OutsideInvitation, rows: Sequence[Asked], total: int) -> dict[str, Any]:
    """Each of these with its key and what was said of it, and the sources of all. As many statements for one."""
    versions = QuestionVersion.objects.in_bulk([row.version_id for row in rows])
    for row in rows:
        versions[row.version_id].question = row.question
    numbers = {key: number for number, key in enumerate(sources_of(versions.values()), 1)}
    said = remarks(invitation, rows)
    library = Reference.objects.filter(key__in=numbers)
    return {
        "cards": [
            card(row, versions[row.version_id], numbers, total)
            | said_of(versions[row.version_id], said[row.question.pk])
            for row in rows
        ],
        "references": [
            reference_entry(reference.freeze()) | {"number": numbers[reference.key]}
            for reference in sorted(library, key=lambda each: numbers[each.key])
        ],
    }


def card(row: Asked, version: QuestionVersion, numbers: Mapping[str, int], total: int) -> dict[str, Any]:
    payload = version.payload
    return {
        "row": row,
        "version": version,
        "seen": digest(version),
        "template": kinds.template(version.kind),
        "lines": lines(version),
        "rationale": mark_safe(to_html(payload.get("rationale", ""), citations=numbers)),  # noqa: S308  sanitised
        "rests_on": [(key, numbers[key]) for key in version.references],
        **drawn(row, version, numbers, total),
    }


def drawn(row: Asked, version: QuestionVersion, numbers: Mapping[str, int], total: int) -> dict[str, Any]:
    """The question with its key; and as learners see it, unless the key stands beside the very choices."""
    form, payload, field = kinds.form(version.kind), version.payload, f"q{row.question.pk}"
    parts = kinds.rule(version.kind).parts(payload)
    item = form.reviewed(payload, None, parts, field=field, numbers=numbers)
    place = {"number": row.number, "total": total}
    if "options" in item:
        return {"item": item | place}
    paper = form.shown(payload, None, sorted(parts), field=f"{field}-paper")  # ids say nothing of the order
    return {"item": item | place | {"place": "The key"}, "paper": paper | place}


def labelled(rows: Sequence[Asked]) -> list[dict[str, Any]]:
    """Each of these by what it asks, in one line, and by the digest of all that is read of it. One statement."""
    versions = QuestionVersion.objects.in_bulk([row.version_id for row in rows])
    found = []
    for row in rows:
        version = versions[row.version_id]
        version.question = row.question
        found.append({"row": row, "label": version.label(), "seen": digest(version)})
    return found


def remarks(invitation: OutsideInvitation, rows: Sequence[Asked]) -> dict[int, list[Any]]:
    """What this reviewer said of each question, on whatever version, in order."""
    found = defaultdict[int, list[Any]](list)
    mine = {"version__question__in": [row.question.pk for row in rows]}
    for kept in (invitation.question_verdicts, invitation.question_comments):
        for each in kept.filter(**mine).select_related("version"):
            found[each.version.question_id].append(each)
    for said in found.values():
        said.sort(key=lambda each: each.at)
    return found


def said_of(version: QuestionVersion, said: Sequence[Any]) -> dict[str, Any]:
    """With what was rewritten since the last word, if that was on an earlier version."""
    before = said[-1].version if said else version
    is_older = before.number < version.number
    return {"said": said, "rewritten": changes(before, version) if is_older else []}


def section(token: str, invitation: OutsideInvitation, steps: Sequence[StepPage]) -> SafeString:
    """What the reviewer's page of a course says of its questions. Without any, nothing."""
    rows = asked(invitation, steps)
    shown = {"token": token, "count": len(rows), "progress": progress(rows)}
    return render_to_string("quizzes/outside_section.html", shown) if rows else SafeString()


def said_in(course: Course) -> dict[int, SafeString]:
    """What each reviewer said of the questions of a course, by invitation, for its author. Two statements."""
    found = defaultdict[int, list[Any]](list)
    for model in (OutsideQuestionVerdict, OutsideQuestionComment):
        for each in model.objects.filter(invitation__course=course).select_related("version__question"):
            found[each.invitation_id].append(each)
    return {
        invitation: render_to_string(
            "quizzes/cms/outside_said.html", {"said": sorted(said, key=lambda each: each.at), **counted(said)}
        )
        for invitation, said in found.items()
    }


def counted(said: Iterable[Any]) -> dict[str, int]:
    """How many were approved, and how many were asked to be changed."""
    approved = [each.approved for each in said if isinstance(each, OutsideQuestionVerdict)]
    return {"approved": approved.count(True), "changes": approved.count(False)}
