"""A number, with a unit perhaps. A response is what was written, trimmed; "" is no answer.

A payload is {"stem", "answers": [{"value", "tolerance", "fraction", "feedback"}], "units": [{"unit",
"multiplier"}], "unit_penalty", "penalty_of", "rationale"}; numbers are decimals in text. A multiplier turns a
value in its unit into one in the unit of the answers. "*" as the value stands for every number.
"""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation, localcontext

from quizzes.kinds import choices
from quizzes.kinds.choices import Payload

from .numbers import split

# What is measured within the tolerance shall not fall out of it by a rounding somewhere.
SLACK = Decimal("1e-14")
ANY = "*"
OF_RESPONSE, OF_QUESTION = "response", "question"


def check(payload: Payload) -> None:
    """Raise ValueError unless an answer earns everything, and every number is a decimal in text."""
    choices.require_text(payload.get("stem"), "The stem")
    if not isinstance(payload.get("rationale", ""), str):
        raise ValueError("The rationale must be text.")
    answers = payload.get("answers")
    if not isinstance(answers, list) or not answers or not all(isinstance(row, dict) for row in answers):
        raise ValueError("A number question needs an answer.")
    for answer in answers:
        check_answer(answer)
    if max(map(choices.fraction, answers)) != 1:
        raise ValueError("A number question needs an answer with the fraction 1.")
    check_units(payload)


def check_answer(answer: Payload) -> None:
    if not -1 <= choices.fraction(answer) <= 1:
        raise ValueError("An answer's fraction lies between -1 and 1.")
    if not isinstance(answer.get("feedback", ""), str):
        raise ValueError("An answer's feedback must be text.")
    if answer.get("value") == ANY:
        if choices.fraction(answer) > 0:
            raise ValueError("An answer for every number earns nothing.")
        return
    number(answer.get("value"))
    if number(answer.get("tolerance", "0")) < 0:
        raise ValueError("A tolerance is not negative.")


def check_units(payload: Payload) -> None:
    units = payload.get("units", [])
    if not isinstance(units, list) or not all(isinstance(row, dict) for row in units):
        raise ValueError("Units are a list.")
    for unit in units:
        choices.require_text(unit.get("unit"), "A unit")
        if number(unit.get("multiplier")) <= 0:
            raise ValueError("A unit's multiplier is more than 0.")
    if len({unit["unit"] for unit in units}) < len(units):
        raise ValueError("A unit stands twice.")
    if not 0 <= number(payload.get("unit_penalty", "0")) <= 1:
        raise ValueError("The penalty for a wrong unit lies between 0 and 1.")
    if payload.get("penalty_of", OF_RESPONSE) not in {OF_RESPONSE, OF_QUESTION}:
        raise ValueError("A penalty is a share of the “response” or of the “question”.")


def number(value: object) -> Decimal:
    """Raises ValueError for anything but a finite decimal of a sensible size, in text."""
    if not isinstance(value, str) or len(value) > 40:
        raise ValueError("A number must be a decimal in text.")
    try:
        found = Decimal(value)
    except InvalidOperation:
        raise ValueError(f"“{value}” is not a decimal.") from None
    if not found.is_finite() or abs(found.adjusted()) > 40:
        raise ValueError(f"“{value}” is not a number of a sensible size.")
    return found


def parts(payload: Payload) -> list[str]:
    return []


def paper(payload: Payload, order: Sequence[str] = ()) -> Payload:
    return {"stem": payload["stem"], "takes_unit": bool(payload.get("units"))}


def clean(payload: Payload, raw: object) -> str:
    """What was written, trimmed. Raises ValueError for what is no number, and for a unit not asked for."""
    if not isinstance(raw, str):
        raise ValueError("Write a number.")
    text = raw.strip()
    if not text:
        return ""
    _, unit = split(text)
    if unit and not payload.get("units"):
        raise ValueError("Write the number only, without a unit.")
    return text


def grade(payload: Payload, response: str | None) -> Decimal:
    """The fraction of the first answer that matches, less the penalty for a unit that is not one of those.

    Without a right unit nothing falls below 0, as Moodle's `apply_unit_penalty` has it.
    """
    if not response:
        return Decimal()
    found = matching(payload, response)
    if found is None:
        return Decimal()
    answer, unit_is_right = found
    fraction = choices.fraction(answer)
    if unit_is_right:
        return fraction
    penalty = number(payload.get("unit_penalty", "0")) if payload.get("units") else Decimal()
    of = fraction if payload.get("penalty_of", OF_RESPONSE) == OF_RESPONSE else Decimal(1)
    return max(fraction - penalty * of, Decimal())


def matching(payload: Payload, response: str) -> tuple[Payload, bool] | None:
    """The first answer that the response meets, and whether its unit is right.

    A value that is right only without its unit meets the answer too, with a wrong unit.
    """
    value, unit = split(response)
    multipliers = {row["unit"]: number(row["multiplier"]) for row in payload.get("units", [])}
    multiplier = multipliers.get(unit)
    with localcontext(prec=120):
        scaled = value if multiplier is None else value * multiplier
        for answer in payload["answers"]:
            if meets(answer, scaled):
                return answer, multiplier is not None
            if meets(answer, value):
                return answer, False
    return None


def meets(answer: Payload, value: Decimal) -> bool:
    if answer["value"] == ANY:
        return True
    middle = number(answer["value"])
    slack = SLACK * max(Decimal(1), abs(middle))
    return abs(value - middle) <= number(answer.get("tolerance", "0")) + slack


def review(payload: Payload, response: str | None, order: Sequence[str] = ()) -> Payload:
    """What was written, the feedback on it, and the first answer that earns everything."""
    found = matching(payload, response) if response else None
    best = next(answer for answer in payload["answers"] if choices.fraction(answer) == 1)
    unit = next((row["unit"] for row in payload.get("units", []) if number(row["multiplier"]) == 1), "")
    tolerance = f" ± {best['tolerance']}" if number(best.get("tolerance", "0")) else ""
    return {
        "stem": payload["stem"],
        "response": response or "",
        "right": grade(payload, response) == 1,
        "feedback": found[0].get("feedback", "") if found else "",
        "answer": f"{best['value']}{tolerance} {unit}".strip(),
        "rationale": payload.get("rationale", ""),
    }
