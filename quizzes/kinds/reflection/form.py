"""How a reflection is posted and shown: a box to write in."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from quizzes.kinds import Payload, choice_rows, response_fields

from . import rule


class ResponseField(response_fields.ResponseField):
    """What was written; nothing is an answer too, so that one can be taken back."""

    widget = forms.Textarea
    rule = rule
    empty = str


def shown(payload: Payload, response: str | None, order: Sequence[str], *, field: str) -> dict[str, Any]:
    paper = rule.paper(payload, order)
    least = paper["least_words"]
    hint = f"Write at least {least} words. " if least else ""
    return {
        "id": field,
        "name": field,
        "stem": choice_rows.inline(paper["stem"]),
        "hint": f"{hint}A person reads and marks this.",
        "value": response or "",
        "longest": rule.LONGEST,
    }


def reviewed(
    payload: Payload, response: str | None, order: Sequence[str], *, field: str, numbers: Mapping[str, int]
) -> dict[str, Any]:
    review = rule.review(payload, response, order)
    return {
        "id": field,
        "stem": choice_rows.inline(review["stem"]),
        "response": review["response"] or "Left blank",
        "rubric": review["rubric"],
        "graded": True,
    }
