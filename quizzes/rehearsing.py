"""A quiz as it stands in the CMS, sat by somebody who works on it. Nothing is stored: so it counts for nobody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING
from random import Random
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.safestring import mark_safe

from courses.markdown import to_html

from . import grading, kinds
from .drawing import Pool, draw, shuffled
from .models import QuestionVersion, QuizPage
from .papers import pinned
from .reviewing import shown
from .terms import terms


@dataclass(frozen=True, slots=True)
class Item:
    """A question of the paper, in the order in which its options stand on it."""

    number: int
    version: QuestionVersion
    order: list[str]

    @property
    def field(self) -> str:
        """The name of its field in the one form of the whole paper."""
        return f"r{self.number}"


@dataclass(frozen=True, slots=True)
class Answer:
    """What was said to an item. `problem` is what keeps it from being graded."""

    response: Any = None
    problem: str = ""


def paper(page: QuizPage, seed: int) -> list[Item]:
    """Draw a paper from the pools as they stand. The same seed draws the same, as long as they stand so."""
    chance = Random(seed)  # noqa: S311  whoever may see this may see every key
    held, versions, pools = terms(page.terms()), dict[str, QuestionVersion](), list[Pool]()
    for pool in page.drawn():
        found = {str(version.question.public_id): version for version in pool.versions()}
        must = frozenset(key for key, version in found.items() if version.question.must_pass)
        pools.append(Pool(pool.draw, list(found), pool.safety, must))
        versions |= found
    drawn = draw(pools, frozenset(), chance, shuffled=held.shuffles_questions)
    return [
        Item(number, version, options(version, chance, mixes=held.shuffles_options))
        for number, version in enumerate((versions[str(key)] for key in drawn), 1)
    ]


def options(version: QuestionVersion, chance: Random, *, mixes: bool) -> list[str]:
    parts = kinds.rule(version.kind).parts(version.payload)
    return shuffled(parts, pinned(version.payload), chance) if mixes else parts


def answers(items: Sequence[Item], data: Any) -> dict[int, Answer]:
    """What was said to each item, by its number. Without data, nothing."""
    return {item.number: answer(item, data) if data else Answer() for item in items}


def asked(items: Sequence[Item], answered: Mapping[int, Answer]) -> list[dict[str, Any]]:
    """What the form shows, with what was said so far."""
    rows = []
    for item in items:
        said = answered[item.number]
        row = kinds.form(item.version.kind).shown(
            item.version.payload, said.response, item.order, field=item.field
        )
        row |= {"number": item.number, "total": len(items)}
        rows.append({"item": row, "template": kinds.template(item.version.kind), "problem": said.problem})
    return rows


def answer(item: Item, data: Any) -> Answer:
    field = kinds.form(item.version.kind).ResponseField(item.version.payload)
    try:
        return Answer(field.clean(field.widget.value_from_datadict(data, {}, item.field)) or None)
    except ValidationError as error:
        return Answer(problem=" ".join(error.messages))


def graded(page: QuizPage, items: Sequence[Item], answered: Mapping[int, Answer]) -> dict[str, Any]:
    """What it would have come to, and each question with its key. Raises ValueError for a paper without points."""
    held = terms(page.terms())
    said = {number: each.response for number, each in answered.items()}
    paper = grading.Paper(
        tuple(
            grading.Item(
                item.number,
                kinds.rule(item.version.kind),
                item.version.payload,
                must_pass=held.must_pass_counts and item.version.question.must_pass,
            )
            for item in items
        ),
        held.pass_mark,
    )
    grade = grading.grade(paper, said)
    return summary(grade, held.pass_mark) | {"rows": [reviewed(item, items, said, grade) for item in items]}


def summary(grade: grading.Grade, pass_mark: int) -> dict[str, str]:
    score = f"{shown(grade.points)} of {shown(grade.max_points)}"
    if grade.passed:
        return {"outcome": "passed", "sentence": f"This would pass: {score}"}
    if grade.points * 100 >= pass_mark * grade.max_points:
        return {"outcome": "safety", "sentence": f"{score}, but a safety question was missed"}
    needed = shown(grade.max_points * pass_mark / 100, ROUND_CEILING)
    return {"outcome": "not-yet", "sentence": f"Not yet: {score}, {needed} needed"}


def reviewed(
    item: Item, items: Sequence[Item], said: Mapping[int, Any], grade: grading.Grade
) -> dict[str, Any]:
    version, response = item.version, said[item.number]
    drawn = kinds.form(version.kind).reviewed(
        version.payload, response, item.order, field=item.field, numbers={}
    )
    fraction = grade.fractions.get(item.number)
    return {
        "item": drawn | {"number": item.number, "total": len(items)},
        "template": kinds.template(version.kind),
        "question": version.question_id,
        "earned": "" if fraction is None else shown(fraction),
        "full": fraction is None or fraction >= 1,
        "answered": bool(response),
        "rationale": mark_safe(to_html(version.payload.get("rationale", ""))),  # noqa: S308  to_html sanitised it
    }
