"""Single choice: the fraction of the chosen option, which may be negative. A response is an option's id."""

from collections.abc import Sequence
from decimal import Decimal

from quizzes.kinds import choices
from quizzes.kinds.choices import Payload, paper, parts

__all__ = ["check", "clean", "grade", "paper", "parts", "review"]


def check(payload: Payload) -> None:
    """Raise ValueError unless at least one option earns everything."""
    choices.check(payload)
    if max(choices.fractions(payload).values()) != 1:
        raise ValueError("A single-choice question needs an option with the fraction 1.")


def clean(payload: Payload, raw: object) -> str:
    """The chosen option's id. Raises ValueError for anything that is no option of this question."""
    if not isinstance(raw, str) or raw not in parts(payload):
        raise ValueError("Choose one of the options of this question.")
    return raw


def grade(payload: Payload, response: str | None) -> Decimal:
    """Not clamped: a chosen option may cost points."""
    return choices.fractions(payload)[response] if response else Decimal()


def review(payload: Payload, response: str | None, order: Sequence[str] = ()) -> Payload:
    return choices.review(payload, {response} if response else set(), order)
