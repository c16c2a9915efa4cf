from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.cycles import Cycle, add_months, ending_on, whole_months

DAYS = st.dates(date(1990, 1, 1), date(2080, 12, 31))


def test_a_cycle_holds_its_first_and_its_last_day():
    cycle = Cycle(date(2025, 9, 1), date(2027, 8, 31))

    held = [cycle.contains(day) for day in (date(2025, 8, 31), cycle.first, cycle.last, date(2027, 9, 1))]

    assert held == [False, True, True, False]


def test_a_cycle_that_ends_before_it_begins_is_refused():
    with pytest.raises(ValueError, match="ends after it begins"):
        Cycle(date(2026, 3, 1), date(2026, 2, 28))


@pytest.mark.parametrize(
    ("last", "months", "first"),
    [
        (date(2027, 8, 31), 24, date(2025, 9, 1)),
        (date(2026, 3, 31), 24, date(2024, 4, 1)),
        (date(2028, 2, 29), 24, date(2026, 3, 1)),  # a leap day ends a month that had 28 days before
        (date(2026, 2, 28), 24, date(2024, 3, 1)),  # and the 28th ends one that had 29
        (date(2026, 6, 15), 12, date(2025, 6, 16)),
    ],
)
def test_a_cycle_is_known_by_its_last_day(last, months, first):
    assert ending_on(last, months) == Cycle(first, last)


def test_the_next_cycle_begins_the_day_after():
    assert ending_on(date(2028, 2, 29), 24).next(24) == Cycle(date(2028, 3, 1), date(2030, 2, 28))


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        (date(2026, 1, 1), date(2026, 3, 31), 3),
        (date(2026, 1, 15), date(2026, 4, 14), 3),
        (date(2026, 1, 15), date(2026, 4, 13), 2),
        (date(2026, 1, 31), date(2026, 2, 26), 0),
        (date(2026, 1, 31), date(2026, 2, 27), 1),
        (date(2024, 2, 29), date(2025, 2, 28), 12),
        (date(2026, 5, 2), date(2026, 5, 1), 0),
    ],
)
def test_whole_months_count_both_days(first, last, months):
    assert whole_months(first, last) == months


@given(DAYS, st.integers(0, 240))
def test_months_fit_in_exactly_what_they_span(first, months):
    after = add_months(first, months)

    assert whole_months(first, after - timedelta(days=1)) == months


@given(DAYS, st.integers(1, 72))
def test_cycles_follow_each_other_without_gap_or_overlap(last, months):
    cycle = ending_on(last, months)

    following = cycle.next(months)

    assert following.first == cycle.last + timedelta(days=1)
    assert not following.overlaps(cycle)
