"""What single and multiple choice share. Pure.

A payload is {"stem", "options": [{"id", "text", "fraction", "feedback"}], "rationale", …}. Fractions are
decimals in text, so that nothing on the way makes a float of them.
"""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

type Payload = dict[str, Any]


def check(payload: Payload) -> None:
    """Raise ValueError unless there is a stem, and two or more options with ids, texts and fractions."""
    require_text(payload.get("stem"), "The stem")
    if not isinstance(payload.get("rationale", ""), str):
        raise ValueError("The rationale must be text.")
    options = payload.get("options")
    if not isinstance(options, list) or len(options) < 2:
        raise ValueError("A question needs at least two options.")
    for option in options:
        check_option(option)
    if len({option["id"] for option in options}) < len(options):
        raise ValueError("Two options have the same id.")


def check_option(option: object) -> None:
    if not isinstance(option, dict):
        raise ValueError("An option must be an object.")
    require_text(option.get("text"), "An option")
    if not isinstance(option.get("feedback", ""), str):
        raise ValueError("An option's feedback must be text.")
    identity = option.get("id")
    if not isinstance(identity, str) or str(UUID(identity)) != identity:
        raise ValueError("An option's id must be a UUID in lower case.")
    if not -1 <= fraction(option) <= 1:
        raise ValueError("An option's fraction lies between -1 and 1.")


def require_text(value: object, what: str) -> None:
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{what} has no text.")


def fraction(option: Payload) -> Decimal:
    """Raises ValueError for anything but a decimal in text."""
    if not isinstance(option.get("fraction"), str):
        raise ValueError("An option's fraction must be a decimal in text.")
    try:
        found = Decimal(option["fraction"])
    except InvalidOperation:
        raise ValueError(f"“{option['fraction']}” is not a decimal.") from None
    if not found.is_finite():
        raise ValueError("An option's fraction must be finite.")
    return found


def fractions(payload: Payload) -> dict[str, Decimal]:
    return {option["id"]: fraction(option) for option in payload["options"]}


def parts(payload: Payload) -> list[str]:
    return [option["id"] for option in payload["options"]]


def in_order(payload: Payload, order: Sequence[str]) -> list[Payload]:
    """The options as they stood for this learner. Without an order, as they were written."""
    by_id = {option["id"]: option for option in payload["options"]}
    return [by_id[key] for key in order] if order else list(by_id.values())


def paper(payload: Payload, order: Sequence[str] = ()) -> Payload:
    """The stem, and the id and text of each option. Nothing else leaves before grading."""
    options = [{"id": option["id"], "text": option["text"]} for option in in_order(payload, order)]
    return {"stem": payload["stem"], "options": options}


def review(payload: Payload, chosen: set[str], order: Sequence[str] = ()) -> Payload:
    """Each option with whether it was chosen, whether it is right, and its feedback."""
    options = [
        {
            "id": option["id"],
            "text": option["text"],
            "chosen": option["id"] in chosen,
            "right": fraction(option) > 0,
            "feedback": option.get("feedback", ""),
        }
        for option in in_order(payload, order)
    ]
    return {"stem": payload["stem"], "options": options, "rationale": payload.get("rationale", "")}
