"""A board, council or association with its renewal rules, and rules as plain JSON for the rows that keep them."""

import re
from dataclasses import asdict, dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any

from .crediting import CarryOver, Confidence, FirstCycle, Limit, RenewalRule


@dataclass(frozen=True, slots=True)
class Body:
    """Who asks for continuing education, how its numbers look, and its rules, oldest first.

    `minutes` is the length of its unit. `shape` is a regular expression of a whole number, `like` an example.
    `license_check` is where anyone can look up whether a license is in force.
    """

    code: str
    name: str
    place: str
    license_check: str
    unit: str
    minutes: int
    shape: str
    like: str
    shape_confidence: Confidence
    rules: tuple[RenewalRule, ...] = ()

    def recognises(self, number: str) -> bool:
        """Whether a number has this body's shape, whatever its case, spaces and the dots between."""
        return re.fullmatch(self.shape, tidy(number)) is not None


def tidy(number: str) -> str:
    """A licence number as it is compared: upper case, without spaces, dots and number signs."""
    return re.sub(r"[\s.#]", "", number).upper()


def as_json(rule: RenewalRule) -> dict[str, Any]:
    """A rule as plain JSON: hours as text, days as ISO dates, sets sorted."""
    return {name: _plain(value) for name, value in asdict(rule).items()}


def body_as_json(body: Body) -> dict[str, Any]:
    """A body and its rules as plain JSON."""
    return {name: _plain(value) for name, value in asdict(body).items()}


def from_json(terms: dict[str, Any]) -> RenewalRule:
    """The rule that `as_json` wrote. Raises KeyError, TypeError or ValueError for anything else."""
    known = {field.name for field in fields(RenewalRule)}
    if unknown := set(terms) - known:
        raise ValueError(f"Unknown terms: {', '.join(sorted(unknown))}.")
    return RenewalRule(
        **{
            **terms,
            "hours": _hours(terms["hours"]),
            "single_activity": _hours(terms["single_activity"]),
            "checked_on": date.fromisoformat(terms["checked_on"]),
            "effective_from": _day(terms["effective_from"]),
            "effective_to": _day(terms["effective_to"]),
            "categories": tuple(map(_limit, terms["categories"])),
            "modes": tuple(map(_limit, terms["modes"])),
            "first_cycle": FirstCycle(
                terms["first_cycle"]["asks"], Decimal(terms["first_cycle"]["hours_a_month"])
            ),
            "carry_over": CarryOver(
                Decimal(terms["carry_over"]["maximum"]), frozenset(terms["carry_over"]["never"])
            ),
            "accepts": frozenset(terms["accepts"]),
            "also_asked": tuple(terms["also_asked"]),
            "notes": tuple(terms["notes"]),
        }
    )


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(part) for part in value]
    return value


def _limit(terms: dict[str, Any]) -> Limit:
    return Limit(
        name=terms["name"],
        of=frozenset(terms["of"]),
        minimum=Decimal(terms["minimum"]),
        maximum=_hours(terms["maximum"]),
        offered=terms["offered"],
    )


def _hours(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
