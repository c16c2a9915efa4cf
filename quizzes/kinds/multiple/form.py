"""How a multiple response is posted and shown: checkboxes."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from quizzes.kinds import Payload, choice_rows, response_fields

from . import rule

HINT = "Choose all that apply."


class ResponseField(response_fields.ResponseField):
    """The ids of the chosen options; none is an answer too."""

    widget = forms.CheckboxSelectMultiple
    rule = rule
    empty = list


def shown(
    payload: Payload, response: list[str] | None, order: Sequence[str], *, field: str
) -> dict[str, Any]:
    paper = rule.paper(payload, order)
    # Authors often end the stem with this sentence. Once is enough.
    hint = "" if paper["stem"].rstrip().endswith(HINT) else HINT
    return choice_rows.question(paper, response or [], field=field, control="checkbox", hint=hint)


def reviewed(
    payload: Payload,
    response: list[str] | None,
    order: Sequence[str],
    *,
    field: str,
    numbers: Mapping[str, int],
) -> dict[str, Any]:
    review = rule.review(payload, response, order)
    return choice_rows.reviewed(review, field=field, control="checkbox", numbers=numbers)
