"""How a short answer stands in a bank. Pure. A body is {"case", "answers": [{"text", "fraction", "feedback"}]}."""

from quizzes.kinds.bank_fields import Body, Fields, Names, optional
from quizzes.kinds.choices import Payload

from .rule import LONGEST_PATTERN


def read(fields: Fields) -> Body:
    found = {"case": "yes"} if fields.flag("case", default=False) else {}
    return found | {"answers": [_answer(item) for item in fields.mappings("answers")]}


def _answer(item: Fields) -> Body:
    text = item.exact("text", limit=LONGEST_PATTERN)
    fraction = item.decimal("fraction", "-1", "1", default="1")
    feedback = item.markdown("feedback", default="")
    item.finish()
    return {"text": text} | optional(fraction="" if fraction == "1" else fraction, feedback=feedback)


def payload(body: Body, names: Names) -> Payload:
    answers = [
        {"text": row["text"], "fraction": row.get("fraction", "1"), "feedback": row.get("feedback", "")}
        for row in body["answers"]
    ]
    return {"answers": answers, "case": body.get("case") == "yes"}


def body(payload: Payload, names: Names) -> Body:
    answers = [
        {"text": row["text"]}
        | optional(
            fraction="" if row["fraction"] == "1" else row["fraction"], feedback=row.get("feedback", "")
        )
        for row in payload["answers"]
    ]
    return ({"case": "yes"} if payload.get("case") else {}) | {"answers": answers}


def response(body: Body, said: object, names: Names) -> str | None:
    """What was written."""
    return None if said is None else str(said)
