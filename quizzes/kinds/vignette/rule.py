"""A case, and several questions about it. For parts and responses see composites.py.

A payload is {"stem" (the case), "parts": [{"id", "kind", "weight", "payload"}], "rationale"}.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from quizzes.kinds import choices, composites
from quizzes.kinds.choices import Payload

# Kinds that are marked by nobody, and hold no questions themselves.
PART_KINDS = frozenset({"single", "multiple", "true_false", "short", "numeric", "matching", "ordering"})
WHAT = "part"


def check(payload: Payload) -> None:
    """Raise ValueError unless there is a case, and one or more whole questions about it."""
    choices.require_text(payload.get("stem"), "The case")
    if not isinstance(payload.get("rationale", ""), str):
        raise ValueError("The rationale must be text.")
    composites.check(payload.get("parts"), PART_KINDS, WHAT, 1)


def parts(payload: Payload) -> list[str]:
    """The options of each part are shuffled among themselves; the parts stand as they were written."""
    return composites.options(payload["parts"])


def paper(payload: Payload, order: Sequence[str] = ()) -> Payload:
    return {"stem": payload["stem"], "parts": composites.papers(payload["parts"], order)}


def clean(payload: Payload, raw: object) -> dict[str, Any]:
    return composites.clean(payload["parts"], raw, WHAT)


def grade(payload: Payload, response: dict[str, Any] | None) -> Decimal:
    return composites.grade(payload["parts"], response)


def review(payload: Payload, response: dict[str, Any] | None, order: Sequence[str] = ()) -> Payload:
    return {
        "stem": payload["stem"],
        "parts": composites.reviews(payload["parts"], response, order),
        "rationale": payload.get("rationale", ""),
    }
