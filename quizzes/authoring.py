"""How a question comes to be asked: a version is written, somebody else approves it, and it is never rewritten."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from accounts.auditing import audit
from accounts.models import User
from courses import canonical

from . import kinds
from .models import OutsideQuestionVerdict, Question, QuestionVersion

Status = QuestionVersion.Status
WAITING = [Status.DRAFT, Status.REVIEWED]
Change = QuestionVersion.Change


class OwnWork(Exception):
    """Nobody approves the version they wrote."""


class WrongStatus(Exception):
    """The version stands where this step cannot be taken from."""


def content_sha256(kind: str, payload: kinds.Payload, references: Sequence[str]) -> str:
    """The digest of all that a version says."""
    return canonical.sha256({"kind": kind, "payload": payload, "references": list(references)})


@transaction.atomic
def write_version(
    question: Question,
    payload: kinds.Payload,
    *,
    kind: str,
    references: Sequence[str] = (),
    by: User | None,
    change: str = Change.NEW,
) -> QuestionVersion:
    """Write the next version as a draft. The words of the latest version again return that version.

    Raises kinds.UnknownKind, and ValueError when the payload is no whole question of its kind.
    """
    kinds.rule(kind).check(payload)
    sha256 = content_sha256(kind, payload, references)
    # The question's row is the queue: two authors get two numbers.
    question = Question.objects.select_for_update().get(pk=question.pk)
    latest = question.versions.order_by("-number").first()
    if latest and latest.sha256 == sha256 and latest.status not in {Status.VOID, Status.RETIRED}:
        return latest
    version = QuestionVersion.objects.create(
        question=question,
        number=latest.number + 1 if latest else 1,
        kind=kind,
        payload=payload,
        references=list(references),
        change=change,
        sha256=sha256,
        written_by=by,
    )
    audit(by, "question.written", version, number=version.number, change=change)
    return version


@transaction.atomic
def review(version: QuestionVersion, *, by: User) -> QuestionVersion:
    """Say that a draft was read and found good, before it is approved. Raises OwnWork and WrongStatus."""
    if by.pk == version.written_by_id:
        raise OwnWork("Somebody else has to review a question you wrote.")
    return _move(version, [Status.DRAFT], Status.REVIEWED, by, "reviewed")


@transaction.atomic
def approve(version: QuestionVersion, *, by: User | None) -> QuestionVersion:
    """Let a version be drawn. Approving it again changes nothing. None: the system, for loaded content.

    Raises OwnWork, and WrongStatus for a version that was retired or voided.
    """
    if by is not None and by.pk == version.written_by_id:
        raise OwnWork("Somebody else has to approve a question you wrote.")
    return _move(
        version, WAITING, Status.APPROVED, by, "approved", approved_by=by, approved_at=timezone.now()
    )


@transaction.atomic
def approve_outside(version: QuestionVersion, *, verdict: OutsideQuestionVerdict) -> QuestionVersion:
    """The same by somebody from outside, who wrote none of it: see `outside`. Raises WrongStatus."""
    now = timezone.now()
    return _move(
        version, WAITING, Status.APPROVED, None, "approved", approved_outside=verdict, approved_at=now
    )


@transaction.atomic
def retire(version: QuestionVersion, *, by: User | None, reason: str) -> QuestionVersion:
    """Put no more of it into editions. Editions that hold it go on drawing it. Raises WrongStatus."""
    return _move(version, [Status.APPROVED], Status.RETIRED, by, "retired", reason=reason)


@transaction.atomic
def void(version: QuestionVersion, *, by: User | None, reason: str) -> QuestionVersion:
    """Withdraw a wrong question: from this moment it is drawn by nobody. Raises WrongStatus."""
    return _move(version, [Status.APPROVED, Status.RETIRED], Status.VOID, by, "voided", reason=reason)


def _move(
    version: QuestionVersion,
    from_: list[Status],
    to: Status,
    by: User | None,
    did: str,
    *,
    reason: str = "",
    **fields: object,
) -> QuestionVersion:
    """Guarded by the status it moves from, so that two people cannot move it twice."""
    moved = QuestionVersion.objects.filter(pk=version.pk, status__in=from_).update(status=to, **fields)
    version.refresh_from_db()
    if moved:
        audit(by, f"question.{did}", version, reason=reason, number=version.number)
    elif version.status != to:
        raise WrongStatus(f"{version} is {version.get_status_display().lower()}.")
    return version
