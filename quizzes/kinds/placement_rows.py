"""Matching and ordering as the template shows them: rows, each with a list to choose from."""

from collections.abc import Sequence
from typing import Any

from . import placements
from .choice_rows import inline
from .choices import Payload


def question(
    paper: Payload, choices: Sequence[tuple[str, str]], response: list[str] | None, *, field: str, hint: str
) -> dict[str, Any]:
    """What components/quiz_placing.html shows while sitting. `choices` are ids and texts."""
    chosen = placements.chosen(response)
    rows = [
        {
            "id": f"{field}-{row['id']}",
            "name": field,
            "text": inline(row["text"]),
            "is_blank": row["id"] not in chosen,
            "choices": [
                {"value": f"{row['id']}:{key}", "text": text, "selected": chosen.get(row["id"]) == key}
                for key, text in choices
            ],
        }
        for row in paper["rows"]
    ]
    return {"id": field, "stem": inline(paper["stem"]), "hint": hint, "rows": rows}


def reviewed(review: Payload, *, field: str) -> dict[str, Any]:
    """What it shows afterwards: what was chosen for each row, and in words whether it is right."""
    rows = [
        {
            "id": f"{field}-{row['id']}",
            "text": inline(row["text"]),
            "chosen": row["chosen"] or "Left blank",
            "verdict": "right" if row["right"] else "wrong",
            "verdict_word": "Right" if row["right"] else "Not right",
            "answer": "" if row["right"] else row["answer"],
        }
        for row in review["rows"]
    ]
    return {"id": field, "stem": inline(review["stem"]), "rows": rows, "graded": True}
