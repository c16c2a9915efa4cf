"""How a text with gaps is posted and shown: the text, with a line or a list where each gap is."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from quizzes.kinds import Payload, choice_rows, part_fields

from . import rule


class ResponseField(part_fields.PartsField):
    rule = rule
    parts_name = "gaps"


def shown(
    payload: Payload, response: dict[str, Any] | None, order: Sequence[str], *, field: str
) -> dict[str, Any]:
    gaps = part_fields.shown(rule.in_text(payload), response, order, field=field)
    for gap in gaps:
        gap["is_blank"] = not any(row["checked"] for row in gap.get("options", []))
    return {"id": field, "pieces": pieces(payload["stem"], gaps)}


def reviewed(
    payload: Payload,
    response: dict[str, Any] | None,
    order: Sequence[str],
    *,
    field: str,
    numbers: Mapping[str, int],
) -> dict[str, Any]:
    gaps = part_fields.reviewed(rule.in_text(payload), response, order, field=field, numbers=numbers)
    for gap in gaps:
        gap |= settled(gap)
    return {"id": field, "pieces": pieces(payload["stem"], gaps), "gaps": gaps, "graded": True}


def settled(gap: dict[str, Any]) -> dict[str, Any]:
    """Of a list, what was chosen and what was right, as of a line: the list itself is not shown again."""
    if "options" not in gap:
        return {"chosen": gap["value"] or "Left blank"}
    chosen = next((row for row in gap["options"] if row["checked"]), None)
    right = next(row for row in gap["options"] if row["verdict"] == "right")
    is_right = chosen is not None and chosen["verdict"] == "right"
    return {
        "chosen": chosen["text"] if chosen else "Left blank",
        "verdict": "right" if is_right else "wrong",
        "verdict_word": "Right" if is_right else "Not right",
        "answer": "" if is_right else right["text"],
        "feedback": chosen["feedback"] if chosen else "",
    }


def pieces(stem: str, gaps: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The text, cut at its gaps. The tags of the text stay as they were: pieces are drawn one after another."""
    texts = rule.MARK.split(choice_rows.inline(stem))[::2]
    found: list[dict[str, Any]] = []
    for number, text in enumerate(texts):
        found.append({"text": safe(text)})
        if number < len(gaps):
            found.append({"gap": gaps[number], "number": number + 1, "total": len(gaps)})
    return found


def safe(html: str) -> SafeString:
    return mark_safe(html)  # noqa: S308  a piece of what to_html sanitised
