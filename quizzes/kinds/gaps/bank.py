"""How a text with gaps stands in a bank. Pure.

A body is {"gaps": [{"key", "mark", "type", "weight", and what its type has}]}. A gap's mark is its key, unless it
says another.
"""

from typing import Any

from quizzes.kinds import composite_bank
from quizzes.kinds.bank_fields import Body, Fields, Names, optional
from quizzes.kinds.choices import Payload

from .rule import GAP_KINDS

USUAL = "short"


def read(fields: Fields) -> Body:
    return {"gaps": composite_bank.read(fields, "gaps", sorted(GAP_KINDS), default=USUAL, has_stem=False)}


def payload(body: Body, names: Names) -> Payload:
    parts = composite_bank.parts(body["gaps"], names, default=USUAL)
    marks = [row.get("mark", row["key"]) for row in body["gaps"]]
    return {"gaps": [part | {"mark": mark} for part, mark in zip(parts, marks, strict=True)]}


def body(payload: Payload, names: Names) -> Body:
    rows = composite_bank.rows(payload["gaps"], names, default=USUAL, has_stem=False)
    marks = [gap["mark"] for gap in payload["gaps"]]
    return {
        "gaps": [
            row | optional(mark="" if mark == row["key"] else mark)
            for row, mark in zip(rows, marks, strict=True)
        ]
    }


def response(body: Body, said: object, names: Names) -> dict[str, Any]:
    return composite_bank.response(body["gaps"], said, names, default=USUAL)
