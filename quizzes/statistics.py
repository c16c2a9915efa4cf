"""How well a question tells who knows from who doesn't. Pure; read off the tallies of first attempts.

The formulas are those of Moodle's quiz statistics (docs.moodle.org/dev/Quiz_statistics_calculations):
variances and covariances over S - 1, discrimination of the item against the rest of its paper.
Numbers here describe; they are never added to what anybody earned, so that floats will do.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate, pairwise
from math import atanh, sqrt, sumprod, tanh
from typing import Protocol


class Tally(Protocol):
    """So many first attempts earned this fraction with this response, and so much percent on the rest."""

    @property
    def response(self) -> str: ...
    @property
    def fraction(self) -> Decimal: ...
    @property
    def rest(self) -> Decimal: ...
    @property
    def count(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Statistics:
    """Percent, as Moodle has them. None: not to be had from so few, or from answers that are all alike."""

    count: int
    facility: float | None
    deviation: float | None
    discrimination: float | None
    efficiency: float | None
    chosen: Mapping[str, int]  # by option


def statistics(tallies: Iterable[Tally]) -> Statistics:
    """What the tallies of one question say. The work grows with the tallies, not with the attempts behind them."""
    tallies = list(tallies)
    chosen: Counter[str] = Counter()
    for tally in tallies:
        for option in filter(None, tally.response.split(",")):
            chosen[option] += tally.count
    counts = [tally.count for tally in tallies]
    if not sum(counts):
        return Statistics(0, None, None, None, None, chosen)
    fractions = [float(tally.fraction) for tally in tallies]
    rests = [float(tally.rest) for tally in tallies]
    spread = covariance(fractions, fractions, counts)
    return Statistics(
        sum(counts),
        100 * mean(fractions, counts),
        None if spread is None else 100 * sqrt(spread),
        correlation(fractions, rests, counts),
        efficiency(fractions, rests, counts),
        chosen,
    )


def mean(values: Sequence[float], counts: Sequence[int]) -> float:
    """Counted from the first value, so that the mean of values that are all alike is exactly theirs."""
    first = values[0]
    return first + sumprod([value - first for value in values], counts) / sum(counts)


def covariance(one: Sequence[float], other: Sequence[float], counts: Sequence[int]) -> float | None:
    """Over S - 1, where each pair of values stands for as many people as its count."""
    size = sum(counts)
    if size < 2:
        return None
    means = mean(one, counts), mean(other, counts)
    rows = zip(one, other, counts, strict=True)
    return sum((a - means[0]) * (b - means[1]) * count for a, b, count in rows) / (size - 1)


def correlation(one: Sequence[float], other: Sequence[float], counts: Sequence[int]) -> float | None:
    """The discrimination index: 100 · C(x, X) / √(V(x) · V(X))."""
    spreads = covariance(one, one, counts), covariance(other, other, counts)
    together = covariance(one, other, counts)
    if together is None or not spreads[0] or not spreads[1]:
        return None
    return 100 * together / sqrt(spreads[0] * spreads[1])


def efficiency(one: Sequence[float], other: Sequence[float], counts: Sequence[int]) -> float | None:
    """100 · C(x, X) / C_max, where C_max is the covariance of both in order of size."""
    together, most = covariance(one, other, counts), covariance(*in_order(one, other, counts))
    if together is None or not most:
        return None
    return 100 * together / most


def in_order(
    one: Sequence[float], other: Sequence[float], counts: Sequence[int]
) -> tuple[list[float], list[float], list[int]]:
    """The least of both side by side, then the next, with how many such pairs there are."""
    lefts, rights = sorted(zip(one, counts, strict=True)), sorted(zip(other, counts, strict=True))
    ends = sorted({*accumulate(count for _, count in lefts), *accumulate(count for _, count in rights)})
    return _each(lefts, ends), _each(rights, ends), [end - start for start, end in pairwise([0, *ends])]


def _each(rows: list[tuple[float, int]], ends: list[int]) -> list[float]:
    """The value of the people up to each end. `ends` holds the end of each row."""
    own = list(accumulate(count for _, count in rows))
    return [rows[bisect_left(own, end)][0] for end in ends]


def reliability(variances: Sequence[float], of_total: float | None) -> float | None:
    """Cronbach's α in percent: 100 · P/(P - 1) · (1 - ΣV(x_p)/V(T)). For forms that are the same to everyone."""
    if len(variances) < 2 or not of_total:
        return None
    return 100 * len(variances) / (len(variances) - 1) * (1 - sum(variances) / of_total)


def alerts(found: Statistics, right: frozenset[str], guess: float | None) -> list[str]:
    """What an author should look at, the gravest first, and only from enough answers to say it."""
    said = []
    least = max(0.40, (guess or 0) + 0.10) * 100
    key = max((found.chosen.get(option, 0) for option in right), default=0)
    beaten = any(count > key for option, count in found.chosen.items() if option not in right)
    if right and found.count >= 10 and beaten:
        said.append("A wrong option is chosen more often than the right one. Is the key right?")
    if found.count >= 10 and found.facility is not None and found.facility < least:
        said.append(f"Only {found.facility:.0f}% on average. Is the key right, and is it taught?")
    if found.discrimination is not None:
        said += of_discrimination(found.discrimination / 100, found.count)
    if found.count >= 60 and found.facility is not None and found.facility > 97:
        said.append("Nearly everyone has it right: too easy, or given away. For information.")
    return said


def of_discrimination(index: float, count: int) -> list[str]:
    if count >= 100 and upper_bound(index, count) < 0.10:
        return ["It does not tell who knows from who doesn’t."]
    if count >= 60 and index < 0:
        return ["Those who know more have it wrong more often. Worth a look; it may be chance."]
    return []


def upper_bound(index: float, count: int) -> float:
    """Of the 90 % interval of a correlation, by Fisher's z."""
    return tanh(atanh(max(min(index, 0.999), -0.999)) + 1.645 / sqrt(count - 3))
