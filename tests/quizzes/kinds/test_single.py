from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.kinds.single import rule
from tests.factories.kinds import option, single

PAYLOAD = single()
FRACTIONS = st.decimals(-1, 1, places=7).map(str)


@given(st.lists(FRACTIONS, min_size=1, max_size=6), st.data())
def test_a_choice_earns_exactly_its_fraction(fractions, data):
    payload = {"stem": "?", "options": [option(str(n), part) for n, part in enumerate(fractions)]}
    chosen = data.draw(st.integers(0, len(fractions) - 1))

    earned = rule.grade(payload, payload["options"][chosen]["id"])

    assert earned == Decimal(fractions[chosen])


def test_no_choice_earns_nothing():
    assert rule.grade(PAYLOAD, None) == 0


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists))
def test_anything_but_an_option_of_the_question_is_refused(raw):
    with pytest.raises(ValueError, match="Choose one of the options"):
        rule.clean(PAYLOAD, raw)


def test_an_option_of_the_question_is_the_response():
    chosen = PAYLOAD["options"][1]["id"]

    assert rule.clean(PAYLOAD, chosen) == chosen


def test_the_paper_names_what_it_shows_one_by_one():
    first, second, third = (option["id"] for option in PAYLOAD["options"])

    paper = rule.paper(PAYLOAD, [third, first, second])

    assert paper == {
        "stem": "Stem of single?",
        "options": [
            {"id": third, "text": "single c"},
            {"id": first, "text": "single a"},
            {"id": second, "text": "single b"},
        ],
    }


@pytest.mark.parametrize(
    ("payload", "message"),
    [
        (PAYLOAD | {"stem": " "}, "The stem has no text"),
        (PAYLOAD | {"options": PAYLOAD["options"][:1]}, "at least two options"),
        (PAYLOAD | {"options": PAYLOAD["options"][:1] * 2}, "same id"),
        (PAYLOAD | {"options": PAYLOAD["options"][1:]}, "an option with the fraction 1"),
        (PAYLOAD | {"options": [option("a", "1"), option("b", "two")]}, "not a decimal"),
        (PAYLOAD | {"options": [option("a", "1"), option("b", "NaN")]}, "must be finite"),
        (PAYLOAD | {"options": [option("a", "1"), option("b", "-2")]}, "between -1 and 1"),
        (PAYLOAD | {"options": [option("a", "1"), option("b", "0") | {"fraction": 0.5}]}, "decimal in text"),
        (PAYLOAD | {"options": [option("a", "1"), option("b", "0") | {"id": "b"}]}, "UUID"),
        (PAYLOAD | {"options": [option("a", "1"), option("b", "0") | {"text": ""}]}, "An option has no text"),
        (PAYLOAD | {"options": [option("a", "1"), "b"]}, "must be an object"),
        (PAYLOAD | {"rationale": 3}, "rationale must be text"),
    ],
)
def test_a_broken_question_is_refused_with_its_reason(payload, message):
    with pytest.raises(ValueError, match=message):
        rule.check(payload)


def test_the_review_tells_everything():
    chosen = PAYLOAD["options"][1]["id"]

    review = rule.review(PAYLOAD, chosen)

    assert [(row["chosen"], row["right"], row["feedback"]) for row in review["options"]] == [
        (False, True, "Feedback on single a."),
        (True, False, "Feedback on single b."),
        (False, False, "Feedback on single c."),
    ]
    assert review["rationale"] == "Rationale of single."
