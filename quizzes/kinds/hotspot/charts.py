"""The pictures that a hotspot question may ask about. Pure. Each is drawn in charts/<name>.html."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Chart:
    """`description` is what somebody is told who does not see it. All charts are 100 wide."""

    description: str
    height: Decimal


CHARTS = {
    "body-front": Chart("A body, seen from the front. Its right side is on the left.", Decimal(217)),
    "body-back": Chart("A body, seen from the back. Its right side is on the right.", Decimal(217)),
}
