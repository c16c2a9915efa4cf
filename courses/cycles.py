"""When a licence's cycle begins and ends. Pure: dates only, both days included."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Cycle:
    """One renewal period, from its first day to its last. Raises ValueError when it ends before it begins."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError("A renewal cycle ends after it begins.")

    def contains(self, day: date) -> bool:
        return self.first <= day <= self.last

    def overlaps(self, other: "Cycle") -> bool:
        return self.first <= other.last and other.first <= self.last

    def next(self, months: int) -> "Cycle":
        """The cycle that follows, `months` long."""
        first = self.last + timedelta(days=1)
        return Cycle(first, month_end_aware(self.last, months))


def add_months(day: date, months: int) -> date:
    """The same day of a later (or earlier) month, or the last day of a month that is too short for it."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def month_end_aware(day: date, months: int) -> date:
    """As `add_months`, but the last day of a month stays the last: Feb 28 plus six months is Aug 31."""
    moved = add_months(day, months)
    if day.day == calendar.monthrange(day.year, day.month)[1]:
        return moved.replace(day=calendar.monthrange(moved.year, moved.month)[1])
    return moved


def ending_on(last: date, months: int) -> Cycle:
    """The cycle of so many months whose last day is given."""
    return Cycle(month_end_aware(last, -months) + timedelta(days=1), last)


def whole_months(first: date, last: date) -> int:
    """Whole months from the first day through the last: Jan 1 to Mar 31 is three, and so is Jan 15 to Apr 14."""
    if last < first:
        return 0
    after = last + timedelta(days=1)
    months = (after.year - first.year) * 12 + after.month - first.month
    return months if add_months(first, months) <= after else months - 1
