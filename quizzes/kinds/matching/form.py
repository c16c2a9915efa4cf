"""How a matching is posted and shown: a list to choose from in each row."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from quizzes.kinds import Payload, placement_rows, response_fields

from . import rule

HINT = "Choose an answer for each. An answer may fit more than once, or not at all."


class ResponseField(response_fields.ResponseField):
    """What was chosen in each row; nothing is an answer too."""

    widget = forms.SelectMultiple
    rule = rule
    empty = list


def shown(
    payload: Payload, response: list[str] | None, order: Sequence[str], *, field: str
) -> dict[str, Any]:
    paper = rule.paper(payload, order)
    choices = [(answer["id"], answer["text"]) for answer in paper["answers"]]
    return placement_rows.question(paper, choices, response, field=field, hint=HINT)


def reviewed(
    payload: Payload,
    response: list[str] | None,
    order: Sequence[str],
    *,
    field: str,
    numbers: Mapping[str, int],
) -> dict[str, Any]:
    return placement_rows.reviewed(rule.review(payload, response, order), field=field)
