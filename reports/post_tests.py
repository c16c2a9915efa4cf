"""The post-tests of editions with their keys, for who may read them: a board, through the registrar."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from django.utils.safestring import mark_safe

from courses.markdown import to_html
from courses.models import Edition, EditionStep
from quizzes import kinds
from quizzes.models import QuestionVersion
from quizzes.papers import frozen_questions, is_as_frozen

from . import packing
from .editions import folder
from .packing import Entry


def test_page(step: EditionStep, edition: Edition) -> str:
    return f"{folder(edition)}/{step.position:02}-{step.slug[:60]}-key.html"


def quizzes_of(editions: Sequence[Edition]) -> list[EditionStep]:
    """Their steps that have questions, in order."""
    steps = EditionStep.objects.filter(edition__in=editions, kind="quiz").defer("html")
    return [step for step in steps.order_by("edition", "position") if step.body.get("pools")]


def pages(editions: Sequence[Edition], steps: Sequence[EditionStep]) -> Iterator[Entry]:
    """A page a test: every question that it may ask, as it was frozen, with what is right. One statement."""
    by_key = {edition.pk: edition for edition in editions}
    versions = versions_of(steps)
    for step in steps:
        edition = by_key[step.edition_id]
        rows = [
            question(number, row, versions.get((key, row["version"])), bytes(edition.salt))
            for number, (key, row) in enumerate(frozen_questions(step).items(), 1)
        ]
        objectives = {each["uuid"]: each["number"] for each in edition.manifest.get("objectives", [])}
        for row in rows:
            row["objective"] = objectives.get(row["frozen"]["objective"])
        context = {"edition": edition, "step": step, "rows": rows, "draws": draws(step)}
        yield packing.page(test_page(step, edition), "reports/pack/test.html", context)


def draws(step: EditionStep) -> int:
    return sum(pool["draw"] for pool in step.body["pools"])


def versions_of(steps: Sequence[EditionStep]) -> dict[tuple[str, int], QuestionVersion]:
    wanted = {(key, row["version"]) for step in steps for key, row in frozen_questions(step).items()}
    questions = {UUID(key) for key, _ in wanted}
    found = QuestionVersion.objects.filter(question__public_id__in=questions).select_related("question")
    by_key = {(str(version.question.public_id), version.number): version for version in found}
    return {key: version for key, version in by_key.items() if key in wanted}


def question(
    number: int, frozen: dict[str, Any], version: QuestionVersion | None, salt: bytes
) -> dict[str, Any]:
    """A row of the page. What isn't word for word as it was frozen is not shown as if it were."""
    row: dict[str, Any] = {"number": number, "frozen": frozen, "item": None}
    if version is None or not is_as_frozen(version, frozen["digest"], salt):
        return row
    item = kinds.form(version.kind).reviewed(version.payload, None, [], field=f"q{number}", numbers={})
    row["item"] = item | {"place": f"Question {number}"}
    row["rationale"] = mark_safe(to_html(version.payload.get("rationale", "")))  # noqa: S308  sanitised by to_html
    row["template"] = kinds.template(version.kind)
    row["by_hand"] = kinds.is_marked_by_hand(version.kind)
    return row
