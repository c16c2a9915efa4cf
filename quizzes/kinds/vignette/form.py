"""How a case with questions is posted and shown: the case, then each question as its kind has it."""

from collections.abc import Mapping, Sequence
from typing import Any

from quizzes.kinds import Payload, choice_rows, part_fields

from . import rule


class ResponseField(part_fields.PartsField):
    rule = rule


def shown(
    payload: Payload, response: dict[str, Any] | None, order: Sequence[str], *, field: str
) -> dict[str, Any]:
    parts = part_fields.shown(payload["parts"], response, order, field=field)
    return {"id": field, "stem": choice_rows.inline(payload["stem"]), "parts": numbered(parts)}


def reviewed(
    payload: Payload,
    response: dict[str, Any] | None,
    order: Sequence[str],
    *,
    field: str,
    numbers: Mapping[str, int],
) -> dict[str, Any]:
    parts = part_fields.reviewed(payload["parts"], response, order, field=field, numbers=numbers)
    return {"id": field, "stem": choice_rows.inline(payload["stem"]), "parts": numbered(parts)}


def numbered(parts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """With the place of each, which takes the place of the question's number."""
    return [part | {"place": f"Part {number} of {len(parts)}"} for number, part in enumerate(parts, 1)]
