"""How hard a text is to read. Pure."""

import re
from dataclasses import dataclass

_SENTENCE = re.compile(r"[.!?:]+(?=\s|$)|\n{2,}")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_VOWELS = re.compile(r"[aeiouyà-öø-ÿ]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reading:
    """Words, sentences, and the school grade by Flesch and Kincaid."""

    words: int
    sentences: int
    grade: float


def reading(text: str) -> Reading:
    """The reading level of plain text in English.

    Flesch–Kincaid grade (Kincaid and others, 1975): 0.39 words a sentence + 11.8 syllables a word − 15.59.
    Numbers are not words here. A text without words is grade 0.
    """
    words = _WORD.findall(text)
    sentences = max(sum(bool(_WORD.search(part)) for part in _SENTENCE.split(text)), 1)
    if not words:
        return Reading(0, 0, 0.0)
    found = sum(map(syllables, words))
    grade = 0.39 * len(words) / sentences + 11.8 * found / len(words) - 15.59
    return Reading(len(words), sentences, round(max(grade, 0.0), 1))


def syllables(word: str) -> int:
    """Groups of vowels, without a silent e at the end; at least one."""
    found = len(_VOWELS.findall(word))
    ends_silent = word.lower().endswith("e") and not word.lower().endswith(("le", "ee"))
    return max(found - ends_silent, 1)
