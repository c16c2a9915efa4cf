"""Questions before a reviewer from outside: for a sole author, the somebody else whose yes is needed.

Which they are shown is said by `outside_reading`.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.auditing import audit
from accounts.models import User
from courses import canonical
from courses.models import CoursePage, OutsideInvitation
from courses.outside import Insider, TooMany, held_open, insiders, mailbox
from courses.outside_telling import tell_of_questions

from . import authoring
from .models import OutsideQuestionComment, OutsideQuestionVerdict, Question, QuestionVersion

MOST_SAID = 1000  # of one link: verdicts and comments


class Changed(Exception):
    """What stands there now isn't what was read. `versions` are those that stand there."""

    def __init__(self, versions: Sequence[QuestionVersion]) -> None:
        super().__init__(", ".join(map(str, versions)))
        self.versions = versions


class Settled(Exception):
    """Somebody decided on it before, or withdrew it: it waits no more."""


def digest(version: QuestionVersion) -> str:
    """Of all that is read of a question: what its version says, what it tests and where that is taught."""
    question, objective = version.question, version.question.objective
    said: canonical.Json = {
        "version": version.number,
        "sha256": version.sha256,
        "objective": [str(objective.public_id), objective.statement] if objective else None,
        "must_pass": question.must_pass,
        "answered_in": question.answered_in,
    }
    return canonical.sha256(said)


@transaction.atomic
def judge(
    invitation: OutsideInvitation,
    seen: Mapping[UUID, str],
    *,
    approved: bool,
    name: str,
    qualifications: str,
    words: str = "",
) -> list[OutsideQuestionVerdict]:
    """Record a verdict on each of these questions of the course, all or none. An approval lets it be asked.

    `seen` is the digest of what was read, by question. Raises Closed, TooMany, Insider, Changed, Settled, and
    Question.DoesNotExist for another course's.
    """
    held = held_open(invitation)
    _make_room(held, len(seen))
    versions = _standing(held, seen)
    _refuse_writers(held, versions)
    if changed := [each for each in versions if digest(each) != seen[each.question.public_id]]:
        raise Changed(changed)
    if any(each.status not in authoring.WAITING for each in versions):
        raise Settled
    said: dict[str, Any] = {
        "approved": approved,
        "name": name,
        "qualifications": qualifications,
        "words": words,
    }
    tell_of_questions(held, timezone.now().date())
    return [_record(held, version, said) for version in versions]


def _make_room(held: OutsideInvitation, count: int) -> None:
    if held.question_verdicts.count() + held.question_comments.count() + count > MOST_SAID:
        raise TooMany


def _standing(held: OutsideInvitation, wanted: Mapping[UUID, str]) -> list[QuestionVersion]:
    """The newest version of each question, while nobody can write the next one."""
    # The locks first, then what they hold: a row that was waited for is read as it is now.
    list(Question.objects.select_for_update().filter(public_id__in=wanted).order_by("pk"))
    rows = Question.objects.filter(public_id__in=wanted, objective__course=held.course_id)
    questions = {row.pk: row for row in rows.select_related("objective")}
    if len(questions) < len(wanted):
        raise Question.DoesNotExist
    written = QuestionVersion.objects.filter(question__in=questions).order_by("question", "number")
    newest = {version.question_id: version for version in written}
    for version in newest.values():
        version.question = questions[version.question_id]
    return list(newest.values())


def _refuse_writers(held: OutsideInvitation, versions: Sequence[QuestionVersion]) -> None:
    """Nobody approves their own work: neither who wrote a version, nor who writes the course."""
    page = CoursePage.objects.select_related("course").get(course=held.course_id)
    questions = [version.question_id for version in versions]
    written = QuestionVersion.objects.filter(question__in=questions, written_by__isnull=False)
    writers = User.objects.filter(pk__in=written.values("written_by"))
    if mailbox(held.email) in insiders(page, held.invited_by, *writers):
        raise Insider


def _record(
    held: OutsideInvitation, version: QuestionVersion, said: Mapping[str, Any]
) -> OutsideQuestionVerdict:
    verdict, made = OutsideQuestionVerdict.objects.get_or_create(
        invitation=held,
        version=version,
        sha256=digest(version),
        approved=said["approved"],
        words=said["words"],
        defaults=said,
    )
    if not made:  # the same button, pressed twice
        return verdict
    audit(
        None,
        "outside review of a question",
        verdict,
        approved=verdict.approved,
        question=version.question_id,
        number=version.number,
    )
    if verdict.approved:
        _approve(version, verdict)
    return verdict


def _approve(version: QuestionVersion, verdict: OutsideQuestionVerdict) -> None:
    try:
        moved = authoring.approve_outside(version, verdict=verdict)
    except authoring.WrongStatus as moved_on:
        raise Settled from moved_on
    if moved.approved_outside_id != verdict.pk:  # a colleague was quicker
        raise Settled


@transaction.atomic
def comment(invitation: OutsideInvitation, version: QuestionVersion, *, text: str) -> OutsideQuestionComment:
    """Keep what the reviewer says of the version that they read. Raises Closed and TooMany."""
    held = held_open(invitation)
    _make_room(held, 1)
    return OutsideQuestionComment.objects.create(invitation=held, version=version, text=text)
