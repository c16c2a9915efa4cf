"""Answers that are written, as the template shows them: a question with one line to write on."""

from collections.abc import Mapping
from typing import Any

from .choice_rows import inline


def question(stem: str, response: str | None, *, field: str, hint: str) -> dict[str, Any]:
    """What components/quiz_written.html shows while sitting."""
    return {"id": field, "name": field, "stem": inline(stem), "hint": hint, "value": response or ""}


def reviewed(review: Mapping[str, Any], *, field: str, numbers: Mapping[str, int]) -> dict[str, Any]:
    """What it shows afterwards, in words, because colour alone says nothing."""
    word = "Your answer, and right" if review["right"] else "Not the full answer"
    return question(review["stem"], review["response"], field=field, hint="") | {
        "disabled": True,
        "verdict": "right" if review["right"] else "wrong",
        "verdict_word": word if review["response"] else "Left blank",
        "answer": "" if review["right"] else review["answer"],
        "feedback": inline(review["feedback"], numbers),
    }
