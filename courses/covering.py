"""What is taught, claimed and tested under each objective of a course, so that holes are seen. Reads only."""

import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

from .completion import short
from .models import CoursePage, LessonPage, Objective, StepPage
from .models.courses import VAGUE
from .verbs import level


@dataclass(frozen=True, slots=True)
class Cell:
    """A lesson under an objective: whether it teaches it, and its claims and questions."""

    lesson: str
    teaches: bool


@dataclass(frozen=True, slots=True)
class Row:
    objective: Objective
    level: str
    cells: list[Cell]
    claims: int
    questions: int
    holes: list[str]


def verb_of(statement: str) -> str:
    """The word an objective begins with, in lower case."""
    found = re.match(r"[^\W\d_]+", statement.strip().lower())
    return found.group() if found else ""


def doubt(verb: str) -> str:
    """What is wrong with the verb of an objective, if anything, and what to do."""
    shown, like = verb.capitalize(), "say what a learner does, such as “explain”."
    if not verb:
        return f"It begins with no verb: {like}"
    if verb in VAGUE:
        return f"“{shown}” can't be measured: {like}"
    if not level(verb):
        return f"“{shown}” is no verb that we know: {like}"
    return ""


def matrix(page: CoursePage) -> dict[str, Any]:
    """Objectives down, lessons across; and what has no objective at all."""
    steps = page.steps()
    lessons = [step for step in steps if isinstance(step, LessonPage)]
    covered = {lesson.pk: lesson.covers() for lesson in lessons}
    asked = questions(steps)
    objectives = Objective.objects.filter(course=page.course, retired=False).order_by("number")
    rows = [_row(objective, lessons, covered, asked[str(objective.public_id)]) for objective in objectives]
    return {
        "lessons": [short(lesson.title) for lesson in lessons],
        "rows": rows,
        "holes": sum(bool(row.holes) for row in rows),
        "unmapped": [lesson for lesson in lessons if not covered[lesson.pk]],
        "questions_without": asked[""],
    }


def questions(steps: list[StepPage]) -> Counter[str]:
    """How many approved questions the tests may draw under each objective; "" for those without one."""
    found: dict[str, str] = {}
    for step in steps:
        for pool in step.freeze(b"").get("pools", ()) if step.workload().questions else ():
            for question in pool.get("questions", ()):
                found[question["uuid"]] = question["objective"] or ""
    return Counter(found.values())


def _row(objective: Objective, lessons: list[LessonPage], covered: dict, asked: int) -> Row:
    taught = [lesson for lesson in lessons if objective.public_id in covered[lesson.pk]]
    claims = sum(len(lesson.claims()) for lesson in taught)
    holes = []
    if not taught:
        holes.append("No lesson teaches it.")
    if not asked:
        holes.append("No question tests it.")
    if taught and not claims:
        holes.append("The lessons that teach it make no claim.")
    verb = verb_of(objective.statement)
    if wrong := doubt(verb):
        holes.append(wrong)
    cells = [Cell(short(lesson.title), lesson in taught) for lesson in lessons]
    return Row(objective, level(verb), cells, claims, asked, holes)
