from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.kinds.ordering import rule
from tests.factories.kinds import ordering

ITEMS = [item["id"] for item in ordering()["items"]]


def response(*positions):
    return sorted(f"{item}:{position}" for item, position in zip(ITEMS, positions, strict=False) if position)


@pytest.mark.parametrize(
    ("positions", "absolute", "relative"),
    [
        ((1, 2, 3, 4), "1", "1"),
        ((2, 1, 3, 4), "0.5", "0.8333333"),
        ((4, 3, 2, 1), "0", "0.3333333"),
        ((2, 3, 4, 1), "0", "0.5"),
        ((1, 2, 0, 0), "0.5", "0.5"),
        ((2, 2, 3, 3), "0", "0"),
        ((), "0", "0"),
    ],
)
def test_each_way_to_grade(positions, absolute, relative):
    ways = ("absolute", "all-or-nothing", "relative")
    earned = [rule.grade(ordering(grading=how), response(*positions)) for how in ways]

    assert earned == [Decimal(absolute), Decimal(absolute == "1"), Decimal(relative)]


@given(st.permutations([1, 2, 3, 4]))
def test_only_the_right_order_earns_everything(positions):
    for how in rule.GRADINGS:
        earned = rule.grade(ordering(grading=how), response(*positions))
        assert (earned == 1) == (positions == [1, 2, 3, 4])
        assert 0 <= earned <= 1


@given(st.lists(st.integers(0, 4), min_size=4, max_size=4))
def test_a_position_that_is_given_twice_earns_nothing(positions):
    alone = [n if positions.count(n) == 1 else 0 for n in positions]

    for how in rule.GRADINGS:
        payload = ordering(grading=how)
        assert rule.grade(payload, response(*positions)) == rule.grade(payload, response(*alone))


@pytest.mark.parametrize(
    "raw", [[f"{ITEMS[0]}:5"], [f"{ITEMS[0]}:0"], [f"{ITEMS[0]}:1", f"{ITEMS[0]}:2"], ["x:1"], "x", None]
)
def test_anything_but_one_position_an_item_is_refused(raw):
    with pytest.raises(ValueError, match="Choose"):
        rule.clean(ordering(), raw)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"items": []}, "at least two items"),
        ({"items": [item | {"text": "a"} for item in ordering()["items"]]}, "same text"),
        ({"grading": "nearly"}, "Grading is"),
    ],
)
def test_a_broken_question_is_refused_with_its_reason(changes, message):
    with pytest.raises(ValueError, match=message):
        rule.check(ordering() | changes)
