"""Multiple response: any number of options. A response is the sorted list of the chosen options' ids."""

from collections.abc import Sequence
from decimal import Decimal

from quizzes.kinds import choices
from quizzes.kinds.choices import Payload, paper, parts

__all__ = ["check", "clean", "grade", "paper", "parts", "review"]

PARTIAL = "partial"
ALL_OR_NOTHING = "all-or-nothing"
# Thirds are written with seven digits, so that three of them fall short of one by this much at most.
ROUNDING = Decimal("0.000001")


def check(payload: Payload) -> None:
    """Raise ValueError unless the right options together earn everything."""
    choices.check(payload)
    if payload.get("scoring", PARTIAL) not in {PARTIAL, ALL_OR_NOTHING}:
        raise ValueError("Scoring is “partial” or “all-or-nothing”.")
    earned = sum((part for part in choices.fractions(payload).values() if part > 0), Decimal())
    if earned == 0:
        raise ValueError("At least one option must be right.")
    if earned < 1 - ROUNDING:
        raise ValueError("The fractions of the right options must add up to 1.")


def clean(payload: Payload, raw: object) -> list[str]:
    """The chosen ids, sorted, each once; none is an answer too. Raises ValueError for any other value."""
    if not isinstance(raw, list) or not all(isinstance(part, str) for part in raw):
        raise ValueError("Choose from the options of this question.")
    if not set(raw) <= set(parts(payload)):
        raise ValueError("Choose from the options of this question.")
    return sorted(set(raw))


def grade(payload: Payload, response: list[str] | None) -> Decimal:
    """The sum of the chosen fractions, no less than 0 and no more than 1. Nothing chosen earns 0.

    All-or-nothing: 1 for exactly the right options, else 0.
    """
    found = choices.fractions(payload)
    if payload.get("scoring", PARTIAL) == ALL_OR_NOTHING:
        right = {key for key, part in found.items() if part > 0}
        return Decimal(set(response or []) == right)
    earned = sum((found[key] for key in response or []), Decimal())
    return min(max(earned, Decimal()), Decimal(1))


def review(payload: Payload, response: list[str] | None, order: Sequence[str] = ()) -> Payload:
    return choices.review(payload, set(response or []), order)
