"""How questions that are made of questions stand in a bank: each part with its type, weight and own fields. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from quizzes import kinds

from .bank_fields import Body, Fields, Names, listed, optional, pick
from .choices import Payload
from .composites import HEAVIEST


def read(fields: Fields, name: str, allowed: Sequence[str], *, default: str, has_stem: bool) -> list[Body]:
    """The parts. One that says no type has the default one."""
    found: list[Body] = []
    for number, item in enumerate(fields.mappings(name)):
        key = item.key(number)
        kind = item.choice("type", tuple(allowed), default=default or None)
        weight = item.number("weight", 1, HEAVIEST, default=1)
        row = {"key": key} | optional(type="" if kind == default else kind)
        row |= optional(weight="" if weight == 1 else str(weight))
        if has_stem:
            row["stem"] = item.markdown("stem")
        else:
            row |= optional(mark=item.text("mark", limit=36, default=""))
        if kind in allowed:
            row |= kinds.bank(kind).read(item)
            item.finish()
        if key in {each["key"] for each in found}:
            fields.problem(name, "E025", f"{key} stands twice")
        found.append(row)
    return found


def parts(rows: Sequence[Body], names: Names, *, default: str) -> list[Payload]:
    """As a payload keeps them. A gap has no stem of its own."""
    return [
        {
            "id": names.id(row["key"]),
            "kind": row.get("type", default),
            "weight": int(row.get("weight", "1")),
            "payload": {"stem": row.get("stem", "Gap")}
            | kinds.bank(row.get("type", default)).payload(row, names.inside(row["key"])),
        }
        for row in rows
    ]


def rows(parts: Sequence[Payload], names: Names, *, default: str, has_stem: bool) -> list[Body]:
    """The other direction."""
    found = []
    for part in parts:
        key, kind, weight = names.key(part["id"]), part["kind"], part.get("weight", 1)
        row = {"key": key} | optional(type="" if kind == default else kind)
        row |= optional(weight="" if weight == 1 else str(weight))
        row |= {"stem": part["payload"]["stem"]} if has_stem else {}
        found.append(row | kinds.bank(kind).body(part["payload"], names.inside(key)))
    return found


def response(rows: Sequence[Body], said: object, names: Names, *, default: str) -> dict[str, Any]:
    """{part: response}, or the responses in the order of the parts; null is none."""
    offered = {str(row["key"]): str(row.get("stem", row["key"])) for row in rows}
    by_key = {row["key"]: row for row in rows}
    if isinstance(said, Mapping):
        given = [(pick(key, offered, "part"), each) for key, each in said.items()]
    else:
        answers = listed(said)
        if len(answers) > len(rows):
            raise ValueError(f"There are {len(rows)} parts, not {len(answers)}.")
        given = list(zip(offered, answers, strict=False))
    found = {}
    for key, each in given:
        kind = by_key[key].get("type", default)
        if each is not None:
            found[names.id(key)] = kinds.bank(kind).response(by_key[key], each, names.inside(key))
    return found
