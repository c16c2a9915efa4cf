"""What every kind's response field is: a form field that leaves the cleaning to the kind's rule."""

from collections.abc import Callable
from typing import Any, Protocol

from django import forms
from django.core.exceptions import ValidationError

from quizzes.kinds import Payload


class Rule(Protocol):
    @property
    def clean(self) -> Callable[[Payload, Any], Any]: ...


class ResponseField(forms.Field):
    """A response, cleaned by the rule against the question.

    `empty` makes what the rule is asked when nothing was posted. None is no answer, and asks no rule.
    """

    rule: Rule
    empty: Callable[[], Any]

    def __init__(self, payload: Payload) -> None:
        super().__init__(required=False, label="Your answer")
        self.payload = payload

    def clean(self, value: object) -> Any:
        given = value or self.empty()
        if given is None:
            return None
        try:
            return self.rule.clean(self.payload, given)
        except ValueError as error:
            raise ValidationError(str(error)) from error
