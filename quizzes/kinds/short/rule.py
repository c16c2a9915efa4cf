"""Short answer: a word or a few. A response is what was written, trimmed and composed; "" is no answer.

A payload is {"stem", "answers": [{"text", "fraction", "feedback"}], "case", "rationale"}. The first answer whose
pattern (see patterns.py) meets the response counts.
"""

import unicodedata
from collections.abc import Sequence
from decimal import Decimal

from quizzes.kinds import choices
from quizzes.kinds.choices import Payload

from .patterns import matches, runs

LONGEST = 300
LONGEST_PATTERN = 500


def check(payload: Payload) -> None:
    """Raise ValueError unless an answer earns everything, and it is not one that everything meets."""
    choices.require_text(payload.get("stem"), "The stem")
    if not isinstance(payload.get("rationale", ""), str):
        raise ValueError("The rationale must be text.")
    if not isinstance(payload.get("case", False), bool):
        raise ValueError("Whether case counts is true or false.")
    answers = payload.get("answers")
    if not isinstance(answers, list) or not answers or not all(isinstance(row, dict) for row in answers):
        raise ValueError("A short answer needs an accepted answer.")
    for answer in answers:
        check_answer(answer)
    if max(map(choices.fraction, answers)) != 1:
        raise ValueError("A short answer needs an answer with the fraction 1.")


def check_answer(answer: Payload) -> None:
    choices.require_text(answer.get("text"), "An answer")
    if len(answer["text"]) > LONGEST_PATTERN:
        raise ValueError(f"An answer has at most {LONGEST_PATTERN} characters.")
    if not isinstance(answer.get("feedback", ""), str):
        raise ValueError("An answer's feedback must be text.")
    fraction = choices.fraction(answer)
    if not -1 <= fraction <= 1:
        raise ValueError("An answer's fraction lies between -1 and 1.")
    if fraction > 0 and not any(runs(answer["text"].strip())):
        raise ValueError("An answer that everything meets earns nothing.")


def parts(payload: Payload) -> list[str]:
    return []


def paper(payload: Payload, order: Sequence[str] = ()) -> Payload:
    return {"stem": payload["stem"]}


def clean(payload: Payload, raw: object) -> str:
    """Raises ValueError for what is no text, is too long, or holds characters that nobody types."""
    if not isinstance(raw, str):
        raise ValueError("Write your answer.")
    if len(raw) > 4 * LONGEST:
        raise ValueError(f"Write at most {LONGEST} characters.")
    text = unicodedata.normalize("NFC", raw.strip())
    if any(unicodedata.category(character) in {"Cc", "Cs"} for character in text):
        raise ValueError("Write your answer on one line, without control characters.")
    if len(text) > LONGEST:
        raise ValueError(f"Write at most {LONGEST} characters.")
    return text


def grade(payload: Payload, response: str | None) -> Decimal:
    """The fraction of the first answer that the response meets."""
    found = meeting(payload, response)
    return choices.fraction(found) if found else Decimal()


def meeting(payload: Payload, response: str | None) -> Payload | None:
    if not response:
        return None
    case = payload.get("case", False)
    accepted = payload["answers"]
    return next((row for row in accepted if matches(row["text"], response, is_case_sensitive=case)), None)


def review(payload: Payload, response: str | None, order: Sequence[str] = ()) -> Payload:
    """What was written, the feedback on it, and the first answer that earns everything."""
    found = meeting(payload, response)
    best = next(answer for answer in payload["answers"] if choices.fraction(answer) == 1)
    return {
        "stem": payload["stem"],
        "response": response or "",
        "right": grade(payload, response) == 1,
        "feedback": found.get("feedback", "") if found else "",
        "answer": best["text"].replace("\\*", "*"),
        "rationale": payload.get("rationale", ""),
    }
