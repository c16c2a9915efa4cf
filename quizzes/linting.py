"""What makes a question guessable, unfair or hard to defend. Advice, in words. Pure."""

import re
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

NEGATIVE = re.compile(r"\b(?:NOT|EXCEPT|LEAST)\b|\b(?:not|except)\b[^.?]*[?:]?\s*$")
COMBINED = re.compile(r"\b(?:all|none|both|neither) of the (?:above|below|others|options)\b", re.IGNORECASE)
WORD = re.compile(r"[a-z0-9]+")
ALIKE = 0.72


def lint(kind: str, payload: Mapping[str, Any], references: Sequence[str]) -> list[str]:
    """What could be better about a question."""
    found = []
    if not payload.get("rationale", "").strip():
        found.append("It has no rationale: say why the answer is right.")
    if not references:
        found.append("It cites nothing: name the source that the answer rests on.")
    if NEGATIVE.search(payload.get("stem", "")):
        found.append("Its stem asks for the exception: that tests reading, not knowledge.")
    if kind == "true_false":
        found.append("True or false is guessed half the time: fine for practice, weak in a graded test.")
    return found + of_options(payload.get("options", []))


def of_options(options: Sequence[Mapping[str, Any]]) -> list[str]:
    found = []
    if any(COMBINED.search(option["text"]) for option in options):
        found.append("A choice stands for the others (“all of the above”): name what is right.")
    if options and not all(option.get("feedback") for option in options):
        found.append("A choice doesn’t say why it is right or wrong.")
    right = [len(option["text"]) for option in options if float(option["fraction"]) > 0]
    wrong = [len(option["text"]) for option in options if float(option["fraction"]) <= 0]
    if len(right) == 1 and wrong and right[0] > 1.25 * max(wrong):
        found.append("The right choice is the longest by far: that gives it away.")
    return found


def balance(letters: Sequence[int]) -> str:
    """Of many single choices, where the right one stands: a sentence where one place is right too often."""
    if len(letters) < 10:
        return ""
    most = max(set(letters), key=letters.count)
    count = letters.count(most)
    if count <= 0.4 * len(letters):
        return ""
    return f"Choice {'abcdefghij'[most]} is right in {count} of {len(letters)} questions."


def words(text: str) -> list[str]:
    return WORD.findall(text.casefold())


def likeness(one: str, other: str) -> float:
    """How alike two stems are, from 0 to 1: by their words, and then by the order of these."""
    first, second = words(one), words(other)
    if not first or not second:
        return 0.0
    shared = len(set(first) & set(second)) / len(set(first) | set(second))
    if shared < ALIKE / 2:
        return shared
    return max(shared, SequenceMatcher(None, first, second).ratio())
