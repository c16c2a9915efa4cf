"""Where a region lies, and whether a point is in it. Pure.

An area is written as Moodle's drag markers write it: `circle x,y;r`, `rectangle x,y;width,height`, or
`polygon x,y;x,y;x,y …`. Across, a chart measures 100; down, what its shape makes of that.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

NUMBER = r"-?[0-9]{1,4}(?:\.[0-9]{1,3})?"
PAIR = re.compile(rf"({NUMBER}),({NUMBER})", re.ASCII)
AREA = re.compile(rf"(circle|rectangle|polygon) ({NUMBER},{NUMBER}(?:;{NUMBER}(?:,{NUMBER})?)*)", re.ASCII)
MOST_CORNERS = 60

type Point = tuple[Decimal, Decimal]


@dataclass(frozen=True, slots=True)
class Area:
    """A shape, and its points: the middle of a circle, the first corner of a rectangle, all of a polygon."""

    shape: str
    points: tuple[Point, ...]
    width: Decimal = Decimal()  # a circle's radius
    height: Decimal = Decimal()


def parse(text: object) -> Area:
    """Raises ValueError, with what an area looks like."""
    found = AREA.fullmatch(text) if isinstance(text, str) and len(text) < 1000 else None
    if found is None:
        raise ValueError(
            "An area is like “circle 50,20;4”, “rectangle 10,20;30,15” or “polygon 1,1;9,1;5,8”."
        )
    shape = found[1]
    first, *rest = found[2].split(";")
    if shape == "polygon":
        corners = tuple(map(point, [first, *rest]))
        if not 3 <= len(corners) <= MOST_CORNERS:
            raise ValueError(f"A polygon has 3 to {MOST_CORNERS} corners.")
        return Area(shape, corners)
    sizes = [Decimal(size) for part in rest for size in part.split(",")]
    if len(sizes) != (1 if shape == "circle" else 2) or min(sizes) <= 0:
        raise ValueError("A circle has a radius, a rectangle a width and a height, all more than 0.")
    return Area(shape, (point(first),), *sizes)


def point(text: str) -> Point:
    """Raises ValueError for anything but "x,y"."""
    found = PAIR.fullmatch(text)
    if found is None:
        raise ValueError("A point is like “50,20”.")
    return Decimal(found[1]), Decimal(found[2])


def holds(area: Area, at: Point) -> bool:
    """Whether the point is in the area; its edge is in it."""
    x, y = at
    left, top = area.points[0]
    if area.shape == "circle":
        return (x - left) ** 2 + (y - top) ** 2 <= area.width**2
    if area.shape == "rectangle":
        return left <= x <= left + area.width and top <= y <= top + area.height
    return is_inside(area.points, at)


def is_inside(corners: Sequence[Point], at: Point) -> bool:
    """By the number of edges that a ray to the right crosses."""
    x, y = at
    inside = False
    for (x1, y1), (x2, y2) in pairwise([*corners, corners[0]]):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
            inside = not inside
    return inside


def middle(area: Area) -> Point:
    """Where its number is drawn."""
    if area.shape == "circle":
        return area.points[0]
    if area.shape == "rectangle":
        (left, top), *_ = area.points
        return left + area.width / 2, top + area.height / 2
    xs, ys = zip(*area.points, strict=True)
    return sum(xs, Decimal()) / len(xs), sum(ys, Decimal()) / len(ys)


def bounds(area: Area) -> tuple[Decimal, Decimal, Decimal, Decimal]:
    """Left, top, right and bottom."""
    xs, ys = ([point[n] for point in area.points] for n in (0, 1))
    if area.shape == "circle":
        r = area.width
        return xs[0] - r, ys[0] - r, xs[0] + r, ys[0] + r
    return min(xs), min(ys), max(xs) + area.width, max(ys) + area.height
