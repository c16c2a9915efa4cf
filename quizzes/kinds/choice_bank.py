"""How single and multiple choice stand in a bank. Pure.

A body is {"choices": [{"key", "right" | "wrong" | "text" and "fraction", "feedback"}], "scoring"}.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal

from . import choices
from .bank_fields import Body, Fields, Names, listed, optional, pick, unlike
from .choices import Payload

FEWEST, MOST = 2, 20


def read(fields: Fields) -> list[Body]:
    """The choices; none where one of them is broken, since nothing can be said of the others then."""
    rows = [_choice(item, n) for n, item in enumerate(fields.mappings("choices"))]
    whole = [row for row in rows if row]
    unlike(fields, "choices", [(row["key"], text_of(row)) for row in whole], "choice")
    if rows and not FEWEST <= len(rows) <= MOST:
        fields.problem("choices", "E101", f"a question has {FEWEST} to {MOST} choices (found {len(rows)})")
    return whole if len(whole) == len(rows) else []


def _choice(item: Fields, number: int) -> Body | None:
    key = item.key(number)
    given = [name for name in ("right", "wrong", "text") if item.has(name)]
    if len(given) != 1 or item.has("fraction") != (given == ["text"]):
        item.problem("", "E102", f"choice {key}: give `right`, or `wrong`, or `text` and `fraction`")
        item.skip("right", "wrong", "text", "fraction", "feedback")
        return None
    row = {"key": key, given[0]: item.markdown(given[0], limit=1000)}
    if given == ["text"]:
        row["fraction"] = item.decimal("fraction", "-1", "1")
    row |= optional(feedback=item.markdown("feedback", default=""))
    item.finish()
    return row


def text_of(row: Body) -> str:
    return str(row.get("right") or row.get("wrong") or row.get("text") or "")


def options(rows: list[Body], names: Names, worth: Callable[[Body], str]) -> list[Payload]:
    """As a payload keeps them. `worth` gives the fraction of a choice that is only right or wrong."""
    return [
        {
            "id": names.id(row["key"]),
            "text": text_of(row),
            "fraction": row.get("fraction") or worth(row),
            "feedback": row.get("feedback", ""),
        }
        for row in rows
    ]


def rows(payload: Payload, names: Names, usual: Callable[[bool], str]) -> list[Body]:
    """The other direction. `usual` gives the fraction of what is right, and of what is wrong.

    Where one option is worth anything else, all say what they are worth.
    """
    found = []
    is_usual = all(option["fraction"] == usual(choices.fraction(option) > 0) for option in payload["options"])
    for option in payload["options"]:
        named = "right" if choices.fraction(option) > 0 else "wrong"
        said = (
            {named: option["text"]} if is_usual else {"text": option["text"], "fraction": option["fraction"]}
        )
        feedback = optional(feedback=option.get("feedback", ""))
        found.append({"key": names.key(option["id"]), **said, **feedback})
    return found


def share(right: int, is_right: bool) -> str:
    """What an option of a multiple question is worth: each right one an equal share, each wrong one as much less."""
    part = (Decimal(1) / right).quantize(Decimal("0.0000001")).normalize()
    return f"{part if is_right else -part:f}"


def offered(body: Body) -> Mapping[str, str]:
    return {row["key"]: text_of(row) for row in body["choices"]}


def chosen(body: Body, said: object, names: Names) -> list[str]:
    """The ids of the choices that were named by key or text."""
    return [names.id(pick(each, offered(body), "choice")) for each in listed(said)]
