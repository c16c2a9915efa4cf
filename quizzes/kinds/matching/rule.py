"""Matching: the share of rows that are given their answer. For a response see placements.py.

A payload is {"stem", "rows": [{"id", "text", "answer"}], "answers": [{"id", "text"}], "rationale"}: an answer
that belongs to no row is a distractor, and answers of the same text are one answer.
"""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from quizzes.kinds import choices, placements
from quizzes.kinds.choices import Payload

SEVEN_PLACES = Decimal("0.0000001")


def check(payload: Payload) -> None:
    """Raise ValueError unless every row has an answer of this question."""
    choices.require_text(payload.get("stem"), "The stem")
    if not isinstance(payload.get("rationale", ""), str):
        raise ValueError("The rationale must be text.")
    placements.check_rows(payload.get("rows"), "row")
    placements.check_rows(payload.get("answers"), "answer")
    texts = texts_of(payload)
    if not all(isinstance(row.get("answer"), str) and row["answer"] in texts for row in payload["rows"]):
        raise ValueError("Every row needs an answer that stands among the answers.")
    if len(set(texts.values())) < 2:
        raise ValueError("The answers must not all be the same.")


def texts_of(payload: Payload) -> dict[str, str]:
    """The text of each answer, in the form by which two are the same."""
    return {answer["id"]: " ".join(answer["text"].split()) for answer in payload["answers"]}


def parts(payload: Payload) -> list[str]:
    """The answers are shuffled; the rows stand as they were written."""
    return [answer["id"] for answer in payload["answers"]]


def paper(payload: Payload, order: Sequence[str] = ()) -> Payload:
    """The rows, and each answer once. Without an order, the answers stand by their text: that tells nothing."""
    texts = texts_of(payload)
    keys = list(order) or sorted(texts, key=lambda key: (texts[key].casefold(), key))
    answers = [{"id": key, "text": texts[key]} for key in first_of_each(keys, texts)]
    return {"stem": payload["stem"], "rows": placements.named(payload["rows"]), "answers": answers}


def first_of_each(keys: Sequence[str], texts: dict[str, str]) -> list[str]:
    seen: dict[str, str] = {}
    for key in keys:
        seen.setdefault(texts[key], key)
    return list(seen.values())


def clean(payload: Payload, raw: object) -> list[str]:
    return placements.clean(raw, {row["id"] for row in payload["rows"]}, texts_of(payload).keys())


def right_rows(payload: Payload, response: list[str] | None) -> set[str]:
    texts, chosen = texts_of(payload), placements.chosen(response)
    return {
        row["id"]
        for row in payload["rows"]
        if row["id"] in chosen and texts[chosen[row["id"]]] == texts[row["answer"]]
    }


def grade(payload: Payload, response: list[str] | None) -> Decimal:
    """Right rows among rows, to seven places."""
    share = Decimal(len(right_rows(payload, response))) / len(payload["rows"])
    return share.quantize(SEVEN_PLACES, ROUND_HALF_UP)


def review(payload: Payload, response: list[str] | None, order: Sequence[str] = ()) -> Payload:
    """Each row with what was chosen, and what is right."""
    texts, chosen = texts_of(payload), placements.chosen(response)
    right = right_rows(payload, response)
    rows = [
        {
            "id": row["id"],
            "text": row["text"],
            "chosen": texts[chosen[row["id"]]] if row["id"] in chosen else "",
            "right": row["id"] in right,
            "answer": texts[row["answer"]],
        }
        for row in payload["rows"]
    ]
    return {"stem": payload["stem"], "rows": rows, "rationale": payload.get("rationale", "")}
