"""What a response to a question of a bank earns, without loading either."""

import json
from decimal import Decimal
from typing import Any

from quizzes import kinds

from . import identities
from .formats.banks import read_question
from .formats.problems import Report
from .shelving import payload_of

SEVEN_PLACES = Decimal("0.0000001")


def fraction_of(name: str, question: object, response: Any) -> str:
    """The fraction in text, with seven places. A response names choices by their keys; null is no response.

    Raises ValueError with what is wrong; `name` says where.
    """
    report = Report()
    found = read_question(name, json.dumps(question, ensure_ascii=False), report)
    if found is None or report.refuses:
        raise ValueError("\n".join(str(problem) for problem in report))
    payload, rule = payload_of(found), kinds.rule(found.kind)
    rule.check(payload)
    if response is None:
        return f"{rule.grade(payload, None):.7f}"
    ids = {choice.key: identities.option_id(found.bank, found.id, choice.key) for choice in found.choices}
    keys = response if isinstance(response, list) else [response]
    if not all(isinstance(key, str) and key in ids for key in keys):
        raise ValueError(f"{name}: {found.id} has the choices {', '.join(ids)}")
    raw = [ids[key] for key in keys] if isinstance(response, list) else ids[response]
    return f"{rule.grade(payload, rule.clean(payload, raw)).quantize(SEVEN_PLACES):.7f}"
