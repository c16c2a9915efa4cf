"""How a number is posted and shown: one line to write on."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from quizzes.kinds import Payload, response_fields, written_rows

from . import rule

HINT = "Write a number, such as 12 or 3.5."
HINT_UNIT = "Write a number and its unit, such as 12 cm."


class ResponseField(response_fields.ResponseField):
    """What was written; nothing is an answer too, so that one can be taken back."""

    widget = forms.TextInput
    rule = rule
    empty = str


def shown(payload: Payload, response: str | None, order: Sequence[str], *, field: str) -> dict[str, Any]:
    paper = rule.paper(payload, order)
    hint = HINT_UNIT if paper["takes_unit"] else HINT
    return written_rows.question(paper["stem"], response, field=field, hint=hint)


def reviewed(
    payload: Payload, response: str | None, order: Sequence[str], *, field: str, numbers: Mapping[str, int]
) -> dict[str, Any]:
    return written_rows.reviewed(rule.review(payload, response, order), field=field, numbers=numbers)
