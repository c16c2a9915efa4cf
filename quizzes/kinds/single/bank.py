"""How a single choice stands in a bank. Pure."""

from quizzes.kinds import choice_bank
from quizzes.kinds.bank_fields import Body, Fields, Names
from quizzes.kinds.choices import Payload


def read(fields: Fields) -> Body:
    rows = choice_bank.read(fields)
    right = sum("right" in row for row in rows)
    if rows and right != 1 and not any("fraction" in row for row in rows):
        message = f"single needs exactly one full-credit choice (found {right})"
        fields.problem("choices", "E104", message)
    if fields.has("scoring"):
        fields.skip("scoring")
        fields.problem("scoring", "E107", "a single question is right or wrong; leave `scoring` out")
    return {"choices": rows}


def payload(body: Body, names: Names) -> Payload:
    return {"options": choice_bank.options(body["choices"], names, lambda row: usual("right" in row))}


def usual(is_right: bool) -> str:
    """A wrong option takes nothing away."""
    return "1" if is_right else "0"


def body(payload: Payload, names: Names) -> Body:
    return {"choices": choice_bank.rows(payload, names, usual)}


def response(body: Body, said: object, names: Names) -> str | None:
    """One choice, by key or text. Raises ValueError for another, and for two."""
    found = choice_bank.chosen(body, said, names)
    if len(found) > 1 or isinstance(said, list):
        raise ValueError("Choose one.")
    return found[0] if found else None
