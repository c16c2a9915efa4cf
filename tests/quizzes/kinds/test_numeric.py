from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.kinds.numeric import rule
from quizzes.kinds.numeric.numbers import split
from tests.factories.kinds import numeric

numbers = st.decimals(-10_000, 10_000, places=6)
METRES = [{"unit": "m", "multiplier": "1"}, {"unit": "cm", "multiplier": "0.01"}]


def answer(value, tolerance="0", fraction="1"):
    return {"value": value, "tolerance": tolerance, "fraction": fraction, "feedback": ""}


@given(numbers, st.decimals(0, 100, places=6), numbers)
def test_within_the_tolerance_is_right_and_nothing_else(value, tolerance, response):
    payload = numeric(answers=[answer(str(value), str(tolerance))])

    assert rule.grade(payload, f"{response:f}") == (abs(response - value) <= tolerance)


@pytest.mark.parametrize(
    ("response", "earned"),
    [
        ("135", 1),
        ("155", 1),
        ("155.00000000000145", 1),
        ("155.00000000000146", 0),
        ("95", "0.5"),
        ("94.99", 0),
    ],
)
def test_the_edge_of_a_tolerance_has_a_slack(response, earned):
    assert rule.grade(numeric(), response) == Decimal(earned)


def test_the_first_match_wins():
    answers = [answer("3", "2", "0.5"), answer("3", "0", "1"), answer("*", fraction="-0.25")]
    payload = numeric(answers=answers)

    assert [rule.grade(payload, text) for text in ("3", "5", "6")] == [Decimal("0.5"), Decimal("0.5"), 0]


def test_only_a_right_unit_lets_an_answer_cost_something():
    payload = numeric(answers=[answer("2"), answer("3", fraction="-0.5")], units=METRES)

    assert [rule.grade(payload, text) for text in ("3 m", "300 cm", "3", "3 km")] == [
        Decimal("-0.5"),
        Decimal("-0.5"),
        0,
        0,
    ]


@pytest.mark.parametrize(
    ("penalty", "of", "response", "earned"),
    [
        ("0.1", "response", "2 m", "1"),
        ("0.1", "response", "200cm", "1"),
        ("0.1", "response", "2", "0.9"),
        ("0.1", "response", "2 km", "0.9"),
        ("0.1", "response", "2 cm", "0.9"),
        ("0.1", "response", "4 cm", "0.45"),
        ("0.1", "question", "4", "0.4"),
        ("0.7", "question", "4", "0"),
        ("0", "response", "2 km", "1"),
    ],
)
def test_a_wrong_unit_costs_its_penalty(penalty, of, response, earned):
    answers = [answer("2"), answer("4", fraction="0.5")]
    payload = numeric(answers=answers, units=METRES, unit_penalty=penalty, penalty_of=of)
    rule.check(payload)

    assert rule.grade(payload, response) == Decimal(earned)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3,5", "3.5"),
        ("0,125", "0.125"),
        ("1234,567", "1234.567"),
        ("1,234.5", "1234.5"),
        ("1.234,5", "1234.5"),
        ("1,234,567", "1234567"),
        (",5", "0.5"),
        ("5.", "5"),
        ("\N{MINUS SIGN}2", "-2"),
        ("+1.5e3", "1500"),
        ("1.234", "1.234"),
        ("12 000", "12000"),
        ("1\u202f200,5", "1200.5"),
        ("1.2 × 10^3", "1200"),
        ("5x10**-2", "0.05"),
    ],
)
def test_a_number_is_read_as_it_was_meant(text, value):
    assert split(text) == (Decimal(value), "")


@pytest.mark.parametrize("text", ["1,234", "12,500", "999,999"])
def test_a_comma_that_may_mean_two_things_is_asked_about(text):
    with pytest.raises(ValueError, match="can be read in two ways"):
        rule.clean(numeric(), text)


@pytest.mark.parametrize(
    "raw",
    [
        "abc",
        "1.2.3",
        "1,23,4",
        "--1",
        "٣",
        "1e99999",
        "9" * 31,
        "9" * 100,
        "1\x00",
        "1\ud800",
        ".",
        3,
        None,
        "3 cm",
    ],
)
def test_what_is_no_number_is_refused(raw):
    with pytest.raises(ValueError, match=r"number|characters"):
        rule.clean(numeric(), raw)


@given(st.text(alphabet="0123456789.,eE+- mc", max_size=80))
def test_any_typing_is_read_or_refused(text):
    try:
        found = rule.clean(numeric(units=METRES), text)
    except ValueError:
        return
    assert 0 <= rule.grade(numeric(units=METRES), found) <= 1


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"answers": []}, "needs an answer"),
        ({"answers": [answer("3", fraction="0.5")]}, "fraction 1"),
        ({"answers": [answer("x")]}, "not a decimal"),
        ({"answers": [answer("1e400")]}, "sensible size"),
        ({"answers": [answer("3", "-1")]}, "not negative"),
        ({"answers": [answer("3"), answer("*", fraction="0.5")]}, "earns nothing"),
        ({"units": [{"unit": "m", "multiplier": "0"}]}, "more than 0"),
        ({"units": METRES[:1] * 2}, "stands twice"),
        ({"unit_penalty": "2"}, "between 0 and 1"),
        ({"penalty_of": "all"}, "“response” or of the “question”"),
    ],
)
def test_a_broken_question_is_refused_with_its_reason(changes, message):
    with pytest.raises(ValueError, match=message):
        rule.check(numeric() | changes)
