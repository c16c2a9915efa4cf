"""Parts of a question as lines of text: nothing is lost on the way, or it is said."""

import pytest

from quizzes.kinds import lines, part_editor

CHOICES = {
    "choices": [
        {"key": "a", "right": "Fascia", "feedback": "It is deep to the skin."},
        {"key": "c", "wrong": "Bone", "feedback": "No muscle lies above it."},
    ],
    "shuffle": "no",
}
WORTHS = {
    "answers": [
        {"text": "fascia", "feedback": "Yes."},
        {"text": "tendon", "fraction": "0.5"},
        {"text": "*", "fraction": "0", "feedback": "Neither."},
    ],
    "case": "yes",
}
NUMBERS = {
    "answers": [
        {"value": "2", "tolerance": "0.5", "feedback": "About 2 mm."},
        {"value": "3", "fraction": "0.5"},
    ],
    "units": [{"unit": "mm"}],
}
MATCHES = {"rows": [{"key": "a", "text": "C fiber", "answer": "slow"}], "extra": ["fast"]}


@pytest.mark.parametrize(
    ("kind", "body", "text"),
    [
        ("single", CHOICES, "*Fascia // It is deep to the skin.\nBone // No muscle lies above it."),
        ("short", WORTHS, "fascia // Yes.\n[0.5] tendon\n[0] * // Neither."),
        ("numeric", NUMBERS, "2 ± 0.5 // About 2 mm.\n[0.5] 3"),
        ("matching", MATCHES, "C fiber -> slow"),
        ("true_false", {"answer": "true", "feedback": "So it is."}, "true"),
    ],
)
def test_what_lines_say_and_what_they_cannot_say_comes_back(kind, body, text):
    assert lines.written(kind, body) == text
    assert lines.read(kind, text, body) == body


def test_a_new_line_gets_the_next_free_key_and_the_others_keep_theirs():
    found = lines.read("single", "Skin\n*Fascia\nBone", CHOICES)

    assert [(row["key"], lines.words(row)) for row in found["choices"]] == [
        ("b", "Skin"),
        ("a", "Fascia"),
        ("c", "Bone"),
    ]
    assert found["shuffle"] == "no"


def test_another_kind_takes_nothing_over():
    earlier = [{"key": "p", "type": "single"} | CHOICES]

    [found] = part_editor.finish([{"key": "p", "type": "ordering", "lines": "Ask\nLook"}], earlier, "single")

    assert found == {
        "key": "p",
        "type": "ordering",
        "items": [{"key": "a", "text": "Ask"}, {"key": "b", "text": "Look"}],
    }


def test_what_lines_would_lose_is_not_edited():
    row = {"key": "a", "right": "Fascia", "feedback": "It is deep.\n\nTo the skin."}

    with pytest.raises(part_editor.CannotEdit, match="bank’s file"):
        part_editor.begin([{"key": "p", "choices": [row, {"key": "b", "wrong": "Bone"}]}], "single")


def test_more_lines_than_letters_get_keys_of_their_own():
    rows = lines.read("single", "\n".join(f"Choice {number}" for number in range(60)), {})["choices"]

    assert len({row["key"] for row in rows}) == 60
    assert [rows[0]["key"], rows[25]["key"], rows[26]["key"]] == ["a", "z", "a1"]
