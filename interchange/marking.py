"""What a response to a question of a bank earns, without loading either."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from quizzes import kinds

from .formats.banks import payload_of, read_question
from .formats.problems import Report
from .identities import Names

SEVEN_PLACES = Decimal("0.0000001")
# What only a course needs of a question may be left out.
UNSAID = {
    "id": "question",
    "objective": "LO1",
    "bloom": "apply",
    "answered_in": "lesson",
    "references": ["none"],
    "rationale": "None.",
}
# How a text looks says nothing of a score.
IGNORED = frozenset({"E301", "E302", "E303", "E304", "E305", "E306", "E307", "E308", "E309", "E310"})


def fraction_of(name: str, question: object, response: Any) -> str | None:
    """The fraction in text, with seven places, or None where a person marks. A null response is none.

    Parts are named by key or text. Raises ValueError with what is wrong; `name` says where.
    """
    report = Report()
    if isinstance(question, dict):
        question = UNSAID | question
    found = read_question(name, question, report)
    wrong = [problem for problem in report if problem.refuses and problem.code not in IGNORED]
    if found is None or wrong:
        raise ValueError("\n".join(map(str, wrong)))
    payload, rule = payload_of(found), kinds.rule(found.kind)
    try:
        rule.check(payload)
        raw = kinds.bank(found.kind).response(found.body, response, Names(found.bank, found.id))
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from error
    earned = earned_by(rule, payload, raw)
    return f"{earned.quantize(SEVEN_PLACES, ROUND_HALF_UP):.7f}"


def earned_by(rule: kinds.Rule, payload: kinds.Payload, raw: object) -> Decimal:
    """What the page would send back is graded as it stands, as Moodle does; what is no answer at all earns nothing."""
    if raw is None:
        return rule.grade(payload, None)
    try:
        return rule.grade(payload, rule.clean(payload, raw))
    except ValueError:
        pass
    try:
        return rule.grade(payload, raw)
    except ValueError:
        return Decimal()
