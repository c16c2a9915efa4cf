"""The numbers of the figures: read from evidence.yaml, so that a figure cannot say what is not on record."""

import re
from dataclasses import dataclass
from pathlib import Path

import yaml

EVIDENCE = Path(__file__).resolve().parent.parent / "evidence.yaml"
ROWS = yaml.load(EVIDENCE.read_text(), yaml.BaseLoader)  # noqa: S506  text only
NUMBER = re.compile(r"[−-]?\d[\d,]*(?:\.\d+)?")


@dataclass(frozen=True)
class Effect:
    """A point, and its 95 percent interval where the record has one."""

    point: float
    low: float | None = None
    high: float | None = None


def text(reference: str, what: str) -> str:
    """What is on record, word for word. Raises KeyError for anything that is not."""
    for row in ROWS[reference]:
        if row["what"] == what:
            return row["value"]
    raise KeyError(f"{reference}: {what}")


def numbers(reference: str, what: str) -> list[float]:
    found = NUMBER.findall(text(reference, what))
    return [float(each.replace("−", "-").replace(",", "")) for each in found]


def number(reference: str, what: str) -> float:
    return numbers(reference, what)[0]


def effect(reference: str, what: str, interval: str = "") -> Effect:
    """A point with its interval, from one row or from two. Intervals take the sign of their point."""
    point, *rest = numbers(reference, what)
    ends = rest or (numbers(reference, interval) if interval else [])
    if not ends:
        return Effect(point)
    if point < 0 and min(ends) > 0:
        ends = [-end for end in ends]
    return Effect(point, min(ends), max(ends))
