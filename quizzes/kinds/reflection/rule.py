"""A reflection: free text, which a person marks by a rubric. A response is what was written; "" is no answer.

A payload is {"stem", "least_words", "rubric": [{"id", "text", "points"}], "rationale"}.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

from quizzes.kinds import choices
from quizzes.kinds.choices import Payload

# No machine grades it: until a person has, it stands outside the points.
BY_HAND = True
LONGEST = 15_000
MOST_WORDS = 1000
MOST_POINTS = 100
SEVEN_PLACES = Decimal("0.0000001")


def check(payload: Payload) -> None:
    """Raise ValueError unless there is a stem, and a rubric of criteria with points."""
    choices.require_text(payload.get("stem"), "The stem")
    if not isinstance(payload.get("rationale", ""), str):
        raise ValueError("The rationale must be text.")
    if not is_whole(payload.get("least_words", 0), 0, MOST_WORDS):
        raise ValueError(f"The least number of words lies between 0 and {MOST_WORDS}.")
    rubric = payload.get("rubric")
    if not isinstance(rubric, list) or not rubric or not all(isinstance(row, dict) for row in rubric):
        raise ValueError("A reflection needs a rubric.")
    for row in rubric:
        choices.require_text(row.get("text"), "A criterion")
        if not isinstance(row.get("id"), str) or str(UUID(row["id"])) != row["id"]:
            raise ValueError("An id must be a UUID in lower case.")
        if not is_whole(row.get("points"), 1, MOST_POINTS):
            raise ValueError(f"A criterion is worth 1 to {MOST_POINTS} points.")
    if len({row["id"] for row in rubric}) < len(rubric):
        raise ValueError("Two criteria have the same id.")


def is_whole(value: object, low: int, high: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


def parts(payload: Payload) -> list[str]:
    return []


def paper(payload: Payload, order: Sequence[str] = ()) -> Payload:
    return {"stem": payload["stem"], "least_words": payload.get("least_words", 0)}


def clean(payload: Payload, raw: object) -> str:
    """Raises ValueError for what is no text, is too long, or holds characters that nobody types."""
    if not isinstance(raw, str):
        raise ValueError("Write your answer.")
    if len(raw) > 2 * LONGEST:
        raise ValueError(f"Write at most {LONGEST:,} characters.")
    text = unicodedata.normalize("NFC", raw.replace("\r\n", "\n").replace("\r", "\n").strip())
    if any(unicodedata.category(character) in {"Cc", "Cs"} for character in text if character not in "\n\t"):
        raise ValueError("Write your answer without control characters.")
    if len(text) > LONGEST:
        raise ValueError(f"Write at most {LONGEST:,} characters.")
    return text


def grade(payload: Payload, response: str | None) -> Decimal:
    """Nothing: a person marks it. See `marked`."""
    return Decimal()


def marked(payload: Payload, points: Mapping[str, int]) -> Decimal:
    """The fraction that the points of each criterion come to, to seven places.

    Raises ValueError unless each criterion has as many as it is worth, or fewer.
    """
    rubric = {row["id"]: row["points"] for row in payload["rubric"]}
    if points.keys() != rubric.keys():
        raise ValueError("Every criterion of the rubric needs its points.")
    if not all(is_whole(points[key], 0, most) for key, most in rubric.items()):
        raise ValueError("A criterion gets no more points than it is worth, and no less than none.")
    share = Decimal(sum(points.values())) / sum(rubric.values())
    return share.quantize(SEVEN_PLACES, ROUND_HALF_UP)


def review(payload: Payload, response: str | None, order: Sequence[str] = ()) -> Payload:
    return {
        "stem": payload["stem"],
        "response": response or "",
        "rubric": [{"text": row["text"], "points": row["points"]} for row in payload["rubric"]],
        "rationale": payload.get("rationale", ""),
    }
