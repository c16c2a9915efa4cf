"""How many hours count when several limits hold at once. Pure.

A piece of credit stands in one mode and one category; each of them, and the activity it comes from, may have
a ceiling. Which hours to drop is a flow problem: counting from the first piece on can waste a ceiling that a
later piece needed. The flow is found by shortest augmenting paths (Edmonds and Karp, 1972), in Decimal.
"""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

type Node = tuple[str, object]
type Capacities = dict[Node, dict[Node, Decimal]]

START: Node = ("start", "")
END: Node = ("end", "")
ENDLESS = Decimal("Infinity")


@dataclass(frozen=True, slots=True)
class Piece:
    """Hours of one activity in one mode and one category. `key` names the piece; pieces come in date order."""

    key: object
    activity: object
    mode: str
    category: str
    hours: Decimal


@dataclass(frozen=True, slots=True)
class Ceilings:
    """The most that counts: of each mode, of each category, of any one activity. Absent: no limit."""

    modes: Mapping[str, Decimal]
    categories: Mapping[str, Decimal]
    activity: Decimal | None = None


def apportion(
    pieces: Sequence[Piece], ceilings: Ceilings, wanted_first: Mapping[str, Decimal]
) -> dict[object, Decimal]:
    """The hours of each piece that count, as many in all as the ceilings allow.

    `wanted_first` names categories with a minimum: they are filled up to it before anything else, so that a
    ceiling never starves what a board demands.
    """
    capacities = _network(pieces, ceilings)
    for category in {piece.category for piece in pieces}:
        limit = ceilings.categories.get(category, ENDLESS)
        capacities[("category", category)][END] = min(wanted_first.get(category, Decimal()), limit)
    _fill(capacities)
    for category in {piece.category for piece in pieces}:
        limit = ceilings.categories.get(category, ENDLESS)
        filled = capacities[END].get(("category", category), Decimal())
        capacities[("category", category)][END] = limit - filled
    _fill(capacities)
    return {
        piece.key: capacities[("category", piece.category)].get(("piece", piece.key), Decimal())
        for piece in pieces
    }


def _network(pieces: Sequence[Piece], ceilings: Ceilings) -> Capacities:
    """Start → mode → activity → piece → category → end; each edge holds what may still flow along it."""
    capacities: Capacities = {START: {}, END: {}}

    def edge(a: Node, b: Node, capacity: Decimal) -> None:
        capacities.setdefault(a, {})[b] = capacity
        capacities.setdefault(b, {}).setdefault(a, Decimal())

    for piece in pieces:
        mode: Node = ("mode", piece.mode)
        arrives: Node = ("arrives", (piece.activity, piece.mode))
        activity: Node = ("activity", (piece.activity, piece.mode))
        edge(START, mode, ceilings.modes.get(piece.mode, ENDLESS))
        edge(mode, arrives, ENDLESS)
        edge(arrives, activity, ENDLESS if ceilings.activity is None else ceilings.activity)
        edge(activity, ("piece", piece.key), piece.hours)
        edge(("piece", piece.key), ("category", piece.category), piece.hours)
        edge(("category", piece.category), END, Decimal())
    return capacities


def _fill(capacities: Capacities) -> None:
    """Push all that can flow. Edges keep their order, so that earlier pieces are preferred among equals."""
    while path := _path(capacities):
        amount = min(capacities[a][b] for a, b in path)
        for a, b in path:
            capacities[a][b] -= amount
            capacities[b][a] = capacities[b].get(a, Decimal()) + amount


def _path(capacities: Capacities) -> list[tuple[Node, Node]]:
    """A shortest path along which something can still flow, or nothing."""
    came_from: dict[Node, Node] = {}
    queue = deque([START])
    while queue:
        node = queue.popleft()
        for neighbour, capacity in capacities[node].items():
            if capacity > 0 and neighbour not in came_from and neighbour != START:
                came_from[neighbour] = node
                queue.append(neighbour)
    if END not in came_from:
        return []
    path, node = [], END
    while node != START:
        path.append((came_from[node], node))
        node = came_from[node]
    return path[::-1]
