"""What makes a bank guessable or unfair. Printed as warnings; nothing is refused."""

import re
from collections import Counter
from collections.abc import Sequence

from .problems import Place, Report
from .sources import Choice, Question

NEGATIVE = re.compile(r"\b(?:NOT|EXCEPT|LEAST)\b|\bexcept\b[^.?]*[?:]?\s*$")
COMBINED = re.compile(r"\b(?:all|none|both|neither) of the (?:above|below|others|options)\b", re.IGNORECASE)

# A third by chance and a little more; fewer questions say nothing about a habit.
MOST_OFTEN = 0.4
ENOUGH = 10


def advise_question(question: Question, place: Place, report: Report) -> None:
    if NEGATIVE.search(question.stem):
        report.add(place, "W102", f"{question.id}: a negative stem tests reading, not knowledge")
    for choice in question.choices:
        if COMBINED.search(choice.text):
            report.add(place, "W103", f"{question.id}: choice {choice.key} stands for the others")


def advise_bank(questions: Sequence[Question], place: Place, report: Report) -> None:
    singles = [question for question in questions if question.kind == "single" and question.choices]
    if len(singles) < ENOUGH:
        return
    longest = [question.id for question in singles if _key_is_longest(question.choices)]
    if len(longest) > MOST_OFTEN * len(singles):
        ids = ", ".join(longest)
        report.add(
            place, "W101", f"the right choice is the longest in {len(longest)} of {len(singles)}: {ids}"
        )
    letters = Counter(choice.key for question in singles for choice in question.choices if choice.right)
    letter, count = letters.most_common(1)[0]
    if count > MOST_OFTEN * len(singles):
        report.add(place, "W104", f"choice {letter} is right in {count} of {len(singles)}")


def _key_is_longest(choices: Sequence[Choice]) -> bool:
    right = max(len(choice.text) for choice in choices if choice.right)
    return all(len(choice.text) < right for choice in choices if not choice.right)
