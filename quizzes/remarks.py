"""What a result says besides its numbers: closing words, late answers, and what one was too sure of. Pure."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Protocol

CERTAIN = 3


class Graded(Protocol):
    """What is read of a graded item."""

    position: int
    points: Decimal
    fraction: Decimal
    graded_confidence: int | None


def closing_words(body: Mapping[str, Any], objective: str | None, right: Decimal, total: Decimal) -> str:
    """The words for the highest share that was reached, of the quiz (None) or of one objective. Empty: none."""
    reached = [
        row
        for row in body.get("feedback", [])
        if row["objective"] == objective and total and right * 100 >= row["at_least"] * total
    ]
    return max(reached, key=lambda row: row["at_least"])["text"] if reached else ""


def confidently_wrong(items: Iterable[Graded]) -> list[int]:
    """The numbers of the questions that one was certain of and did not answer fully: what to read first."""
    return [item.position for item in items if item.graded_confidence == CERTAIN and item.fraction < 1]
