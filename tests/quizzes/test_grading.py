from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.grading import Item, Paper, grade
from quizzes.kinds.multiple import rule as multiple_rule
from quizzes.kinds.single import rule as single_rule
from tests.factories.kinds import multiple, option, single
from tests.factories.quizzes import right, wrong

PAYLOAD = single()


def paper(items=5, pass_mark=80, must_pass=()):
    return Paper(
        tuple(Item(n, single_rule, PAYLOAD, must_pass=n in must_pass) for n in range(items)), pass_mark
    )


def responses(*, correct, of=5):
    return {n: right(PAYLOAD) if n < correct else wrong(PAYLOAD) for n in range(of)}


@given(st.integers(1, 60), st.integers(0, 60), st.integers(1, 100))
def test_passing_is_the_exact_share_of_the_points(items, correct, pass_mark):
    correct = min(correct, items)

    result = grade(paper(items, pass_mark), responses(correct=correct, of=items))

    assert result.points == correct
    assert result.max_points == items
    assert result.passed == (correct * 100 >= pass_mark * items)


@given(st.dictionaries(st.integers(0, 9), st.sampled_from([row["id"] for row in PAYLOAD["options"]])))
def test_an_item_without_a_response_earns_nothing(given_responses):
    result = grade(paper(10), given_responses)

    blank = {n for n in range(10) if n not in given_responses}
    assert all(result.fractions[n] == 0 for n in blank)
    assert set(result.fractions) == set(range(10))


@given(st.integers(0, 4))
def test_a_missed_must_pass_item_fails_whatever_the_points(safety):
    everything_else = {n: right(PAYLOAD) for n in range(5) if n != safety}

    result = grade(paper(pass_mark=1, must_pass={safety}), everything_else)

    assert (result.passed, result.missed_must_pass, result.points) == (False, frozenset({safety}), 4)


def test_a_right_must_pass_item_is_not_missed():
    result = grade(paper(must_pass={0}), responses(correct=4))

    assert (result.passed, result.missed_must_pass) == (True, frozenset())


def test_a_full_answer_in_thirds_is_a_full_answer():
    thirds = [option(str(n), "0.3333333") for n in range(3)]
    payload = {"stem": "?", "options": [*thirds, option("d", "-0.3333333")]}
    item = Item("thirds", multiple_rule, payload, must_pass=True)

    result = grade(Paper((item,), 100), {"thirds": [row["id"] for row in thirds]})

    assert (result.fractions["thirds"], result.passed) == (Decimal(1), True)


def test_points_weigh_the_fractions():
    items = (Item("light", single_rule, PAYLOAD), Item("heavy", multiple_rule, multiple(), points=Decimal(3)))
    half = [multiple()["options"][0]["id"]]

    result = grade(Paper(items, 60), {"light": right(PAYLOAD), "heavy": half})

    assert (result.points, result.max_points, result.passed) == (Decimal("2.5"), 4, True)


def test_a_paper_without_points_is_not_graded():
    with pytest.raises(ValueError, match="without points"):
        grade(Paper((), 80), {})
