"""The difference between two editions, in words that a reader would use."""

from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.comparing import MOST_WORDS, Difference, Run, Step, compare, runs, words

CLAIM = {
    "id": "c1",
    "type": "claim",
    "key": "flow",
    "statement": "Massage raises arterial flow.",
    "measured": "In 13 people.",
    "verdict": "supported",
    "certainty": "moderate",
    "citations": ["hinds2004"],
}
TEXT = {
    "id": "t1",
    "type": "text",
    "key": "flow",
    "text": "## Flow {#flow}\n\nFlow **rises** [@hinds2004] at the skin.",
}


def lesson(*blocks, title="Circulation", **body) -> Step:
    return Step("k1", "lesson", title, {"blocks": list(blocks), "references": []} | body)


def quiz(questions, mark=80) -> Step:
    pools = [{"draw": 2, "questions": [{"uuid": uuid, "version": version} for uuid, version in questions]}]
    return Step("q1", "quiz", "Post-test", {"pools": pools, "pass_mark": mark, "attempts_allowed": 0})


def difference(old, new, before=None, after=None) -> Difference:
    return compare(before or {}, old, after or {}, new)


def test_the_same_is_no_difference():
    assert not difference([lesson(TEXT, CLAIM)], [lesson(TEXT, CLAIM)])


def test_words_that_changed_stand_among_those_that_stay():
    new = TEXT | {"text": "## Flow {#flow}\n\nFlow **falls** [@hinds2004] at the skin."}

    [step] = difference([lesson(TEXT)], [lesson(new)]).steps

    assert step.blocks[0].runs == [
        Run("same", "Flow Flow"),
        Run("removed", "rises"),
        Run("added", "falls"),
        Run("same", "at the skin."),
    ]


def test_the_verdict_of_a_claim_is_told_as_a_verdict():
    new = CLAIM | {"verdict": "contested", "certainty": "very-low"}

    [block] = difference([lesson(CLAIM)], [lesson(new)]).steps[0].blocks

    assert block.remarks == [
        "The evidence was supported with moderate certainty, now contested with very low certainty."
    ]
    assert block.runs == []


def test_blocks_that_came_and_went_are_shown_whole():
    blocks = difference([lesson(TEXT)], [lesson(CLAIM)]).steps[0].blocks

    assert [(block.how, block.kind) for block in blocks] == [("added", "Claim"), ("removed", "Text")]


def test_what_no_reader_sees_is_no_change_of_a_block():
    new = CLAIM | {"review_by": "2099-01-01"}

    [step] = difference([lesson(CLAIM)], [lesson(new)]).steps

    assert step.blocks == []
    assert step.remarks == ["Something changed that isn't read as words."]


def test_questions_are_counted_and_never_quoted():
    [step] = difference([quiz([("a", 1), ("b", 1)])], [quiz([("a", 2), ("c", 1)], mark=85)]).steps

    assert step.remarks == [
        "The pass mark in percent: 80 → 85.",
        "Questions: 1 new, 1 no longer asked, 1 with new words.",
    ]


def test_steps_that_came_went_and_were_renamed():
    old = [lesson(TEXT), Step("k2", "lesson", "Gone", {})]
    new = [lesson(TEXT, title="Blood"), Step("k3", "lesson", "New", {})]

    steps = difference(old, new).steps

    assert [(step.how, step.title, step.remarks) for step in steps] == [
        ("changed", "Blood", ["It was called “Circulation”."]),
        ("added", "New", []),
        ("removed", "Gone", []),
    ]


def test_the_terms_of_the_course():
    objective = {"uuid": "o1", "number": 1, "statement": "Explain flow."}
    before = {"title": "A", "hours": "1", "objectives": [objective]}
    after = {"title": "A", "hours": "1.5", "objectives": [objective | {"statement": "Explain blood flow."}]}

    assert difference([], [], before, after).course == [
        "The credit in CE: 1 → 1.5.",
        "Objective 1 was “Explain flow.”, now “Explain blood flow.”",
    ]


def test_another_order_is_said():
    first, second = lesson(TEXT), Step("k2", "lesson", "Second", {})

    assert difference([first, second], [second, first]).course == ["The steps come in another order."]


def test_a_long_stretch_that_stays_is_cut_short():
    numbers = [str(number) for number in range(100)]

    found = runs(" ".join(numbers), " ".join([*numbers[:50], "new", *numbers[50:]]))

    assert [run.how for run in found] == ["gap", "same", "added", "same", "gap"]
    assert found[1].text == " ".join(numbers[40:50])


def test_a_text_that_is_too_long_is_replaced_as_a_whole():
    old = " ".join(["word"] * MOST_WORDS)

    assert runs(old, old + " more") == [Run("removed", old), Run("added", old + " more")]


WORDS = st.lists(st.sampled_from(["a", "b", "c", "d", "e", "f"]), max_size=40).map(" ".join)


@given(WORDS, WORDS)
def test_what_was_taken_out_and_put_in_makes_the_new_of_the_old(old, new):
    """Whatever changed is there: nothing that came or went is left out of the short form."""
    found = runs(old, new)
    came = [word for run in found if run.how == "added" for word in run.text.split()]
    went = [word for run in found if run.how == "removed" for word in run.text.split()]
    kept = len(old.split()) - len(went)

    assert len(new.split()) == kept + len(came)
    assert (old == new) == (not came and not went)


@pytest.mark.parametrize("sign", ["**", "_", "[@a2004]", "{#key}", "> "])
def test_signs_of_markdown_are_no_words(sign):
    numbers = count()
    block = {"id": str(next(numbers)), "type": "text", "text": f"{sign} word"}

    assert words(block) == "word"
