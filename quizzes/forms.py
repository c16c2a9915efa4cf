"""What a browser may send in a sitting: a whole form, or one answer as JSON."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest

from . import kinds
from .models import AttemptItem

# An answer names a few options. Whatever is longer is not read.
MAX_BODY = 64 * 1024
MAX_SEQUENCE, MAX_POSITION = 2**31 - 1, 2**15 - 1


class TooLong(Exception):
    """The body is longer than any answer."""


class NotAnAnswer(Exception):
    """The body is no answer at all. Its text says why."""


class AnswerForm(forms.Form):
    """The answer to one item, checked against the paper. `base` is the answer the page was drawn with."""

    client_id = forms.UUIDField(widget=forms.HiddenInput)
    base = forms.IntegerField(min_value=0, max_value=MAX_SEQUENCE, widget=forms.HiddenInput)
    confidence = forms.IntegerField(min_value=1, max_value=3, required=False)

    def __init__(self, *args: Any, item: AttemptItem, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = kinds.form(item.version.kind)
        self.fields["response"] = kind.ResponseField(item.version.payload)
        self.current = item.answer_response  # type: ignore[attr-defined]  # with_answer()
        self.current_confidence = item.answer_confidence  # type: ignore[attr-defined]

    @property
    def says_something_new(self) -> bool:
        """Next posts the form whether or not the answer was touched. Leaving a question blank says nothing."""
        response = self.cleaned_data["response"]
        if not response and not self.current:
            return False
        sure = self.cleaned_data["confidence"]
        return response is not None and (response, sure) != (self.current, self.current_confidence)


@dataclass(frozen=True, slots=True)
class Envelope:
    """What the page's script sends around a response, which is read by the kind's rule.

    No form: this is read at every answer of everybody, and a form would take a tenth of the time of a save.
    """

    item: int
    client_id: UUID
    base: int | None
    confidence: int | None


def read_json(request: HttpRequest) -> tuple[Envelope, object]:
    """The envelope and the raw response of a posted answer. Raises TooLong and NotAnAnswer."""
    try:
        if int(request.headers.get("Content-Length") or 0) > MAX_BODY or len(request.body) > MAX_BODY:
            raise TooLong
        sent = json.loads(request.body)
    except (ValueError, RecursionError):
        raise NotAnAnswer("This isn’t JSON.") from None
    if not isinstance(sent, dict):
        raise NotAnAnswer("This isn’t an answer.")
    return envelope(sent), sent.get("response")


def envelope(sent: dict[str, Any]) -> Envelope:
    """Raises NotAnAnswer unless every part is there that must be, and is what it should be."""
    item = whole(sent.get("item"), 1, MAX_POSITION)
    if item is None:
        raise NotAnAnswer("This isn’t an answer.")
    try:
        client_id = UUID(sent.get("client_id"))
    except (AttributeError, TypeError, ValueError):
        raise NotAnAnswer("This isn’t an answer.") from None
    base, confidence = whole(sent.get("base"), 0, MAX_SEQUENCE), whole(sent.get("confidence"), 1, 3)
    return Envelope(item, client_id, base, confidence)


def whole(value: object, least: int, most: int) -> int | None:
    """A whole number within bounds, or None for none. Raises NotAnAnswer for anything else."""
    if value is None:
        return None
    if type(value) is not int or not least <= value <= most:  # a bool is an int, too
        raise NotAnAnswer("This isn’t an answer.")
    return value


def storable(response: object) -> object:
    """A response as it came. Raises ValueError for what no database takes: NUL, and half a character."""
    for text in texts(response):
        if "\x00" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
            raise ValueError("An answer can’t hold such characters.")
    return response


def texts(said: object) -> Iterator[str]:
    """Every text in a piece of JSON, names of fields included."""
    if isinstance(said, str):
        yield said
    elif isinstance(said, list):
        for each in said:
            yield from texts(each)
    elif isinstance(said, dict):
        for name, each in said.items():
            yield name
            yield from texts(each)
