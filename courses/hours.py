"""How much text, media and testing make how much credit, by each accreditor's own formula.

Words are words of content only: no title, author, reference or quiz text. A board's unit is never a bare
number: NCBTMB grants CE, NASBA credits of 50 minutes, Mergener's formula gives minutes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_HALF_UP, Decimal

WORDS_A_MINUTE = 200

# The least that a pilot group may be. One person's time is no mean.
SMALLEST_PILOT = 3


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


def nearest_quarter(hours: Decimal) -> Decimal:
    """Hours to the nearest quarter, as BOC counts Mergener's minutes."""
    return (hours * 4).to_integral_value(ROUND_HALF_UP) / 4


def iacet(minutes: Decimal | int) -> Decimal:
    """CEU of ten contact hours: minutes / 60 / 10 to the nearest tenth, and at least a tenth.

    Less than 30 minutes is no event, and earns nothing.
    """
    if minutes < 30:
        return Decimal()
    exact = Decimal(minutes) / 60 / 10
    return max(exact.quantize(Decimal("0.1"), ROUND_HALF_UP), Decimal("0.1"))


def pilot(minutes: Sequence[Decimal | int]) -> Decimal:
    """The mean minutes of a pilot group, which AORN and ANCC take instead of a formula.

    Raises ValueError for fewer than three people, and for a time that nobody can have needed.
    """
    if len(minutes) < SMALLEST_PILOT:
        raise ValueError(f"A pilot needs the times of at least {SMALLEST_PILOT} people.")
    if any(each <= 0 for each in minutes):
        raise ValueError("Each time must be more than 0 minutes.")
    return sum((Decimal(each) for each in minutes), Decimal()) / len(minutes)


@dataclass(frozen=True, slots=True)
class Method:
    """What one accreditor's way of counting makes of a course. `grants` is None where a number is missing."""

    code: str
    name: str
    unit: str
    exact: Decimal | None
    grants: Decimal | None
    working: str  # the formula with this course's numbers in it


def side_by_side(
    workload: Workload, difficulty: Decimal | None = None, pilot_minutes: Sequence[Decimal] = ()
) -> list[Method]:
    """Every method, in the order in which a registrar reads them: the binding one first."""
    return [
        _by_ncbtmb(workload),
        _by_nasba(workload),
        _by_mergener(workload, difficulty),
        _by_pilot(pilot_minutes),
    ]


def _by_ncbtmb(work: Workload) -> Method:
    exact = ncbtmb_unrounded(work.words, work.media_minutes)
    working = f"{work.words:,} words / 12,000 + {in_words(work.media_minutes)} min of media / 60"
    return Method("ncbtmb", "NCBTMB", "CE", exact, down_to_half(exact), working)


def _by_nasba(work: Workload) -> Method:
    exact = nasba_unrounded(work.words, work.media_minutes, work.questions)
    grants = nasba(work.words, work.media_minutes, work.questions)
    media = in_words(work.media_minutes)
    working = f"({work.words:,} words / 180 + {media} min of media + 1.85 × {work.questions} questions) / 50"
    return Method("nasba", "NASBA", "credits of 50 min", exact, grants, working)


def _by_mergener(work: Workload, difficulty: Decimal | None) -> Method:
    shown = "?" if difficulty is None else in_words(difficulty)
    working = (
        f"0.9 × (−22.3 + 0.00209 × {work.words:,} words + 2.78 × {work.questions} questions"
        f" + 15.5 × difficulty {shown}) min"
    )
    if difficulty is None:
        return Method("mergener", "Mergener", "contact hours", None, None, working)
    exact = mergener(work.words, work.questions, difficulty) / 60
    return Method("mergener", "Mergener", "contact hours", exact, nearest_quarter(exact), working)


def _by_pilot(minutes: Sequence[Decimal]) -> Method:
    if not minutes:
        working = f"the mean time of at least {SMALLEST_PILOT} people"
        return Method("pilot", "Pilot times", "contact hours", None, None, working)
    exact = pilot(minutes) / 60
    working = f"({' + '.join(in_words(Decimal(each)) for each in minutes)}) / {len(minutes)} min"
    return Method("pilot", "Pilot times", "contact hours", exact, down_to_half(exact), working)


def reading_minutes(words: int, seconds: int = 0) -> int:
    """Whole minutes, rounded up, to read at the pace that NCBTMB's rule assumes, and to watch and hear the rest."""
    return int((Decimal(words) / WORDS_A_MINUTE + Decimal(seconds) / 60).to_integral_value(ROUND_CEILING))


def in_words(hours: Decimal) -> str:
    """Hours as people read them: "1", "0.5", "0", without noughts at the end."""
    return f"{hours.normalize():f}"
