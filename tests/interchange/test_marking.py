"""The command that grades prints what our rules give, and refuses what no bank would hold."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command


def question(kind, right):
    choices = [
        {"key": key, "right" if key in right else "wrong": f"Choice {key}", "feedback": "Because."}
        for key in "abcd"
    ]
    said = {"id": "q", "type": kind, "objective": "LO1", "bloom": "apply", "answered_in": "a#b"}
    return said | {"references": ["r"], "stem": "Which?", "choices": choices, "rationale": "So."}


def graded(tmp_path, *cases):
    path = tmp_path / "cases.json"
    path.write_text(json.dumps([{"question": asked, "response": said} for asked, said in cases]))
    out = StringIO()
    call_command("grade", "--json", str(path), stdout=out)
    return json.loads(out.getvalue())


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
        (question("single", "a"), "e", "has the choices a, b, c, d"),
        (question("single", "a"), ["a"], "Choose one"),
        ([], "a", "E014"),
    ],
)
def test_what_cannot_be_graded_is_refused_with_its_reason(tmp_path, asked, said, message):
    with pytest.raises(CommandError, match=message):
        graded(tmp_path, (asked, said))
