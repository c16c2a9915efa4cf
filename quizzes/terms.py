"""The terms of a quiz, read off what its step froze. Pure.

Three presets say what most quizzes need; whatever an author sets beside them wins. Editions that were
released before a term existed have its default.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

PRACTICE, POST_TEST, REFLECTION = PRESETS = ("practice", "post-test", "reflection")

# How sure somebody is, as it is asked. Never scored.
CONFIDENCE = ((1, "Guessing"), (2, "Fairly sure"), (3, "Certain"))

# When keys, rationales and sources are shown.
DURING, AFTER, SETTLED = REVEALS = ("during", "after", "settled")

# Percent of the points that pass, unless the author says otherwise. 0: handing it in is enough.
PASS_MARKS = {PRACTICE: 0, POST_TEST: 80, REFLECTION: 0}
REVEAL_OF = {PRACTICE: DURING, POST_TEST: SETTLED, REFLECTION: AFTER}


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds for one sitting after another at a step."""

    preset: str = POST_TEST
    pass_mark: int = 80  # percent of the points
    attempts_allowed: int = 0  # 0: no limit
    time_limit: timedelta | None = None
    cool_down: timedelta = timedelta()  # between the end of an attempt and the start of the next
    confidence: bool = False  # asked with each answer, and never scored
    shuffles_questions: bool = True
    shuffles_options: bool = True
    reveal: str = SETTLED

    @property
    def must_pass_counts(self) -> bool:
        """Safety items fail nobody in practice: there is nothing to fail."""
        return self.preset == POST_TEST

    def time_for(self, factor: Decimal | None) -> timedelta | None:
        """How long one person has: the limit times their factor; None for no limit, as for a factor of None."""
        if self.time_limit is None or factor is None:
            return None
        return timedelta(seconds=int(self.time_limit // timedelta(seconds=1) * factor))


def terms(body: Mapping[str, Any]) -> Terms:
    """Read what a quiz step froze."""
    minutes = body.get("time_limit", 0)
    return Terms(
        preset=body.get("preset", POST_TEST),
        pass_mark=body["pass_mark"],
        attempts_allowed=body["attempts_allowed"],
        time_limit=timedelta(minutes=minutes) if minutes else None,
        cool_down=timedelta(hours=body.get("cool_down", 0)),
        confidence=body.get("confidence", False),
        shuffles_questions=body.get("shuffles_questions", True),
        shuffles_options=body.get("shuffles_options", True),
        reveal=body.get("reveal", SETTLED),
    )


def spoken(wait: timedelta) -> str:
    """A wait as people say it, rounded up: "5 hours", "1 hour", "12 minutes"."""
    minutes = -(-int(wait.total_seconds()) // 60) or 1
    number, unit = (-(-minutes // 60), "hour") if minutes >= 60 else (minutes, "minute")
    return f"{number} {unit}{'' if number == 1 else 's'}"
