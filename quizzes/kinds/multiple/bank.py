"""How a multiple response stands in a bank. Pure."""

from quizzes.kinds import choice_bank, choices
from quizzes.kinds.bank_fields import Body, Fields, Names, optional
from quizzes.kinds.choices import Payload

SCORINGS = ("partial", "all-or-nothing")


def read(fields: Fields) -> Body:
    rows = choice_bank.read(fields)
    told = ["fraction" in row for row in rows]
    if any(told) and not all(told):
        fields.problem("choices", "E109", "all choices say their fraction, or none does")
    elif rows and not any(told) and not any("right" in row for row in rows):
        fields.problem("choices", "E105", "multiple needs at least one right choice")
    scoring = fields.choice("scoring", SCORINGS, default=SCORINGS[0])
    return optional(scoring="" if scoring == SCORINGS[0] else scoring) | {"choices": rows}


def payload(body: Body, names: Names) -> Payload:
    rows = body["choices"]
    right = sum("right" in row for row in rows)
    options = choice_bank.options(rows, names, lambda row: choice_bank.share(right, "right" in row))
    return {"options": options, "scoring": body.get("scoring", SCORINGS[0])}


def body(payload: Payload, names: Names) -> Body:
    right = sum(choices.fraction(option) > 0 for option in payload["options"])
    scoring = payload.get("scoring", SCORINGS[0])
    rows = choice_bank.rows(
        payload, names, lambda is_right: choice_bank.share(right, is_right) if right else ""
    )
    return optional(scoring="" if scoring == SCORINGS[0] else scoring) | {"choices": rows}


def response(body: Body, said: object, names: Names) -> list[str]:
    """The chosen ones, by key or text."""
    return choice_bank.chosen(body, said, names)
