"""Which questions a paper gets. Pure: the caller brings the chance."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from random import Random


@dataclass(frozen=True, slots=True)
class Pool:
    """Draw so many of these candidates."""

    draw: int
    candidates: Sequence[Hashable]


def draw(pools: Sequence[Pool], seen: frozenset[Hashable], chance: Random) -> list[Hashable]:
    """Draw each pool's share, nothing twice, unseen candidates before seen ones; then shuffle the paper.

    A pool that has fewer candidates left than it draws gives all of them: a voided question shortens a
    paper, it does not stop a sitting.
    """
    drawn: list[Hashable] = []
    for pool in pools:
        left = [candidate for candidate in pool.candidates if candidate not in drawn]
        chance.shuffle(left)
        left.sort(key=lambda candidate: candidate in seen)  # stable: the shuffle stands within each half
        drawn += left[: pool.draw]
    chance.shuffle(drawn)
    return drawn
