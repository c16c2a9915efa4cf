"""A question turned out to be wrong: what another key would change, and making it so.

Nobody is lowered, and no pass is taken away. Who would have failed is listed, for a person to judge.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from accounts.auditing import audit
from accounts.models import User
from courses.progress import record_step

from . import grading, kinds
from .models import Attempt, AttemptItem, AttemptResult, ItemGrade, QuestionVersion, Regrade
from .papers import paper_of

# A submit follows what was decided before it. One that raced the decision is found by the sweep, long before this.
RACED = timedelta(days=2)


class Effect(StrEnum):
    NONE = "none"
    UP = "up"
    PASSES = "fail → pass"
    WOULD_FAIL = "would have failed"


@dataclass(frozen=True, slots=True)
class Change:
    """What the other key means for one attempt. `after` never says less than `before`."""

    attempt: Attempt
    effect: Effect
    before: Decimal
    after: Decimal
    max_points: Decimal
    fraction: Decimal  # of the item, as it counts from now on
    item: AttemptItem
    missed: int = 0  # safety items


class CannotMap(ValueError):
    """The other version offers other options: answers to the one say nothing about the other."""


def preview(version: QuestionVersion, key: QuestionVersion | None) -> list[Change]:
    """What it would do to each attempt that was graded by this version. None as the key: the question is void.

    Writes nothing. Raises CannotMap.
    """
    require_same_options(version, key)
    return [change_of(item, key) for item in graded_items(version)]


@transaction.atomic
def apply(version: QuestionVersion, key: QuestionVersion | None, *, by: User | None, reason: str) -> Regrade:
    """Make it so, for those who gain by it. Applying it again changes nothing.

    Raises CannotMap, and IntegrityError without a reason.
    """
    require_same_options(version, key)
    regrade, made = Regrade.objects.get_or_create(
        version=version, key=key, defaults={"reason": reason, "by": by, "at": timezone.now()}
    )
    changed = follow(regrade)
    if made:
        audit(
            by,
            "question regraded",
            version,
            reason=reason,
            key=key.number if key else None,
            attempts=len(changed),
        )
    return regrade


def follow_all() -> int:
    """Let attempts that were submitted while a regrade was made follow it. Returns how many changed."""
    since = timezone.now() - RACED
    return sum(len(follow(regrade, since)) for regrade in Regrade.objects.select_related("version", "key"))


def follow_known(items: Sequence[AttemptItem]) -> AttemptResult | None:
    """Append to an attempt what was decided of these items, in the transaction that grades and locks it.

    Returns the result that counts now; None when no decision gave anything.
    """
    if not items:
        return None
    of = {item.version_id: item for item in items}
    decided = Regrade.objects.filter(version__in=of).select_related("version", "key").order_by("pk")
    given = [each for each in decided if give(of[each.version_id], each)]
    return items[0].attempt.results.latest("sequence") if given else None


@transaction.atomic
def follow(regrade: Regrade, since: datetime | None = None) -> list[Change]:
    """Append what a regrade gives to each attempt that it has not reached, graded since then or ever.

    What it gave before an attempt was opened again went with that grade: it is given anew.
    """
    stands = Q(attempt__reopened_at=None) | Q(graded_at__gte=F("attempt__reopened_at"))
    reached = AttemptResult.objects.filter(stands, regrade=regrade).values("attempt")
    items = graded_items(regrade.version).exclude(attempt__in=reached)
    if since:
        items = items.filter(attempt__in=AttemptResult.objects.filter(graded_at__gte=since).values("attempt"))
    changes = []
    for item in items:
        # Locked before it is read: two regrades of one attempt come one after the other.
        Attempt.objects.select_for_update(no_key=True).get(pk=item.attempt_id)
        if change := give(item, regrade):
            changes.append(change)
    return changes


def give(item: AttemptItem, regrade: Regrade) -> Change | None:
    """Append what a regrade makes of one item, if its attempt gains by it. The attempt is locked."""
    change = change_of(graded_items(regrade.version).get(pk=item.pk), regrade.key)
    if not gains(change):
        return None
    append(change, regrade)
    return change


def gains(change: Change) -> bool:
    return change.after > change.before or change.effect == Effect.PASSES


def graded_items(version: QuestionVersion):
    """The items that were asked with this version, in attempts that are closed and graded."""
    items = AttemptItem.objects.filter(
        version=version, attempt__submitted_at__isnull=False, attempt__results__sequence=1
    )
    related = ("attempt__enrolment", "attempt__step", "version__question")
    return items.select_related(*related).with_grade().order_by("attempt")


def require_same_options(version: QuestionVersion, key: QuestionVersion | None) -> None:
    if key is None:
        return
    if kinds.is_marked_by_hand(key.kind):
        raise CannotMap("A person marked this question: no key changes what it earned.")
    one, other = (sorted(kinds.rule(each.kind).parts(each.payload)) for each in (version, key))
    if version.question_id != key.question_id or version.kind != key.kind or one != other:
        raise CannotMap(f"{key} does not offer what {version} offered, so answers cannot be carried over.")


def change_of(item: AttemptItem, key: QuestionVersion | None) -> Change:
    """Grade the paper anew with the key: as it says, and as it may count."""
    attempt = item.attempt
    before = attempt.results.latest("sequence")
    items = list(attempt.items.select_related("version__question").with_grade())
    had = {each.pk: each.fraction for each in items}
    said = fraction_by(key, item.graded_response)  # type: ignore[attr-defined]  # with_grade()
    honest = outcome(attempt, items, had | {item.pk: said})
    best = max(said, had[item.pk] or Decimal())
    kept = outcome(attempt, items, had | {item.pk: best})
    change = Change(
        attempt,
        Effect.NONE,
        before.points,
        max(kept.points, before.points),
        before.max_points,
        best,
        item,
        len(kept.missed_must_pass),
    )
    return replace(change, effect=effect(before, honest, kept))


def fraction_by(key: QuestionVersion | None, response: object) -> Decimal:
    """A void question gives everyone its points, as if it had been answered rightly."""
    if key is None:
        return Decimal(1)
    rule = kinds.rule(key.kind)
    return grading.item_fraction(grading.Item("item", rule, key.payload), response)


def outcome(attempt: Attempt, items: Iterable[AttemptItem], fractions: dict[int, Decimal]) -> grading.Grade:
    return grading.of_fractions(paper_of(attempt.step, list(items)), fractions)


def effect(before: AttemptResult, honest: grading.Grade, kept: grading.Grade) -> Effect:
    if before.passed and not honest.passed:
        return Effect.WOULD_FAIL
    if kept.passed and not before.passed:
        return Effect.PASSES
    return Effect.UP if kept.points > before.points else Effect.NONE


def append(change: Change, regrade: Regrade) -> None:
    """Append the grade and the result. A new pass is as old as the submit that earned it."""
    attempt, now = change.attempt, timezone.now()
    last = attempt.results.latest("sequence")
    latest = change.item.grades.latest("sequence")
    ItemGrade.objects.create(
        item=change.item,
        sequence=latest.sequence + 1,
        version=regrade.key or regrade.version,
        answer=latest.answer,
        fraction=change.fraction,
        graded_at=now,
    )
    passes = change.effect == Effect.PASSES and attempt.enrolment.ended_at is None
    AttemptResult.objects.create(
        attempt=attempt,
        sequence=last.sequence + 1,
        points=change.after,
        max_points=last.max_points,
        pass_mark=last.pass_mark,
        missed_must_pass=0 if last.passed else change.missed,
        passed=last.passed or passes,
        graded_at=now,
        regrade=regrade,
    )
    if passes and attempt.submitted_at:
        record_step(attempt.enrolment, attempt.step, attempt.submitted_at)
