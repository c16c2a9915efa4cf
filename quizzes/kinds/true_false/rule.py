"""True or false: 1 or 0. A response is "true" or "false"."""

from collections.abc import Sequence
from decimal import Decimal

from quizzes.kinds import choices
from quizzes.kinds.choices import Payload

TEXTS = {"true": "True", "false": "False"}


def check(payload: Payload) -> None:
    """Raise ValueError unless there is a stem, an answer, and feedback, if any, in text."""
    choices.require_text(payload.get("stem"), "The stem")
    if payload.get("answer") not in list(TEXTS):
        raise ValueError("The answer is “true” or “false”.")
    feedback = payload.get("feedback", {})
    if not isinstance(feedback, dict) or not feedback.keys() <= TEXTS.keys():
        raise ValueError("Feedback is for “true” and for “false”.")
    if not all(isinstance(text, str) for text in [*feedback.values(), payload.get("rationale", "")]):
        raise ValueError("Feedback and rationale must be text.")


def parts(payload: Payload) -> list[str]:
    """True stands before false, always."""
    return []


def paper(payload: Payload, order: Sequence[str] = ()) -> Payload:
    options = [{"id": name, "text": text} for name, text in TEXTS.items()]
    return {"stem": payload["stem"], "options": options}


def clean(payload: Payload, raw: object) -> str:
    """Raises ValueError for anything but "true" and "false"."""
    if not isinstance(raw, str) or raw not in TEXTS:
        raise ValueError("Choose True or False.")
    return raw


def grade(payload: Payload, response: str | None) -> Decimal:
    return Decimal(response == payload["answer"])


def review(payload: Payload, response: str | None, order: Sequence[str] = ()) -> Payload:
    options = [
        option
        | {
            "chosen": option["id"] == response,
            "right": option["id"] == payload["answer"],
            "feedback": payload.get("feedback", {}).get(option["id"], ""),
        }
        for option in paper(payload)["options"]
    ]
    return {"stem": payload["stem"], "options": options, "rationale": payload.get("rationale", "")}
