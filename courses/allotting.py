"""Setting the hours that a course grants: by whose method, by whom and why."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.auditing import audit
from accounts.models import User

from .hours import Method, Workload, in_words, ncbtmb, side_by_side
from .models import Course, HoursDecision
from .policy import can

# How far the text may drift from the one whose hours were set, before they must be set again.
DRIFT = Decimal("0.1")
BY_RULE = "NCBTMB's word count, applied as it stands. Nobody set another figure."


class TooManyHours(ValueError):
    """More than the chosen method gives, or a method without its numbers. The message says which."""


@dataclass(frozen=True, slots=True)
class Credit:
    """The hours of an edition to be, and how they come about. `facts` go into the manifest."""

    hours: Decimal
    facts: dict[str, Any]
    problems: list[str] = field(default_factory=list)


@transaction.atomic
def set_hours(
    course: Course,
    work: Workload,
    *,
    method: str,
    hours: Decimal,
    reason: str,
    by: User,
    difficulty: Decimal | None = None,
    pilot_minutes: Sequence[Decimal] = (),
) -> HoursDecision:
    """Keep the hours that the next edition grants. They may be fewer than the method gives, never more.

    Raises PermissionDenied, and TooManyHours.
    """
    if not can(by, "set hours", course):
        raise PermissionDenied
    shown = chosen(work, method, difficulty, pilot_minutes)
    if shown.grants is None:
        raise TooManyHours(f"{shown.name} needs a number that isn't there yet.")
    if hours > shown.grants:
        raise TooManyHours(
            f"{shown.name} gives {in_words(shown.grants)}, so you can't set {in_words(hours)}."
        )
    decision = HoursDecision.objects.create(
        course=course,
        method=method,
        hours=hours,
        difficulty=difficulty,
        pilot_minutes=[in_words(Decimal(each)) for each in pilot_minutes],
        words=work.words,
        media_minutes=work.media_minutes,
        questions=work.questions,
        reason=reason,
        set_by=by,
    )
    audit(by, "hours set", decision, reason=reason[:300], hours=in_words(hours), method=method)
    return decision


def chosen(
    work: Workload, method: str, difficulty: Decimal | None, pilot_minutes: Sequence[Decimal]
) -> Method:
    return next(m for m in side_by_side(work, difficulty, pilot_minutes) if m.code == method)


def latest_decision(course: Course) -> HoursDecision | None:
    return HoursDecision.objects.filter(course=course).select_related("set_by").order_by("-pk").first()


def credit_of_rule(work: Workload) -> Decimal:
    """What a course grants while nobody has set its hours."""
    return ncbtmb(work.words, work.media_minutes)


def credit_of(course: Course, work: Workload) -> Credit:
    """What an edition of this course grants, and why a release may not grant it."""
    decision = latest_decision(course)
    inputs = {
        "words": work.words,
        "media_minutes": str(work.media_minutes),
        "questions": work.questions,
    }
    if decision is None:
        hours = credit_of_rule(work)
        by_rule = {
            "method": "ncbtmb",
            "hours": in_words(hours),
            "set_by": "",
            "set_on": "",
            "reason": BY_RULE,
        }
        return Credit(hours, {**by_rule, **inputs})
    facts = {
        "method": decision.method,
        "hours": in_words(decision.hours),
        "set_by": str(decision.set_by),
        "set_on": decision.set_at.date().isoformat(),
        "reason": decision.reason,
        "difficulty": "" if decision.difficulty is None else in_words(decision.difficulty),
        "pilot_minutes": decision.pilot_minutes,
        **inputs,
    }
    return Credit(decision.hours, facts, _out_of_date(decision, work))


def _out_of_date(decision: HoursDecision, work: Workload) -> list[str]:
    """A decision is about a text. Another text, or one that gives less by the same method, needs another."""
    times = [Decimal(each) for each in decision.pilot_minutes]
    gives = chosen(work, decision.method, decision.difficulty, times).grants
    hours = in_words(decision.hours)
    if gives is not None and decision.hours > gives:
        return [
            f"The hours were set to {hours}, and {decision.get_method_display()} now gives {in_words(gives)}."
            " Set them again."
        ]
    if abs(work.words - decision.words) > DRIFT * decision.words:
        return [
            f"The hours were set for {decision.words:,} words, and the course now has {work.words:,}."
            " Set them again."
        ]
    return []
