"""What "none of N" is worth. Pure."""

from math import log


def upper_bound(events: int, trials: int, confidence: float = 0.95) -> float:
    """The Clopper–Pearson upper bound of a rate, one-sided: the rate at which so few events are still credible.

    For no events it is 1 - (1 - confidence)^(1/N), which is about 3/N: the rule of three.
    """
    if trials <= 0 or events >= trials:
        return 1.0
    if events == 0:
        return 1 - (1 - confidence) ** (1 / trials)
    low, high = events / trials, 1.0
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if at_most(events, trials, middle) > 1 - confidence else (low, middle)
    return high


def at_most(events: int, trials: int, rate: float) -> float:
    """The probability of so many events or fewer."""
    term = (1 - rate) ** trials
    total = term
    for k in range(events):
        term *= (trials - k) / (k + 1) * rate / (1 - rate)
        total += term
    return total


def said(events: int, trials: int, what: str) -> str:
    return f"{events} of {trials} {what} (95 % bound {upper_bound(events, trials):.2e})"


def rule_of_three(trials: int) -> float:
    return -log(0.05) / trials
