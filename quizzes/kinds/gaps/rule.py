"""A text with gaps. For gaps and responses see composites.py.

A payload is {"stem", "gaps": [{"id", "mark", "kind", "weight", "payload"}], "rationale"}: a gap stands in the stem
where its mark does, as [[mark]].
"""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from quizzes.kinds import choices, composites
from quizzes.kinds.choices import Payload

# What fits into a line of text: something to write, or a list to choose from.
GAP_KINDS = frozenset({"short", "numeric", "single"})
MARK = re.compile(r"\[\[([a-z0-9-]{1,36})\]\]")
WHAT = "gap"


def check(payload: Payload) -> None:
    """Raise ValueError unless every gap stands once in the stem, and nothing else is marked there."""
    choices.require_text(payload.get("stem"), "The text")
    if not isinstance(payload.get("rationale", ""), str):
        raise ValueError("The rationale must be text.")
    composites.check(payload.get("gaps"), GAP_KINDS, WHAT, 1)
    marks = [gap.get("mark") for gap in payload["gaps"]]
    found = MARK.findall(payload["stem"])
    if not all(isinstance(mark, str) for mark in marks) or sorted(map(str, marks)) != sorted(found):
        raise ValueError("Each gap stands once in the text, as [[a]] for the gap a, and no other does.")


def in_text(payload: Payload) -> list[Payload]:
    """The gaps in the order in which they are read."""
    by_mark = {gap["mark"]: gap for gap in payload["gaps"]}
    return [by_mark[mark] for mark in MARK.findall(payload["stem"])]


def parts(payload: Payload) -> list[str]:
    return composites.options(payload["gaps"])


def paper(payload: Payload, order: Sequence[str] = ()) -> Payload:
    return {"stem": payload["stem"], "gaps": composites.papers(in_text(payload), order)}


def clean(payload: Payload, raw: object) -> dict[str, Any]:
    return composites.clean(in_text(payload), raw, WHAT)


def grade(payload: Payload, response: dict[str, Any] | None) -> Decimal:
    return composites.grade(payload["gaps"], response)


def review(payload: Payload, response: dict[str, Any] | None, order: Sequence[str] = ()) -> Payload:
    return {
        "stem": payload["stem"],
        "gaps": composites.reviews(in_text(payload), response, order),
        "rationale": payload.get("rationale", ""),
    }
