from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.kinds.multiple import rule
from tests.factories.kinds import multiple, option

PARTIAL = multiple()
STRICT = multiple(scoring="all-or-nothing")
IDS = [option["id"] for option in PARTIAL["options"]]
SHARES = st.lists(st.decimals(-1, 1, places=7).map(str), min_size=2, max_size=8)


def payload_of(fractions):
    return {"stem": "?", "options": [option(str(n), part) for n, part in enumerate(fractions)]}


@given(SHARES, st.data())
def test_chosen_fractions_add_up_within_nought_and_one(fractions, data):
    payload = payload_of(fractions)
    chosen = data.draw(st.lists(st.sampled_from(range(len(fractions))), unique=True))

    earned = rule.grade(payload, [payload["options"][index]["id"] for index in chosen])

    total = sum((Decimal(fractions[index]) for index in chosen), Decimal())
    assert earned == sorted([Decimal(0), total, Decimal(1)])[1]


@given(st.sets(st.sampled_from(IDS)))
def test_all_or_nothing_gives_a_point_for_exactly_the_right_ones(chosen):
    assert rule.grade(STRICT, sorted(chosen)) == (1 if chosen == set(IDS[:2]) else 0)


@pytest.mark.parametrize("payload", [PARTIAL, STRICT])
@pytest.mark.parametrize("response", [None, []])
def test_nothing_chosen_earns_nothing(payload, response):
    assert rule.grade(payload, response) == 0


def test_a_wrong_choice_costs_a_share():
    assert rule.grade(PARTIAL, [IDS[0], IDS[1], IDS[2]]) == Decimal("0.5")


@given(st.lists(st.sampled_from(IDS)))
def test_a_response_has_one_form(raw):
    assert rule.clean(PARTIAL, raw) == sorted(set(raw))


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda s: st.lists(s, min_size=1)))
def test_anything_but_options_of_the_question_is_refused(raw):
    with pytest.raises(ValueError, match="Choose from the options"):
        rule.clean(PARTIAL, raw)


def test_thirds_make_a_whole_question():
    payload = payload_of(["0.3333333"] * 3 + ["-0.3333333"])

    rule.check(payload)

    assert rule.grade(payload, [row["id"] for row in payload["options"][:3]]) == Decimal("0.9999999")


@pytest.mark.parametrize(
    ("payload", "message"),
    [
        (PARTIAL | {"scoring": "negative"}, "“partial” or “all-or-nothing”"),
        (payload_of(["0", "-1"]), "At least one option must be right"),
        (payload_of(["0.5", "0.3"]), "add up to 1"),
        (PARTIAL | {"stem": None}, "The stem has no text"),
    ],
)
def test_a_broken_question_is_refused_with_its_reason(payload, message):
    with pytest.raises(ValueError, match=message):
        rule.check(payload)


def test_the_paper_holds_no_scoring():
    assert set(rule.paper(STRICT)) == {"stem", "options"}


def test_the_review_marks_what_was_chosen_and_what_was_right():
    review = rule.review(PARTIAL, [IDS[1], IDS[2]])

    assert [(row["chosen"], row["right"]) for row in review["options"]] == [
        (False, True),
        (True, True),
        (True, False),
        (False, False),
    ]
