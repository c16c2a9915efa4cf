"""How a single choice is posted and shown: radio buttons."""

from collections.abc import Mapping, Sequence
from types import NoneType
from typing import Any

from django import forms

from quizzes.kinds import Payload, choice_rows, response_fields

from . import rule


class ResponseField(response_fields.ResponseField):
    """One option's id. Cleans to None when nothing is chosen."""

    widget = forms.RadioSelect
    rule = rule
    empty = NoneType


def shown(payload: Payload, response: str | None, order: Sequence[str], *, field: str) -> dict[str, Any]:
    paper = rule.paper(payload, order)
    return choice_rows.question(paper, [response or ""], field=field, control="radio", hint="")


def reviewed(
    payload: Payload, response: str | None, order: Sequence[str], *, field: str, numbers: Mapping[str, int]
) -> dict[str, Any]:
    review = rule.review(payload, response, order)
    return choice_rows.reviewed(review, field=field, control="radio", numbers=numbers)
