"""The command that grades prints what our rules give, and says what is wrong with what no bank would hold."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from interchange.marking import fraction_of


def question(kind, right="", **said):
    choices = [
        {"key": key, "right" if key in right else "wrong": f"Choice {key}", "feedback": "Because."}
        for key in "abcd"
    ]
    whole = {"id": "q", "type": kind, "objective": "LO1", "bloom": "apply", "answered_in": "a#b"}
    whole |= {"references": ["r"], "stem": "Which?", "rationale": "So."}
    return whole | ({"choices": choices} if right else {}) | said


def graded(tmp_path, *cases):
    path = tmp_path / "cases.json"
    path.write_text(json.dumps([{"question": asked, "response": said} for asked, said in cases]))
    out = StringIO()
    call_command("grade", "--json", str(path), stdout=out, stderr=StringIO())
    return json.loads(out.getvalue())


def earned(said, kind, **question):
    return fraction_of("case", {"type": kind, "stem": "Which?", **question}, said)


def test_each_response_is_graded(tmp_path):
    one, three = question("single", "b"), question("multiple", "abc")

    found = graded(
        tmp_path, (one, "b"), (one, "a"), (one, None), (three, ["a"]), (three, ["a", "d"]), (three, [])
    )

    assert found == ["1.0000000", "0.0000000", "0.0000000", "0.3333333", "0.0000000", "0.0000000"]


@pytest.mark.parametrize(
    ("asked", "said", "message"),
    [
        (question("single", "ab"), "a", "E104"),
        (question("single", "a"), "e", "“e” is no choice: there are a, b, c, d"),
        (question("single", "a"), ["a"], "Choose one"),
        (question("essay"), "a", "E023"),
        (question("short", answers=[{"text": "*"}]), "a", "E110"),
        (question("short", answers=[{"text": "a", "fraction": 2}]), "a", "E026"),
        ([], "a", "E014"),
        ("deep", {"a": [[[[[[[[[[["x"]]]]]]]]]]]}, "E014"),
    ],
)
def test_what_cannot_be_graded_says_why_and_stops_no_other(tmp_path, asked, said, message):
    found = graded(tmp_path, (question("single", "b"), "b"), (asked, said), (question("single", "b"), "a"))

    assert found[0::2] == ["1.0000000", "0.0000000"]
    assert message in found[1]["error"]


@pytest.mark.parametrize("text", ["{", '{"question": 1}', "[" * 100_000])
def test_a_file_that_is_no_list_of_cases_is_refused(tmp_path, text):
    path = tmp_path / "cases.json"
    path.write_text(text)

    with pytest.raises(CommandError):
        call_command("grade", "--json", str(path))


def test_a_case_without_a_question_says_so(tmp_path):
    path = tmp_path / "cases.json"
    path.write_text('[7, {"response": "a"}]')
    out = StringIO()

    call_command("grade", "--json", str(path), stdout=out, stderr=StringIO())

    assert ["error" in each for each in json.loads(out.getvalue())] == [True, True]


CHOICES = [{"text": "Veins", "fraction": 1}, {"text": "Arteries", "fraction": -0.25}, {"wrong": "Nerves"}]
ROWS = [{"text": "Cold", "answer": "Artery"}, {"text": "Warm", "answer": "Vein"}]
ITEMS = [{"text": "Look"}, {"text": "Feel"}, {"text": "Press"}]


@pytest.mark.parametrize(
    ("kind", "said", "response", "fraction"),
    [
        # Keys, texts, and texts in another case; parts without a key are a, b, c, …
        ("single", {"choices": CHOICES}, "a", "1.0000000"),
        ("single", {"choices": CHOICES}, "arteries ", "-0.2500000"),
        ("single", {"choices": CHOICES}, "c", "0.0000000"),
        ("multiple", {"choices": [{"right": "One"}, {"wrong": "Two"}]}, "One", "1.0000000"),
        ("true_false", {"answer": True}, True, "1.0000000"),
        ("true_false", {"answer": False}, "True", "0.0000000"),
        ("true_false", {"answer": "false"}, "false", "1.0000000"),
        ("numeric", {"answers": [{"value": 9.8, "tolerance": 0.1}]}, 9.9, "1.0000000"),
        ("numeric", {"answers": [{"from": 1, "to": 5}]}, "5", "1.0000000"),
        (
            "numeric",
            {"answers": [{"value": 3}], "units": [{"unit": "cm"}]},
            {"value": "3", "unit": "cm"},
            "1.0000000",
        ),
        ("short", {"case": True, "answers": [{"text": "Fascia"}]}, "fascia", "0.0000000"),
        ("matching", {"rows": ROWS}, {"Cold": "Artery", "b": "a"}, "0.5000000"),
        ("matching", {"rows": ROWS}, [["a", "Artery"], ["b", "Vein"]], "1.0000000"),
        ("matching", {"rows": ROWS}, ["Artery", None], "0.5000000"),
        ("matching", {"rows": ROWS, "distractors": [{"key": "x", "text": "Lymph"}]}, ["x", "b"], "0.5000000"),
        ("ordering", {"items": ITEMS}, ["Look", "Press", "Feel"], "0.3333333"),
        ("ordering", {"items": ITEMS}, {"a": 1, "b": 2, "c": 3}, "1.0000000"),
    ],
)
def test_a_response_may_be_given_in_several_shapes(kind, said, response, fraction):
    assert earned(response, kind, **said) == fraction
