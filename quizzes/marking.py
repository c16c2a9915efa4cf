"""Reflections: what waits for a person to mark it, and marking it by its rubric.

A mark adds to what was graded at once; it lowers nobody, and takes no pass away.
"""

from collections.abc import Mapping

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from accounts.auditing import audit
from accounts.models import User
from courses.progress import record_step

from . import grading, kinds
from .kinds.reflection import rule as rubrics
from .models import Answer, Attempt, AttemptItem, AttemptResult, ItemGrade, Mark
from .papers import paper_of


class OwnWork(Exception):
    """Nobody marks what they wrote."""


class NotHandedIn(Exception):
    """There is nothing to mark: the attempt is open, the answer blank, or a rule grades it."""


def by_hand() -> list[str]:
    """The kinds that a person marks."""
    return [kind for kind in kinds.names() if kinds.is_marked_by_hand(kind)]


def waiting() -> QuerySet[AttemptItem]:
    """Answers that were handed in and that nobody has marked, the oldest first."""
    graded = ItemGrade.objects.filter(item=OuterRef("pk"))
    return (
        AttemptItem.objects.filter(~Exists(graded), version__kind__in=by_hand())
        .filter(attempt__submitted_at__isnull=False)
        .select_related("version__question__objective__course", "attempt__enrolment__course", "attempt__step")
        .with_answer()
        .order_by("attempt__submitted_at", "pk")
    )


@transaction.atomic
def mark(item: AttemptItem, points: Mapping[str, int], *, by: User, comment: str = "") -> Mark:
    """Append the mark, the grade that it makes, and the result that follows. Marking again appends again.

    Raises OwnWork, NotHandedIn, and ValueError for points that the rubric does not give.
    """
    attempt = locked(item, by)
    answer = Answer.objects.filter(item=item).order_by("-sequence").first()
    if answer is None or not answer.response or not kinds.is_marked_by_hand(item.version.kind):
        raise NotHandedIn
    now = timezone.now()
    grade = ItemGrade.objects.create(
        item=item,
        sequence=ItemGrade.objects.filter(item=item).count() + 1,
        version=item.version,
        answer=answer,
        fraction=rubrics.marked(item.version.payload, points),
        graded_at=now,
    )
    made = Mark.objects.create(grade=grade, points=dict(points), comment=comment, marked_by=by, marked_at=now)
    follow(attempt)
    audit(by, "reflection marked", item, fraction=str(grade.fraction))
    return made


def locked(item: AttemptItem, by: User) -> Attempt:
    """The attempt of what is to be marked: two marks of one attempt come one after the other."""
    attempts = Attempt.objects.select_for_update(of=("self",), no_key=True)
    attempt = attempts.select_related("enrolment", "step").get(pk=item.attempt_id)
    if attempt.enrolment.learner_id == by.pk:
        raise OwnWork("Somebody else has to mark what you wrote.")
    if attempt.submitted_at is None:
        raise NotHandedIn
    return attempt


def follow(attempt: Attempt) -> AttemptResult:
    """Append what the attempt comes to with the new mark. A pass is kept, and a new one recorded as handed in."""
    before = attempt.results.latest("sequence")
    items = list(attempt.items.select_related("version__question").with_grade())
    fractions = {each.pk: each.fraction for each in items}
    grade: grading.Grade = grading.of_fractions(paper_of(attempt.step, items), fractions)
    passed = before.passed or (grade.passed and attempt.enrolment.ended_at is None)
    result = AttemptResult.objects.create(
        attempt=attempt,
        sequence=before.sequence + 1,
        points=grade.points,
        max_points=grade.max_points,
        pass_mark=before.pass_mark,
        missed_must_pass=0 if passed else len(grade.missed_must_pass),
        passed=passed,
        graded_at=timezone.now(),
    )
    if passed and not before.passed and attempt.submitted_at:
        record_step(attempt.enrolment, attempt.step, attempt.submitted_at)
    return result
