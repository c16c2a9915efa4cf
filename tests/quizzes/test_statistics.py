from dataclasses import dataclass
from decimal import Decimal
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.statistics import alerts, correlation, efficiency, in_order, reliability, statistics


@dataclass
class Tally:
    fraction: Decimal
    rest: Decimal
    count: int = 1
    response: str = ""


def tallies(*rows):
    return [Tally(Decimal(str(fraction)), Decimal(str(rest)), *more) for fraction, rest, *more in rows]


def test_of_nothing_there_is_nothing():
    found = statistics([])

    assert (found.count, found.facility, found.discrimination, found.efficiency) == (0, None, None, None)


def test_the_numbers_are_those_of_a_worked_example():
    # x = 1 1 0 0, X = 80 60 40 20: V(x) = 1/3, V(X) = 2000/3, C = 40/3.
    found = statistics(tallies((1, 80), (1, 60), (0, 40), (0, 20)))

    assert (found.count, found.facility) == (4, 50)
    assert found.deviation == pytest.approx(100 * sqrt(1 / 3))
    assert found.discrimination == pytest.approx(100 * (40 / 3) / sqrt(1 / 3 * 2000 / 3))
    assert found.efficiency == pytest.approx(100)


@given(
    st.lists(
        st.tuples(
            st.sampled_from([0, 0.1, 0.25, 0.5, 1]),
            st.integers(0, 10).map(lambda n: n * 10),
            st.integers(1, 5),
        ),
        min_size=1,
        max_size=8,
    )
)
def test_a_count_weighs_as_so_many(rows):
    each = [(fraction, rest) for fraction, rest, count in rows for _ in range(count)]

    weighed, listed = statistics(tallies(*rows)), statistics(tallies(*each))

    assert weighed.count == listed.count
    for name in ("facility", "deviation", "discrimination", "efficiency"):
        assert getattr(weighed, name) == pytest.approx(getattr(listed, name)), name


def test_the_most_is_reached_in_order_of_size():
    # By hand, people one by one: 0 0 1 1 1 beside 10 10 10 30 30.
    assert in_order([1, 0], [10, 30], [3, 2]) == ([0, 1, 1], [10, 10, 30], [2, 1, 2])


def test_of_a_billion_attempts_the_work_is_that_of_their_tallies():
    found = statistics(tallies((1, 80, 600_000_000), (0, 20, 400_000_000)))

    assert (found.count, found.facility) == (1_000_000_000, 60)


def test_without_variance_there_is_no_discrimination():
    assert correlation([1, 1], [20, 40], [1, 1]) is None
    assert efficiency([1, 1], [20, 40], [1, 1]) is None


def test_reliability_is_cronbachs_alpha():
    # Two items with variance 1/3 each, total with variance 4/3: perfectly consistent.
    assert reliability([1 / 3, 1 / 3], 4 / 3) == pytest.approx(100)
    assert reliability([1 / 3], 1 / 3) is None


def test_options_are_counted():
    found = statistics(tallies((1, 50, 4, "a,b"), (0, 50, 2, "c")))

    assert found.chosen == {"a": 4, "b": 4, "c": 2}


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([(1, 50, 4, "a"), (0, 50, 5, "b")], []),  # nine are too few
        ([(1, 50, 3, "a"), (0, 50, 7, "b")], ["A wrong option", "Only 30%"]),
        ([(1, 20, 25, "a"), (1, 20, 5, "a"), (0, 80, 30, "b")], ["Those who know more"]),
        ([(1, 20, 60, "a"), (0, 80, 50, "b")], ["It does not tell"]),
        ([(1, 50, 59, "a"), (1, 60, 1, "a")], ["Nearly everyone"]),
    ],
)
def test_alerts_wait_for_enough_answers(rows, said):
    found = alerts(statistics(tallies(*rows)), frozenset("a"), 0.25)

    assert [alert.split(".")[0][: len(start)] for alert, start in zip(found, said, strict=True)] == said
