"""What a sitting earned. Pure, and decimal throughout."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol

# Shares are written with seven digits: three thirds are 0.9999999, and a full answer all the same.
ALMOST_ONE = Decimal("0.999999")


class Rule(Protocol):
    def grade(self, payload: dict[str, Any], response: Any) -> Decimal: ...


@dataclass(frozen=True, slots=True)
class Item:
    """One question on the paper: by which rule, with which key, for how many points."""

    key: Hashable
    rule: Rule
    payload: dict[str, Any]
    points: Decimal = Decimal(1)
    must_pass: bool = False

    @property
    def by_hand(self) -> bool:
        """Whether a person marks it, and no rule."""
        return bool(getattr(self.rule, "BY_HAND", False))


@dataclass(frozen=True, slots=True)
class Paper:
    items: tuple[Item, ...]
    pass_mark: int  # percent of the points


@dataclass(frozen=True, slots=True)
class Grade:
    """The fraction of each item that is graded, and what they come to."""

    fractions: Mapping[Hashable, Decimal]
    points: Decimal
    max_points: Decimal
    missed_must_pass: frozenset[Hashable]
    passed: bool


def grade(paper: Paper, responses: Mapping[Any, Any]) -> Grade:
    """Grade each item's response; an item without one earns nothing.

    Passed: at least the pass mark's share of the points, and every must-pass item answered fully. With a
    pass mark of 0 handing it in passes, whatever wrong choices cost.
    What a person has still to mark stands outside the points: it holds up nobody. Left blank, it earns nothing.
    Raises ValueError for a paper without points, on which everyone would pass.
    """
    graded = [item for item in paper.items if not (item.by_hand and responses.get(item.key))]
    return of_fractions(paper, {item.key: item_fraction(item, responses.get(item.key)) for item in graded})


def of_fractions(paper: Paper, fractions: Mapping[Any, Decimal | None]) -> Grade:
    """What the fractions of the items come to. An item without one waits for a person's mark.

    Raises ValueError for a paper without points.
    """
    known = {key: fraction for key, fraction in fractions.items() if fraction is not None}
    items = [item for item in paper.items if item.key in known]
    points = sum((known[item.key] * item.points for item in items), Decimal())
    max_points = sum((item.points for item in items), Decimal())
    if max_points <= 0 and len(items) == len(paper.items):
        raise ValueError("A paper without points cannot be graded.")
    missed = frozenset(item.key for item in items if item.must_pass and known[item.key] < 1)
    passed = (paper.pass_mark == 0 or points * 100 >= paper.pass_mark * max_points) and not missed
    return Grade(known, points, max_points, missed, passed)


def item_fraction(item: Item, response: Any) -> Decimal:
    """Between -1 and 1. What falls short of one only by rounding is one."""
    if response is None:
        return Decimal()
    fraction = item.rule.grade(item.payload, response)
    return Decimal(1) if fraction > ALMOST_ONE else fraction
