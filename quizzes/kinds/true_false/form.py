"""How true or false is posted and shown: radio buttons."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from quizzes.kinds import Payload, choice_rows

from . import rule


class ResponseField(forms.Field):
    """ "true" or "false". Cleans to None when nothing is chosen."""

    widget = forms.RadioSelect

    def __init__(self, payload: Payload) -> None:
        super().__init__(required=False, label="Your answer")
        self.payload = payload

    def clean(self, value: object) -> str | None:
        if not value:
            return None
        try:
            return rule.clean(self.payload, value)
        except ValueError as error:
            raise ValidationError(str(error)) from error


def shown(payload: Payload, response: str | None, order: Sequence[str], *, field: str) -> dict[str, Any]:
    paper = rule.paper(payload, order)
    return choice_rows.question(paper, [response or ""], field=field, control="radio", hint="")


def reviewed(
    payload: Payload, response: str | None, order: Sequence[str], *, field: str, numbers: Mapping[str, int]
) -> dict[str, Any]:
    review = rule.review(payload, response, order)
    return choice_rows.reviewed(review, field=field, control="radio", numbers=numbers)
