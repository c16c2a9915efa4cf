"""How places on a chart stand in a bank. Pure.

A body is {"image", "regions": [{"key", "right" | "wrong" (the label), "area", "feedback"}]}.
"""

from collections.abc import Mapping
from typing import Any

from quizzes.kinds.bank_fields import Body, Fields, Names, listed, optional, pick, unlike
from quizzes.kinds.choices import Payload

from . import areas
from .charts import CHARTS


def read(fields: Fields) -> Body:
    image = fields.choice("image", tuple(CHARTS))
    rows = [_region(item, n) for n, item in enumerate(fields.mappings("regions"))]
    unlike(fields, "regions", [(row["key"], label(row)) for row in rows if label(row)], "region")
    return {"image": image, "regions": rows}


def _region(item: Fields, number: int) -> Body:
    row = {"key": item.key(number)}
    given = [name for name in ("right", "wrong") if item.has(name)]
    if len(given) == 1:
        row[given[0]] = item.text(given[0])
    else:
        item.problem("", "E102", f"region {row['key']}: give either `right` or `wrong`")
        item.skip("right", "wrong")
    row["area"] = item.text("area", limit=1000)
    row |= optional(feedback=item.markdown("feedback", default=""))
    item.finish()
    return row


def label(row: Body) -> str:
    return str(row.get("right") or row.get("wrong") or "")


def payload(body: Body, names: Names) -> Payload:
    regions = [
        {
            "id": names.id(row["key"]),
            "label": label(row),
            "area": row["area"],
            "right": "right" in row,
            "feedback": row.get("feedback", ""),
        }
        for row in body["regions"]
    ]
    return {"image": body["image"], "regions": regions}


def body(payload: Payload, names: Names) -> Body:
    regions = [
        {
            "key": names.key(region["id"]),
            "right" if region["right"] else "wrong": region["label"],
            "area": region["area"],
        }
        | optional(feedback=region.get("feedback", ""))
        for region in payload["regions"]
    ]
    return {"image": payload["image"], "regions": regions}


def response(body: Body, said: object, names: Names) -> list[str]:
    """Regions by key or label, or points as {"x", "y"}, [x, y] or "x,y". A point in no region is a miss."""
    rows = {row["key"]: row for row in body["regions"]}
    offered = {key: label(row) for key, row in rows.items()}
    found: list[str] = []
    for number, each in enumerate(points(said)):
        at = point(each)
        if at is None:
            found.append(names.id(pick(each, offered, "region")))
            continue
        # A place is hit once, and where regions overlap, a point counts for a right one.
        hit = [
            key
            for key, row in rows.items()
            if names.id(key) not in found and areas.holds(areas.parse(row["area"]), at)
        ]
        hit.sort(key=lambda key: "right" not in rows[key])
        found.append(names.id(hit[0]) if hit else f"miss {number}")
    return found


def points(said: object) -> list[Any]:
    is_point = isinstance(said, list) and len(said) == 2 and all(isinstance(n, int | float) for n in said)
    return [said] if is_point else listed(said)


def point(said: Any) -> areas.Point | None:
    """A point, or None for what must be a name."""
    if isinstance(said, Mapping):
        said = [said.get("x"), said.get("y")]
    text = ",".join(map(str, said)) if isinstance(said, list) else str(said)
    try:
        return areas.point(text)
    except ValueError:
        return None
