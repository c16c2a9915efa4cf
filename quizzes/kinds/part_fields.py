"""The response field of a question that is made of questions: one field for each part, under a name of its own."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from quizzes import kinds

from . import response_fields
from .choices import Payload


class PartsWidget(forms.Widget):
    """Reads `response.<part>` for each part, as the part's kind posts it."""

    parts: Sequence[Payload] = ()

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, Any]:
        found = {}
        for part in self.parts:
            widget = kinds.form(part["kind"]).ResponseField(part["payload"]).widget
            found[part["id"]] = widget.value_from_datadict(data, files, f"{name}.{part['id']}")
        return {key: value for key, value in found.items() if value}


class PartsField(response_fields.ResponseField):
    """{part: response}; nothing is an answer too. `parts_name` is where a payload has its parts."""

    widget = PartsWidget
    empty = dict
    parts_name = "parts"

    def __init__(self, payload: Payload) -> None:
        super().__init__(payload)
        self.widget.parts = payload[self.parts_name]


def shown(
    parts: Sequence[Payload], response: Mapping[str, Any] | None, order: Sequence[str], *, field: str
) -> list[dict[str, Any]]:
    """Each part as its kind shows it while sitting, with the template that does."""
    return [
        kinds.form(part["kind"]).shown(
            part["payload"],
            (response or {}).get(part["id"]),
            own_order(part, order),
            field=f"{field}.{part['id']}",
        )
        | {"template": kinds.template(part["kind"]), "kind": part["kind"]}
        for part in parts
    ]


def reviewed(
    parts: Sequence[Payload],
    response: Mapping[str, Any] | None,
    order: Sequence[str],
    *,
    field: str,
    numbers: Mapping[str, int],
) -> list[dict[str, Any]]:
    return [
        kinds.form(part["kind"]).reviewed(
            part["payload"],
            (response or {}).get(part["id"]),
            own_order(part, order),
            field=f"{field}.{part['id']}",
            numbers=numbers,
        )
        | {"template": kinds.template(part["kind"]), "kind": part["kind"]}
        for part in parts
    ]


def own_order(part: Payload, order: Sequence[str]) -> list[str]:
    own = set(kinds.rule(part["kind"]).parts(part["payload"]))
    return [identity for identity in order if identity in own]
