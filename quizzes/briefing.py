"""What a learner is told before a quiz, read off its frozen terms. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .terms import Terms, spoken, terms


@dataclass(frozen=True, slots=True)
class Briefing:
    terms: Terms
    questions: int
    needed: int  # right answers that reach the pass mark
    must_pass: int  # at most so many safety questions are asked
    is_drawn: bool  # some questions differ from attempt to attempt

    @property
    def pass_mark(self) -> int:
        return self.terms.pass_mark

    @property
    def attempts_allowed(self) -> int:
        return self.terms.attempts_allowed

    @property
    def wait(self) -> str:
        """Between two attempts, in words. Empty: none."""
        return spoken(self.terms.cool_down) if self.terms.cool_down else ""


def briefing(body: Mapping[str, Any]) -> Briefing:
    """Read off what the quiz step froze."""
    held = terms(body)
    questions = sum(pool["draw"] for pool in body["pools"])
    safety = sum(
        min(pool["draw"], sum(1 for row in pool["questions"] if row["must_pass"])) for pool in body["pools"]
    )
    needed = -(-questions * held.pass_mark // 100)  # rounded up
    is_drawn = any(len(pool["questions"]) > pool["draw"] for pool in body["pools"])
    return Briefing(held, questions, needed, safety if held.must_pass_counts else 0, is_drawn)
