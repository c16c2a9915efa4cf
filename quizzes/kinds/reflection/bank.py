"""How a reflection stands in a bank. Pure. A body is {"least_words", "rubric": [{"key", "text", "points"}]}."""

from quizzes.kinds.bank_fields import Body, Fields, Names, optional, unlike
from quizzes.kinds.choices import Payload

from .rule import MOST_POINTS, MOST_WORDS


def read(fields: Fields) -> Body:
    least = fields.number("least_words", 0, MOST_WORDS, default=0)
    rows = [_criterion(item, n) for n, item in enumerate(fields.mappings("rubric"))]
    unlike(fields, "rubric", [(row["key"], row["text"]) for row in rows], "criterion")
    return optional(least_words=str(least) if least else "") | {"rubric": rows}


def _criterion(item: Fields, number: int) -> Body:
    key, text = item.key(number), item.markdown("text", limit=1000)
    points = item.number("points", 1, MOST_POINTS, default=1)
    item.finish()
    return {"key": key, "text": text} | optional(points="" if points == 1 else str(points))


def payload(body: Body, names: Names) -> Payload:
    rubric = [
        {"id": names.id(row["key"]), "text": row["text"], "points": int(row.get("points", "1"))}
        for row in body["rubric"]
    ]
    return {"least_words": int(body.get("least_words", "0")), "rubric": rubric}


def body(payload: Payload, names: Names) -> Body:
    least = payload.get("least_words", 0)
    rubric = [
        {"key": names.key(row["id"]), "text": row["text"]}
        | optional(points="" if row["points"] == 1 else str(row["points"]))
        for row in payload["rubric"]
    ]
    return optional(least_words=str(least) if least else "") | {"rubric": rubric}


def response(body: Body, said: object, names: Names) -> str | None:
    return None if said is None else str(said)
