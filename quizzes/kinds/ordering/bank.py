"""How an ordering stands in a bank. Pure. A body is {"grading", "items": [{"key", "text"}] in the right order}."""

from collections.abc import Mapping

from quizzes.kinds.bank_fields import Body, Fields, Names, listed, optional, pick, unlike
from quizzes.kinds.choices import Payload

from .rule import ABSOLUTE, GRADINGS
from .scores import MOODLE


def read(fields: Fields) -> Body:
    said = fields.choice("grading", (*GRADINGS, *MOODLE), default=ABSOLUTE)
    grading = MOODLE.get(said, said)
    items = [_item(item, n) for n, item in enumerate(fields.mappings("items"))]
    unlike(fields, "items", [(item["key"], item["text"]) for item in items], "item")
    return optional(grading="" if grading == ABSOLUTE else grading) | {"items": items}


def _item(item: Fields, number: int) -> Body:
    found = {"key": item.key(number), "text": item.markdown("text", limit=1000)}
    item.finish()
    return found


def payload(body: Body, names: Names) -> Payload:
    items = [{"id": names.id(item["key"]), "text": item["text"]} for item in body["items"]]
    return {"items": items, "grading": body.get("grading", ABSOLUTE)}


def body(payload: Payload, names: Names) -> Body:
    grading = payload.get("grading", ABSOLUTE)
    items = [{"key": names.key(item["id"]), "text": item["text"]} for item in payload["items"]]
    return optional(grading="" if grading == ABSOLUTE else grading) | {"items": items}


def response(body: Body, said: object, names: Names) -> list[str]:
    """The items in the order that was given, or {item: position}; each by key or text."""
    items = {item["key"]: item["text"] for item in body["items"]}
    placed = (
        said.items() if isinstance(said, Mapping) else [(each, n) for n, each in enumerate(listed(said), 1)]
    )
    return [
        f"{names.id(pick(item, items, 'item'))}:{position}"
        for item, position in placed
        if item is not None and position not in (None, "")
    ]
