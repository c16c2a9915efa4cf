"""Questions that are made of questions: each part has a kind of its own, and a weight. Pure.

A part is {"id", "kind", "weight", "payload"}. A response is {part: response}, without the parts left blank. The
score is the weighted mean of the parts, as in Moodle's `qtype_multianswer` (question.php, `grade_response`).
"""

from collections.abc import Collection, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from uuid import UUID

from quizzes import kinds
from quizzes.kinds.choices import Payload

SEVEN_PLACES = Decimal("0.0000001")
MOST = 20
HEAVIEST = 100


def check(parts: object, allowed: Collection[str], what: str, fewest: int) -> None:
    """Raise ValueError unless these are whole questions of the allowed kinds, with ids and weights."""
    if not isinstance(parts, list) or not fewest <= len(parts) <= MOST:
        raise ValueError(f"A question has {fewest} to {MOST} {what}s.")
    for number, part in enumerate(parts, 1):
        try:
            check_part(part, allowed, what)
        except ValueError as error:
            raise ValueError(f"{what.capitalize()} {number}: {error}") from error
    if len({part["id"] for part in parts}) < len(parts):
        raise ValueError(f"Two {what}s have the same id.")


def check_part(part: object, allowed: Collection[str], what: str) -> None:
    if not isinstance(part, dict) or not isinstance(part.get("payload"), dict):
        raise ValueError(f"A {what} must be an object with a question.")
    if not isinstance(part.get("id"), str) or str(UUID(part["id"])) != part["id"]:
        raise ValueError("An id must be a UUID in lower case.")
    if not isinstance(part.get("kind"), str) or part["kind"] not in allowed:
        raise ValueError(f"A {what} is one of {', '.join(sorted(allowed))}.")
    if not 1 <= weight(part) <= HEAVIEST:
        raise ValueError(f"A weight is a whole number from 1 to {HEAVIEST}.")
    kinds.rule(part["kind"]).check(part["payload"])


def weight(part: Mapping[str, Any]) -> int:
    """How much a part counts, beside the others. Raises ValueError for anything but a whole number."""
    found = part.get("weight", 1)
    if not isinstance(found, int) or isinstance(found, bool):
        raise ValueError("A weight is a whole number.")
    return found


def rule(part: Mapping[str, Any]) -> kinds.Rule:
    return kinds.rule(part["kind"])


def options(parts: Sequence[Payload]) -> list[str]:
    """What may be shuffled within the parts."""
    return [identity for part in parts for identity in rule(part).parts(part["payload"])]


def order_of(part: Payload, order: Sequence[str]) -> list[str]:
    """The order of the part's own options."""
    own = set(rule(part).parts(part["payload"]))
    return [identity for identity in order if identity in own]


def papers(parts: Sequence[Payload], order: Sequence[str]) -> list[Payload]:
    return [
        {
            "id": part["id"],
            "kind": part["kind"],
            "paper": rule(part).paper(part["payload"], order_of(part, order)),
        }
        for part in parts
    ]


def clean(parts: Sequence[Payload], raw: object, what: str) -> dict[str, Any]:
    """The response in its one form. Raises ValueError for another's part, and for what a part refuses."""
    if not isinstance(raw, dict) or not raw.keys() <= {part["id"] for part in parts}:
        raise ValueError(f"Answer the {what}s of this question.")
    found = {}
    for number, part in enumerate(parts, 1):
        given = raw.get(part["id"])
        if given is None or given == "" or given == []:
            continue
        try:
            found[part["id"]] = rule(part).clean(part["payload"], given)
        except ValueError as error:
            raise ValueError(f"{what.capitalize()} {number}: {error}") from error
    return {key: said for key, said in found.items() if said}


def grade(parts: Sequence[Payload], response: Mapping[str, Any] | None) -> Decimal:
    """The weighted mean, to seven places. A part left blank earns nothing."""
    earned = sum((weight(part) * earned_by(part, response or {}) for part in parts), Decimal())
    return (earned / sum(map(weight, parts))).quantize(SEVEN_PLACES, ROUND_HALF_UP)


def earned_by(part: Payload, response: Mapping[str, Any]) -> Decimal:
    try:
        return rule(part).grade(part["payload"], response.get(part["id"]))
    except ValueError:  # what was written is no answer at all
        return Decimal()


def reviews(
    parts: Sequence[Payload], response: Mapping[str, Any] | None, order: Sequence[str]
) -> list[Payload]:
    return [
        {
            "id": part["id"],
            "kind": part["kind"],
            "review": rule(part).review(
                part["payload"], (response or {}).get(part["id"]), order_of(part, order)
            ),
        }
        for part in parts
    ]
