"""Many codes at once: what each row asked, and what we can say. At most three statements a thousand codes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import batched
from typing import Any

from . import codes
from .limiting import count_guesses
from .matching import is_part, licence_key, name_key
from .models import Certificate
from .printing import us_date
from .verifying import FIELDS, Status, Verified, verdict

A_STATEMENT = 1000


@dataclass(frozen=True, slots=True)
class Asked:
    """One row: what stood there for a code, and perhaps the family name and the license."""

    typed: str
    name: str = ""
    licence: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What we say of one row, as plain values, so that it can be signed, carried and compared.

    `kind` is a Status, or why there is none: unknown, typo, empty, repeated, wait.
    """

    code: str
    kind: str
    word: str
    says: str
    problem: bool
    since: str = ""
    name: str = ""
    course: str = ""
    hours: str = ""
    completed: str = ""
    licence: str = ""
    replaced_by: str = ""
    sha256: str = ""


def check(asked: Sequence[Asked], address: str) -> list[Answer]:
    """An answer for each row, in their order."""
    seen: dict[str, int] = {}
    wanted: list[str] = []
    answers: dict[int, Answer] = {}
    for place, row in enumerate(asked):
        if answer := not_a_code(row, seen):
            answers[place] = answer
            wanted.append("")
        else:
            code = codes.canonical(row.typed)
            seen[code] = place
            wanted.append(code)
    for some in batched(((place, code) for place, code in enumerate(wanted) if code), A_STATEMENT):
        answers.update(looked_up([(place, code, asked[place]) for place, code in some], address))
    return [answers[place] for place in range(len(asked))]


def not_a_code(row: Asked, seen: dict[str, int]) -> Answer | None:
    """Why a row needs no look-up. None when it does."""
    if not row.typed:
        return Answer("", "empty", "No code", "This row has no code.", problem=True)
    try:
        code = codes.canonical(row.typed)
    except codes.TypingMistake:
        return Answer(
            row.typed[:60],
            "typo",
            "Typing mistake",
            "This code has a typing mistake. Compare each group of four with the paper.",
            problem=True,
        )
    except codes.NotACode as error:
        return Answer(row.typed[:60], "typo", "Not a code", str(error), problem=True)
    if code in seen:
        says = f"The same code stands in row {seen[code] + 1} of this list."
        return Answer(codes.grouped(code), "repeated", "Listed twice", says, problem=True)
    return None


def looked_up(rows: list[tuple[int, str, Asked]], address: str) -> Iterator[tuple[int, Answer]]:
    """Answers by place. One statement finds the rows; guesses at names cost one more, and right ones a third."""
    known = Certificate.objects.with_status().filter(code__in=[code for _, code, _ in rows])
    found = {row["code"]: row for row in known.values(*FIELDS, *KEYS)}
    behind = {code: asked for _, code, asked in rows if code not in found or found[code]["confirm_only"]}
    compared = {code: asked for _, code, asked in rows if asked.licence and shares_licence(found.get(code))}
    guessed = {code for code, asked in behind.items() if asked.name} | set(compared)
    right = {code for code, asked in behind.items() if code in found and is_named(found[code], asked.name)}
    guess = count_guesses(address, sorted(guessed), misses=len(set(behind) - right))
    wrong = set(behind) - right
    wrong |= {code for code, asked in compared.items() if not same_licence(found[code], asked.licence)}
    guess.give_back(guessed - wrong - guess.refused)
    hidden = set(behind) - right
    for place, code, asked in rows:
        if code in guess.refused:
            yield place, Answer(codes.grouped(code), "wait", "Wait", WAIT, problem=True)
        elif code in hidden:
            yield place, Answer(codes.grouped(code), "unknown", "Not confirmed", UNKNOWN, problem=True)
        else:
            yield place, said(code, verdict(found[code]), asked)


KEYS = ["family_key", "whole_key"]
WAIT = "Too many names were tried for this code. Check it again in an hour."
UNKNOWN = (
    "We have no open certificate under this code. If its holder asks for the family name, add it to the list."
)


def is_named(row: dict[str, Any], name: str) -> bool:
    key = name_key(name)
    return bool(key) and key in (row["family_key"], row["whole_key"])


def shares_licence(row: dict[str, Any] | None) -> bool:
    return bool(row and row["licence_number"])


def same_licence(row: dict[str, Any], typed: str) -> bool:
    return licence_key(typed) == licence_key(row["licence_number"])


def said(code: str, verified: Verified, asked: Asked) -> Answer:
    """The answer of a certificate that may be shown."""
    if verified.status == Status.ALTERED:
        return Answer(codes.grouped(code), Status.ALTERED, verified.word, verified.sentence, problem=True)
    facts = verified.facts
    kind, word, says = verified.band, verified.word, verified.sentence
    problem = kind != Status.VALID
    if asked.name and not is_of(asked.name, facts["name"]):
        kind, word, problem = "other-name", "Another name", True
        says = f"The list says “{asked.name}”. {says}"
    licence = ""
    if asked.licence and verified.licence:
        licence = "matches" if verified.is_licence(asked.licence) else "no match"
        problem = problem or licence == "no match"
    return Answer(
        code=codes.grouped(code),
        kind=str(kind),
        word="Sample" if kind == "sample" else word,
        says=says,
        problem=problem,
        since=verified.since.date().isoformat(),
        name=facts["name"],
        course=facts["course"]["title"],
        hours=facts["hours"]["value"],
        completed=facts["completed"]["on"],
        licence=licence or ("not shared" if asked.licence else ""),
        replaced_by=codes.grouped(verified.replaced_by) if verified.replaced_by else "",
        sha256=verified.sha256,
    )


def is_of(typed: str, name: str) -> bool:
    """Whether a typed name, in whatever order, belongs to the name on the certificate."""
    words = typed.replace(",", " ").split()
    return is_part(typed, name) or all(is_part(word, name) for word in words)


def problems_first(answers: Sequence[Answer]) -> list[tuple[int, Answer]]:
    """With the number of its row, those that need somebody first, then as they stood."""
    numbered = list(enumerate(answers, 1))
    return sorted(numbered, key=lambda pair: (not pair[1].problem, pair[0]))


def summary(answers: Sequence[Answer]) -> list[tuple[str, int]]:
    """How many of each word, worst first."""
    counts: dict[str, int] = {}
    for _, answer in problems_first(answers):
        counts[answer.word] = counts.get(answer.word, 0) + 1
    return list(counts.items())


def checked_on(at: datetime) -> str:
    return us_date(at.date())
