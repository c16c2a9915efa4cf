"""How much text, media and testing make how much credit, by each accreditor's own formula.

Words are words of content only: no title, author, reference or quiz text. A board's unit is never a bare
number: NCBTMB grants CE, NASBA credits of 50 minutes, Mergener's formula gives minutes.
"""

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_HALF_UP, Decimal

WORDS_A_MINUTE = 200


@dataclass(frozen=True, slots=True)
class Workload:
    """What a step asks of a learner. `questions` are those of a graded test."""

    words: int = 0
    media_minutes: Decimal = Decimal()
    questions: int = 0

    def __add__(self, other: "Workload") -> "Workload":
        return Workload(
            self.words + other.words,
            self.media_minutes + other.media_minutes,
            self.questions + other.questions,
        )


def down_to_half(hours: Decimal) -> Decimal:
    """Hours rounded down to a whole or half hour."""
    return (hours * 2).to_integral_value(ROUND_DOWN) / 2


def ncbtmb(words: int, media_minutes: Decimal | int = 0) -> Decimal:
    """CE of a home-study course: 12,000 words or an hour of media make 1 CE; whole or half hours only."""
    return down_to_half(ncbtmb_unrounded(words, media_minutes))


def ncbtmb_unrounded(words: int, media_minutes: Decimal | int = 0) -> Decimal:
    return Decimal(words) / 12_000 + Decimal(media_minutes) / 60


def mergener(words: int, questions: int, difficulty: Decimal | int) -> Decimal:
    """Minutes by Mergener's formula (1991), never below 0. `difficulty`: 1 very easy to 5 very difficult.

    The constant is −22.3. AORN's page prints +22.3, which is a misprint: its own worked example
    (3,774 words, 16 questions, difficulty 2.5, 61.94 minutes) needs the minus.
    """
    if not 1 <= difficulty <= 5:
        raise ValueError(f"Difficulty runs from 1 to 5, not {difficulty}.")
    asked = Decimal("0.00209") * words + Decimal("2.78") * questions + Decimal("15.5") * Decimal(difficulty)
    # 0.9 is the formula's own conservative correction.
    return max(Decimal("0.9") * (asked - Decimal("22.3")), Decimal())


def nasba(words: int, media_minutes: Decimal | int, questions: int) -> Decimal:
    """CPE credits of 50 minutes: taken to three decimals, then down to a whole or half credit."""
    exact = nasba_unrounded(words, media_minutes, questions)
    return down_to_half(exact.quantize(Decimal("0.001"), ROUND_HALF_UP))


def nasba_unrounded(words: int, media_minutes: Decimal | int, questions: int) -> Decimal:
    return (Decimal(words) / 180 + Decimal(media_minutes) + Decimal("1.85") * questions) / 50


def reading_minutes(words: int) -> int:
    """Whole minutes, rounded up, at the pace that NCBTMB's rule assumes."""
    return int((Decimal(words) / WORDS_A_MINUTE).to_integral_value(ROUND_CEILING))


def in_words(hours: Decimal) -> str:
    """Hours as people read them: "1", "0.5", "0", without noughts at the end."""
    return f"{hours.normalize():f}"
