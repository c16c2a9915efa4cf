"""What a learner is told before a quiz, read off its frozen rule. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Briefing:
    questions: int
    pass_mark: int  # percent
    needed: int  # right answers that reach the pass mark
    attempts_allowed: int  # 0: no limit
    must_pass: int  # at most so many safety questions are asked


def briefing(body: Mapping[str, Any]) -> Briefing:
    """Read off what the quiz step froze."""
    questions = sum(pool["draw"] for pool in body["pools"])
    safety = sum(
        min(pool["draw"], sum(1 for row in pool["questions"] if row["must_pass"])) for pool in body["pools"]
    )
    needed = -(-questions * body["pass_mark"] // 100)  # rounded up
    return Briefing(questions, body["pass_mark"], needed, body["attempts_allowed"], safety)
