"""Questions that are made of questions: gaps in a text, and a case."""

from decimal import Decimal

import pytest

from quizzes import kinds
from quizzes.kinds.gaps import form as gaps_form
from quizzes.kinds.gaps import rule as gaps_rule
from quizzes.kinds.vignette import rule as vignette_rule
from tests.factories.kinds import RIGHT, gaps, matching, part, vignette


def test_each_part_counts_by_its_weight():
    payload = gaps()
    whole = RIGHT["gaps"](payload)
    without_word = {key: whole[key] for key in list(whole)[:2]}

    assert gaps_rule.grade(payload, without_word) == Decimal("0.5")


def test_a_part_left_blank_is_left_out_of_the_answer():
    payload = gaps()
    first, second, third = (gap["id"] for gap in payload["gaps"])

    assert gaps_rule.clean(payload, {first: "", second: " ", third: None}) == {}
    assert gaps_rule.clean(payload, {second: " 145 "}) == {second: "145"}


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        ({"other": "x"}, "Answer the gaps"),
        ([], "Answer the gaps"),
        ("x", "Answer the gaps"),
    ],
)
def test_what_is_no_part_is_refused(raw, message):
    with pytest.raises(ValueError, match=message):
        gaps_rule.clean(gaps(), raw)


def test_a_refusal_names_the_gap_as_it_is_read():
    payload = gaps()
    number = payload["gaps"][1]["id"]

    with pytest.raises(ValueError, match="Gap 2: Write a number"):
        gaps_rule.clean(payload, {number: "many"})


@pytest.mark.parametrize(
    ("stem", "is_whole"),
    [
        ("[[a]] [[b]] [[c]]", True),
        ("[[c]], [[a]], [[b]].", True),
        ("[[a]] [[b]]", False),
        ("[[a]] [[b]] [[c]] [[d]]", False),
        ("[[a]] [[a]] [[b]] [[c]]", False),
    ],
)
def test_every_gap_stands_once_in_the_text(stem, is_whole):
    payload = gaps() | {"stem": stem}
    if is_whole:
        gaps_rule.check(payload)
    else:
        with pytest.raises(ValueError, match="stands once in the text"):
            gaps_rule.check(payload)


def test_the_text_keeps_its_form_around_the_gaps():
    payload = gaps() | {"stem": "One *[[a]]* two.\n\n- [[b]]\n- [[c]]"}

    pieces = gaps_form.shown(payload, None, [], field="response")["pieces"]

    html = "".join(piece.get("text") or f"<gap {piece['number']}>" for piece in pieces)
    assert html.replace("\n", "") == (
        "<p>One <em><gap 1></em> two.</p><ul><li><gap 2></li><li><gap 3></li></ul>"
    )


@pytest.mark.parametrize("kind", ["gaps", "vignette", "reflection", "hotspot", "essay"])
def test_a_part_is_no_question_made_of_questions(kind):
    payload = vignette()
    payload["parts"][0]["kind"] = kind

    with pytest.raises(ValueError, match="Part 1: A part is one of"):
        vignette_rule.check(payload)


@pytest.mark.parametrize("weight", [0, 101, "2", True, None, 1.5])
def test_a_weight_is_a_whole_number(weight):
    payload = vignette()
    payload["parts"][0]["weight"] = weight

    with pytest.raises(ValueError, match="Part 1: A weight is a whole number"):
        vignette_rule.check(payload)


def test_a_broken_part_is_named():
    broken = part("broken", "matching", matching() | {"rows": []})

    with pytest.raises(ValueError, match="Part 3: A question needs at least two rows"):
        vignette_rule.check(vignette() | {"parts": [*vignette()["parts"], broken]})


def test_options_are_shuffled_within_their_part():
    payload = vignette()
    order = vignette_rule.parts(payload)[::-1]

    for part_, paper in zip(payload["parts"], vignette_rule.paper(payload, order)["parts"], strict=True):
        own = kinds.rule(part_["kind"]).parts(part_["payload"])
        shown = paper["paper"].get("options") or paper["paper"]["answers"]
        assert [each["id"] for each in shown] == own[::-1]
