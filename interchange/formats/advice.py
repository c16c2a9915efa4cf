"""What makes a bank guessable or unfair. Printed as warnings; nothing is refused."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

from quizzes.kinds.choice_bank import text_of

from .problems import Place, Report
from .sources import Question

NEGATIVE = re.compile(r"\b(?:NOT|EXCEPT|LEAST)\b|\bexcept\b[^.?]*[?:]?\s*$")
COMBINED = re.compile(r"\b(?:all|none|both|neither) of the (?:above|below|others|options)\b", re.IGNORECASE)

# A third by chance and a little more; fewer questions say nothing about a habit.
MOST_OFTEN = 0.4
ENOUGH = 10


EXPECTED = ("bloom", "answered_in", "references", "rationale")
USUAL = {"single": (3, 5), "multiple": (4, 6)}


def choices_of(question: Question) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = question.body.get("choices", [])
    return found


def advise_question(question: Question, place: Place, report: Report) -> None:
    choices = choices_of(question)
    if NEGATIVE.search(question.stem):
        report.add(place, "W102", f"{question.id}: a negative stem tests reading, not knowledge")
    for choice in choices:
        if COMBINED.search(text_of(choice)):
            report.add(place, "W103", f"{question.id}: choice {choice['key']} stands for the others")
    silent = [choice["key"] for choice in choices if not choice.get("feedback")]
    if silent:
        report.add(place, "W105", f"{question.id}: no feedback on choice {', '.join(silent)}")
    missing = [name for name in EXPECTED if not getattr(question, name)]
    if missing:
        report.add(place, "W107", f"{question.id}: it doesn't say its {', '.join(missing)}")
    low, high = USUAL.get(question.kind, (0, len(choices)))
    if choices and not low <= len(choices) <= high:
        report.add(place, "W106", f"{question.id}: {len(choices)} choices; {low} to {high} serve best")


def advise_bank(questions: Sequence[Question], place: Place, report: Report) -> None:
    singles = [choices_of(question) for question in questions if question.kind == "single"]
    singles = [choices for choices in singles if any(map(is_right, choices))]
    if len(singles) < ENOUGH:
        return
    longest = [
        question.id
        for question in questions
        if question.kind == "single" and _key_is_longest(choices_of(question))
    ]
    if len(longest) > MOST_OFTEN * len(singles):
        ids = ", ".join(longest)
        report.add(
            place, "W101", f"the right choice is the longest in {len(longest)} of {len(singles)}: {ids}"
        )
    letters = Counter(choice["key"] for choices in singles for choice in choices if is_right(choice))
    letter, count = letters.most_common(1)[0]
    if count > MOST_OFTEN * len(singles):
        report.add(place, "W104", f"choice {letter} is right in {count} of {len(singles)}")


def is_right(choice: dict[str, Any]) -> bool:
    return "right" in choice or choice.get("fraction") == "1"


def _key_is_longest(choices: Sequence[dict[str, Any]]) -> bool:
    right = max((len(text_of(choice)) for choice in choices if is_right(choice)), default=0)
    return all(len(text_of(choice)) < right for choice in choices if not is_right(choice)) and right > 0
