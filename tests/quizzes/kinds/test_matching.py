from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.kinds.matching import rule
from tests.factories.kinds import identity, matching

PAYLOAD = matching()
ROWS = [row["id"] for row in PAYLOAD["rows"]]
ANSWERS = [answer["id"] for answer in PAYLOAD["answers"]]
KEY = {row["id"]: row["answer"] for row in PAYLOAD["rows"]}


@given(st.dictionaries(st.sampled_from(ROWS), st.sampled_from(ANSWERS)))
def test_the_share_of_right_rows_is_earned(chosen):
    response = rule.clean(PAYLOAD, [f"{row}:{answer}" for row, answer in chosen.items()])

    right = sum(KEY[row] == answer for row, answer in chosen.items())

    assert rule.grade(PAYLOAD, response) == (Decimal(right) / 3).quantize(Decimal("1e-7"))


def test_answers_of_one_text_are_one_answer():
    twin = {"id": identity("twin"), "text": " Answer  1"}
    payload = PAYLOAD | {"answers": [*PAYLOAD["answers"], twin]}

    assert rule.grade(payload, [f"{ROWS[0]}:{twin['id']}"]) == Decimal("0.3333333")
    assert [answer["text"] for answer in rule.paper(payload)["answers"]] == [
        "Answer 1",
        "Answer 2",
        "Answer 3",
    ]


@pytest.mark.parametrize(
    "raw",
    [
        [f"{ROWS[0]}:{ANSWERS[0]}", f"{ROWS[0]}:{ANSWERS[1]}"],
        [f"{ANSWERS[0]}:{ROWS[0]}"],
        ["x"],
        "x",
        None,
        {},
    ],
)
def test_anything_but_one_answer_a_row_is_refused(raw):
    with pytest.raises(ValueError, match="Choose"):
        rule.clean(PAYLOAD, raw)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"rows": PAYLOAD["rows"][:1]}, "at least two rows"),
        ({"answers": PAYLOAD["answers"][:1]}, "at least two answers"),
        ({"rows": [row | {"answer": "x"} for row in PAYLOAD["rows"]]}, "stands among the answers"),
        ({"rows": PAYLOAD["rows"] * 2}, "same id"),
        ({"answers": [answer | {"text": "a"} for answer in PAYLOAD["answers"]]}, "all be the same"),
    ],
)
def test_a_broken_question_is_refused_with_its_reason(changes, message):
    with pytest.raises(ValueError, match=message):
        rule.check(PAYLOAD | changes)
