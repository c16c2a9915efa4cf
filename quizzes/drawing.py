"""Which questions a paper gets, and in which order they and their options stand. Pure: the caller brings the chance."""

from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass
from random import Random


@dataclass(frozen=True, slots=True)
class Pool:
    """Draw so many of these candidates, `safety` of them at least from the must-pass ones among them."""

    draw: int
    candidates: Sequence[Hashable]
    safety: int = 0
    must_pass: frozenset[Hashable] = frozenset()


def draw(
    pools: Sequence[Pool], seen: frozenset[Hashable], chance: Random, *, shuffled: bool = True
) -> list[Hashable]:
    """Draw each pool's share, nothing twice, unseen candidates before seen ones; then shuffle the paper.

    A pool that has fewer candidates left than it draws gives all of them: a voided question shortens a
    paper, it does not stop a sitting. Unshuffled, questions stand in the order of pools and candidates.
    """
    drawn: list[Hashable] = []
    for pool in pools:
        left = [candidate for candidate in pool.candidates if candidate not in drawn]
        chosen = preferred(left, seen, chance)
        safety = [candidate for candidate in chosen if candidate in pool.must_pass][: pool.safety]
        others = [candidate for candidate in chosen if candidate not in safety]
        share = [*safety, *others][: pool.draw]
        drawn += [candidate for candidate in left if candidate in share]
    if shuffled:
        chance.shuffle(drawn)
    return drawn


def preferred(candidates: Sequence[Hashable], seen: frozenset[Hashable], chance: Random) -> list[Hashable]:
    """In the order in which they are drawn: by chance, unseen ones first."""
    order = list(candidates)
    chance.shuffle(order)
    order.sort(key=lambda candidate: candidate in seen)  # stable: the shuffle stands within each half
    return order


def shuffled(parts: Sequence[str], pinned: Collection[str], chance: Random) -> list[str]:
    """The parts in an order of chance; what is pinned ("None of these") stays where it was written."""
    loose = [part for part in parts if part not in pinned]
    chance.shuffle(loose)
    moved = iter(loose)
    return [part if part in pinned else next(moved) for part in parts]
