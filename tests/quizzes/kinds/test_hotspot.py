from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.kinds.hotspot import areas, rule
from quizzes.kinds.hotspot.areas import bounds, holds, middle, parse, point
from tests.factories.kinds import hotspot

numbers = st.decimals(0, 100, places=1)


@pytest.mark.parametrize(
    ("area", "inside", "outside"),
    [
        ("circle 50,50;10", ["50,50", "60,50", "57,57"], ["60.1,50", "58,58"]),
        ("rectangle 10,20;30,10", ["10,20", "40,30", "25,25"], ["9.9,25", "25,30.1"]),
        ("polygon 0,0;10,0;10,10;0,10", ["5,5", "0.1,9.9"], ["10.1,5", "5,-1"]),
        # A bay in a shape is outside of it.
        ("polygon 0,0;30,0;30,30;20,30;20,10;10,10;10,30;0,30", ["5,20", "25,20", "15,5"], ["15,20"]),
    ],
)
def test_a_point_is_in_its_area_or_not(area, inside, outside):
    found = parse(area)

    assert all(holds(found, point(each)) for each in inside)
    assert not any(holds(found, point(each)) for each in outside)


@given(numbers, numbers, st.decimals("0.1", 30, places=1), st.decimals("0.1", 30, places=1))
def test_what_is_out_of_the_bounds_is_out_of_the_area(x, y, width, height):
    area = parse(f"rectangle {x},{y};{width},{height}")
    left, top, right, bottom = bounds(area)

    assert holds(area, middle(area))
    assert not holds(area, (right + 1, y))
    assert not holds(area, (x, top - 1))
    assert (left, bottom) == (x, y + height)


@pytest.mark.parametrize(
    "text",
    [
        "circle 50,50",
        "circle 50,50;0",
        "circle 50,50;-1",
        "rectangle 1,2;3",
        "polygon 1,2;3,4",
        "50,50;10",
        "circle 1e9,2;3",
        "circle ٣,2;3",
        "polygon " + ";".join(["1,1"] * 61),
        "polygon " + "1,1;" * 10_000 + "1,1",
        None,
    ],
)
def test_what_is_no_area_is_refused(text):
    with pytest.raises(ValueError, match=r"area|corners|radius"):
        areas.parse(text)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"image": "hand"}, "one of body-front"),
        ({"regions": []}, "2 to 20 regions"),
        ({"area": "circle 99,50;5"}, "out of the chart"),
        ({"area": "circle 50,215;5"}, "out of the chart"),
        ({"label": " "}, "no text"),
        ({"right": "yes"}, "right or not"),
        ({"id": "a"}, "badly formed"),
    ],
)
def test_a_broken_question_is_refused_with_its_reason(change, message):
    payload = hotspot()
    if change.keys() <= {"image", "regions"}:
        payload |= change
    else:
        payload["regions"][0] |= change

    with pytest.raises(ValueError, match=message):
        rule.check(payload)


def test_all_right_or_none_is_no_question():
    for is_right in (True, False):
        payload = hotspot()
        payload["regions"] = [region | {"right": is_right} for region in payload["regions"]]
        with pytest.raises(ValueError, match="At least one region is right"):
            rule.check(payload)


def test_where_one_place_is_right_only_one_may_be_chosen():
    payload = hotspot()
    payload["regions"][1]["right"] = False
    first, second, *_ = rule.parts(payload)

    assert rule.clean(payload, first) == [first]
    assert rule.grade(payload, [first]) == 1
    with pytest.raises(ValueError, match="Choose one place"):
        rule.clean(payload, [first, second])


def test_too_many_places_earn_less():
    payload = hotspot()

    assert rule.grade(payload, rule.parts(payload)) == Decimal("0.5")
    assert rule.grade(payload, rule.parts(payload)[:3]) == Decimal("0.6666667")
