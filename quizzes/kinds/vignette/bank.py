"""How a case stands in a bank. Pure. A body is {"parts": [{"key", "type", "weight", "stem", and what its type has}]}."""

from typing import Any

from quizzes.kinds import composite_bank
from quizzes.kinds.bank_fields import Body, Fields, Names
from quizzes.kinds.choices import Payload

from .rule import PART_KINDS


def read(fields: Fields) -> Body:
    rows = composite_bank.read(fields, "parts", sorted(PART_KINDS), default="", has_stem=True)
    return {"parts": rows}


def payload(body: Body, names: Names) -> Payload:
    return {"parts": composite_bank.parts(body["parts"], names, default="")}


def body(payload: Payload, names: Names) -> Body:
    return {"parts": composite_bank.rows(payload["parts"], names, default="", has_stem=True)}


def response(body: Body, said: object, names: Names) -> dict[str, Any]:
    return composite_bank.response(body["parts"], said, names, default="")
