"""What software may ask and how we answer it: JSON in, plain values out.

A document that we don't understand whole is refused with its reason: a misspelt name of a field would else be
a question that nobody asked.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .bulk import Answer, Asked

MOST = 5000
LONGEST = 500
FIELDS = {"code": "typed", "family_name": "name", "license": "licence"}


class NotUnderstood(ValueError):
    """What came is no question of ours. The message says why, in plain words."""


@dataclass(frozen=True, slots=True)
class Batch:
    asked: Sequence[Asked]
    receipt: bool


def one(raw: bytes) -> Asked:
    """Raises NotUnderstood."""
    return _asked(_parsed(raw), "")


def many(raw: bytes) -> Batch:
    """Raises NotUnderstood."""
    said = _object(_parsed(raw), {"certificates", "receipt"}, "")
    rows = said.get("certificates")
    if not isinstance(rows, list) or not rows:
        raise NotUnderstood("“certificates” must be a list with at least one question.")
    if len(rows) > MOST:
        raise NotUnderstood(f"A list takes up to {MOST:,} questions; this one has {len(rows):,}.")
    receipt = said.get("receipt", False)
    if not isinstance(receipt, bool):
        raise NotUnderstood("“receipt” must be true or false.")
    return Batch([_asked(row, f"certificates[{place}]") for place, row in enumerate(rows)], receipt)


def _parsed(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise NotUnderstood("This is no JSON.") from error


def _asked(value: Any, where: str) -> Asked:
    said = _object(value, set(FIELDS), where)
    place = f"{where}." if where else ""
    if "code" not in said:
        raise NotUnderstood(f"“{place}code” is missing.")
    for name, text in said.items():
        if not isinstance(text, str) or len(text) > LONGEST:
            raise NotUnderstood(f"“{place}{name}” must be text of at most {LONGEST} characters.")
    return Asked(**{FIELDS[name]: text.strip() for name, text in said.items()})


def _object(value: Any, known: set[str], where: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise NotUnderstood(f"{f'“{where}”' if where else 'The question'} must be an object.")
    if unknown := sorted(set(value) - known):
        raise NotUnderstood(f"“{unknown[0]}” is no field of ours. We know {', '.join(sorted(known))}.")
    return value


def answered(answer: Answer, *, address: str) -> dict[str, Any]:
    """An answer as it goes out. `address` is where its page stands; empty for what has none."""
    return {
        "code": answer.code,
        "status": answer.kind.replace("-", "_"),
        "word": answer.word,
        "sentence": answer.says,
        "needs_a_look": answer.problem,
        "since": answer.since,
        "name": answer.name,
        "course": answer.course,
        "hours": answer.hours,
        "completed_on": answer.completed,
        "license": answer.licence.replace(" ", "_"),
        "replaced_by": answer.replaced_by,
        "sha256": answer.sha256,
        "page": address,
    }
