"""Ordering: each item is given its position, from "1" on. For a response see placements.py.

A payload is {"stem", "items": [{"id", "text"}] in the right order, "grading", "rationale"}. Two items at one
position are both unplaced: otherwise everything in the middle would earn something. For "grading" see scores.py.
"""

from collections import Counter
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from quizzes.kinds import choices, placements
from quizzes.kinds.choices import Payload

from .scores import WAYS

ABSOLUTE = "absolute"
GRADINGS = tuple(WAYS)
SEVEN_PLACES = Decimal("0.0000001")


def check(payload: Payload) -> None:
    """Raise ValueError unless there are two or more items of different texts, and a known way to grade."""
    choices.require_text(payload.get("stem"), "The stem")
    if not isinstance(payload.get("rationale", ""), str):
        raise ValueError("The rationale must be text.")
    placements.check_rows(payload.get("items"), "item")
    if len({" ".join(item["text"].split()) for item in payload["items"]}) < len(payload["items"]):
        raise ValueError("Two items have the same text.")
    if payload.get("grading", ABSOLUTE) not in GRADINGS:
        raise ValueError(f"Grading is one of {', '.join(GRADINGS)}.")


def parts(payload: Payload) -> list[str]:
    return [item["id"] for item in payload["items"]]


def positions(payload: Payload) -> list[str]:
    return [str(number) for number in range(1, len(payload["items"]) + 1)]


def paper(payload: Payload, order: Sequence[str] = ()) -> Payload:
    """The items, never as they were written: without an order, they stand by their text."""
    texts = {item["id"]: item["text"] for item in payload["items"]}
    keys = list(order) or sorted(texts, key=lambda key: (texts[key].casefold(), key))
    rows = [{"id": key, "text": texts[key]} for key in keys]
    return {"stem": payload["stem"], "rows": rows, "positions": positions(payload)}


def clean(payload: Payload, raw: object) -> list[str]:
    """Positions may be given twice while someone is still moving things about."""
    return placements.clean(raw, parts(payload), positions(payload))


def placed(response: list[str] | None) -> dict[str, int]:
    """The position of each item that has one to itself."""
    chosen = placements.chosen(response)
    counts = Counter(chosen.values())
    return {item: int(position) for item, position in chosen.items() if counts[position] == 1}


def grade(payload: Payload, response: list[str] | None) -> Decimal:
    """To seven places. Nothing placed earns nothing."""
    found, items = placed(response), parts(payload)
    given: list[str | None] = [None] * len(items)
    for item, position in found.items():
        given[position - 1] = item
    if not found:
        return Decimal()
    way = WAYS[payload.get("grading", ABSOLUTE)]
    return way(given, items).quantize(SEVEN_PLACES, ROUND_HALF_UP)


def review(payload: Payload, response: list[str] | None, order: Sequence[str] = ()) -> Payload:
    """The items in the right order, each with the position that was chosen."""
    chosen, found = placements.chosen(response), placed(response)
    rows = [
        {
            "id": item["id"],
            "text": item["text"],
            "chosen": chosen.get(item["id"], ""),
            "right": found.get(item["id"]) == number,
            "answer": str(number),
        }
        for number, item in enumerate(payload["items"], 1)
    ]
    return {"stem": payload["stem"], "rows": rows, "rationale": payload.get("rationale", "")}
