"""How far an order is right, in each of the ways that Moodle's ordering question grades. Pure.

Formulas: question/type/ordering/question.php of Moodle 4.5, `grade_response`. `given` holds at each position the
item that was put there, or None; `right` is the right order.
"""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from decimal import Decimal
from itertools import pairwise

type Order = Sequence[str]
type Given = Sequence[str | None]


def share(part: int, whole: int) -> Decimal:
    return Decimal(part) / whole if whole else Decimal()


def absolute(given: Given, right: Order) -> Decimal:
    """The share of items at their position."""
    return share(at_their_place(given, right), len(right))


def all_or_nothing(given: Given, right: Order) -> Decimal:
    return Decimal(at_their_place(given, right) == len(right))


def at_their_place(given: Given, right: Order) -> int:
    return sum(here == item for here, item in zip(given, right, strict=False))


def relative(given: Given, right: Order) -> Decimal:
    """With n items, one that is d places off earns n - 1 - d of n - 1."""
    most = len(right) - 1
    near = sum(max(most - abs(given.index(item) - n), 0) for n, item in enumerate(right) if item in given)
    return share(near, most * len(right))


def following(order: Given) -> dict[str, str | None]:
    """What follows each item; nothing follows the last."""
    items = placed(order)
    return dict(zip(items, [*items[1:], None], strict=True))


def placed(order: Given) -> list[str]:
    return [item for item in order if item is not None]


def next_item(given: Given, right: Order) -> Decimal:
    """The share of items, but the last, that are followed by the right one."""
    follows = following(given)
    pairs = list(pairwise(right))
    return share(sum(follows.get(item) == after for item, after in pairs), len(pairs))


def next_or_last(given: Given, right: Order) -> Decimal:
    """The same, and the last item counts if it stands last."""
    wanted, found = following(right), following(given)
    return share(sum(item in found and found[item] == wanted[item] for item in right), len(right))


def neighbors(given: Given, right: Order) -> Decimal:
    """Two for each item: what stands before it, and what stands after it. The ends count as neighbors."""
    after, before = (following(given), following(given[::-1]))
    wanted, behind = (following(right), following(right[::-1]))
    hits = sum(
        (item in after) * ((after.get(item) == wanted[item]) + (before.get(item) == behind[item]))
        for item in right
    )
    return share(hits, 2 * len(right))


def all_neighbors(given: Given, right: Order) -> Decimal:
    """For each item, all that stand before it and after it, and should."""
    found = {item: n for n, item in enumerate(placed(given))}
    pairs = [(first, second) for n, first in enumerate(right) for second in right[n + 1 :]]
    hits = sum(found[first] < found[second] for first, second in pairs if first in found and second in found)
    return share(hits, len(pairs))


def longest_ordered(given: Given, right: Order) -> Decimal:
    """The longest run of items that stand in order, others between them or not. One alone is none."""
    tails: list[int] = []
    for place in places(given, right):
        at = bisect_left(tails, place)
        tails[at : at + 1] = [place]
    return share(len(tails) if len(tails) > 1 else 0, len(placed(given)))


def longest_contiguous(given: Given, right: Order) -> Decimal:
    """The longest run of items of which each should directly follow the one before. One alone is none."""
    runs: dict[int, int] = {}
    for place in places(given, right):
        runs[place] = runs.get(place - 1, 0) + 1
    longest = max(runs.values(), default=0)
    return share(longest if longest > 1 else 0, len(placed(given)))


def places(given: Given, right: Order) -> list[int]:
    """Where each item that was placed should stand."""
    return [right.index(item) for item in placed(given)]


WAYS: dict[str, Callable[[Given, Order], Decimal]] = {
    "absolute": absolute,
    "all-or-nothing": all_or_nothing,
    "relative": relative,
    "next": next_item,
    "next-or-last": next_or_last,
    "neighbors": neighbors,
    "all-neighbors": all_neighbors,
    "longest-ordered": longest_ordered,
    "longest-contiguous": longest_contiguous,
}
# Moodle's own names, for questions that come from there.
MOODLE = {
    "ALL_OR_NOTHING": "all-or-nothing",
    "ABSOLUTE_POSITION": "absolute",
    "RELATIVE_NEXT_EXCLUDE_LAST": "next",
    "RELATIVE_NEXT_INCLUDE_LAST": "next-or-last",
    "RELATIVE_ONE_PREVIOUS_AND_NEXT": "neighbors",
    "RELATIVE_ALL_PREVIOUS_AND_NEXT": "all-neighbors",
    "LONGEST_ORDERED_SUBSET": "longest-ordered",
    "LONGEST_CONTIGUOUS_SUBSET": "longest-contiguous",
    "RELATIVE_TO_CORRECT": "relative",
}
MOODLE |= {str(number): way for number, way in enumerate(MOODLE.values(), -1)}
