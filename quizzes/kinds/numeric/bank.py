"""How a number stands in a bank. Pure.

A body is {"answers": [{"value", "tolerance", "fraction", "feedback"}], "units": [{"unit", "multiplier"}],
"unit_penalty", "penalty_of"}. An answer may be given as `from` and `to`; it is kept as their middle and half.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from quizzes.kinds.bank_fields import Body, Fields, Names, optional
from quizzes.kinds.choices import Payload

from .rule import ANY, OF_QUESTION, OF_RESPONSE

FAR = ("-1e30", "1e30")


def read(fields: Fields) -> Body:
    found: Body = {"answers": [_answer(item) for item in fields.mappings("answers")]}
    units = [_unit(item) for item in fields.mappings("units", required=False)]
    if units:
        found["units"] = units
    penalty = fields.decimal("unit_penalty", "0", "1", default="0")
    of = fields.choice("penalty_of", (OF_RESPONSE, OF_QUESTION), default=OF_RESPONSE)
    found |= optional(unit_penalty="" if Decimal(penalty) == 0 else penalty)
    return found | optional(penalty_of="" if of == OF_RESPONSE else of)


def _answer(item: Fields) -> Body:
    found = _range(item) if item.has("from") or item.has("to") else _value(item)
    fraction = item.decimal("fraction", "-1", "1", default="1")
    feedback = item.markdown("feedback", default="")
    item.finish()
    return found | optional(fraction="" if fraction == "1" else fraction, feedback=feedback)


def _value(item: Fields) -> Body:
    value = item.exact("value", limit=40)
    if value != ANY:
        value = item.decimal("value", *FAR)
    tolerance = item.decimal("tolerance", "0", FAR[1], default="0")
    return {"value": value} | optional(tolerance="" if Decimal(tolerance) == 0 else tolerance)


def _range(item: Fields) -> Body:
    low, high = (Decimal(item.decimal(name, *FAR)) for name in ("from", "to"))
    if low > high:
        item.problem("from", "E026", f"the range from {low} to {high} is empty")
    middle, half = (low + high) / 2, abs(high - low) / 2
    return {"value": f"{middle.normalize():f}"} | optional(tolerance=f"{half.normalize():f}" if half else "")


def _unit(item: Fields) -> Body:
    unit = item.text("unit", limit=40)
    multiplier = item.decimal("multiplier", "1e-30", "1e30", default="1")
    item.finish()
    return {"unit": unit} | optional(multiplier="" if multiplier == "1" else multiplier)


def payload(body: Body, names: Names) -> Payload:
    answers = [{"tolerance": "0", "fraction": "1", "feedback": ""} | row for row in body["answers"]]
    units = [{"multiplier": "1"} | row for row in body.get("units", [])]
    return {
        "answers": answers,
        "units": units,
        "unit_penalty": body.get("unit_penalty", "0"),
        "penalty_of": body.get("penalty_of", OF_RESPONSE),
    }


def body(payload: Payload, names: Names) -> Body:
    answers = [
        {"value": row["value"]}
        | _without(row, ("tolerance", "fraction", "feedback"), tolerance="0", fraction="1", feedback="")
        for row in payload["answers"]
    ]
    units = [
        {"unit": row["unit"]} | _without(row, ("multiplier",), multiplier="1")
        for row in payload.get("units", [])
    ]
    penalty = _without(payload, ("unit_penalty", "penalty_of"), unit_penalty="0", penalty_of=OF_RESPONSE)
    return {"answers": answers} | ({"units": units} if units else {}) | penalty


def _without(row: Mapping[str, Any], names: Sequence[str], **usual: str) -> Body:
    """These fields, in this order: those that say something other than what is meant without them."""
    return {name: row[name] for name in names if name in row and row[name] != usual.get(name)}


def response(body: Body, said: object, names: Names) -> str | None:
    """What was written; a number and a unit may be given as {"value", "unit"}."""
    if isinstance(said, Mapping):
        said = f"{said.get('value', '')} {said.get('unit') or ''}".strip()
    return None if said is None else str(said)
