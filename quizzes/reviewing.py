"""What a learner reads after a sitting: the result by objective, where to read again, and, in time, the keys."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_CEILING, ROUND_DOWN, Decimal
from typing import Any

from django.urls import reverse
from django.utils.safestring import mark_safe

from courses.markdown import cited, to_html
from courses.models import EditionStep, Reference
from courses.rendering import reference_entry

from . import kinds
from .models import Attempt, AttemptItem, AttemptResult, Mark, QuestionVersion
from .papers import frozen_questions
from .remarks import closing_words, confidently_wrong
from .terms import CONFIDENCE

WAITING = "Nothing is held up by that."
HEADING = re.compile(r"^##\s+(.+?)\s*(?:\{#[a-z0-9-]+\})?\s*$", re.MULTILINE)


def summary(attempt: Attempt, result: AttemptResult, items: Sequence[AttemptItem]) -> dict[str, Any]:
    """What components/result.html shows. Says nothing of a single item."""
    # A score is never broken over two lines.
    score = f"{shown(result.points)}\N{NO-BREAK SPACE}of\N{NO-BREAK SPACE}{shown(result.max_points)}"
    waiting = sum(map(waits, items))
    note = f"{waiting} of your answers {'waits' if waiting == 1 else 'wait'} for a person to mark. {WAITING}"
    detail = {"detail": note} if waiting else {}
    if result.passed and not result.max_points:
        return {"outcome": "passed", "sentence": "You handed it in."} | detail
    if result.passed:
        sentence = f"You passed: {score}" if result.pass_mark else f"Handed in: {score}"
        return {"outcome": "passed", "sentence": sentence} | detail
    if left_before(attempt):
        return {
            "outcome": "not-yet",
            "sentence": f"Not counted: {score}",
            "detail": "You left this course before this attempt was handed in.",
        }
    if reached(result):
        return {
            "outcome": "safety",
            "sentence": f"{score}, but a safety question was missed{missed_objectives(attempt, items)}",
            "detail": "Safety questions have to be answered fully, whatever the score.",
        }
    needed = shown(result.max_points * result.pass_mark / 100, ROUND_CEILING)
    return {"outcome": "not-yet", "sentence": f"Not yet: {score}, {needed}\N{NO-BREAK SPACE}needed"} | detail


def left_before(attempt: Attempt) -> bool:
    left = attempt.enrolment.ended_at
    return bool(left and attempt.submitted_at and left <= attempt.submitted_at)


def reached(result: AttemptResult) -> bool:
    return result.points * 100 >= result.pass_mark * result.max_points


def shown(points: Decimal, rounding: str = ROUND_DOWN) -> str:
    """Points as people read them, "18" or "18.25". Rounded so that nobody seems to have what they lack."""
    rounded = points.quantize(Decimal("0.01"), rounding)
    return f"{rounded.normalize():f}"


def earned(item: AttemptItem) -> Decimal:
    """What an item earned; nothing while it waits for a person's mark."""
    return (item.fraction or Decimal()) * item.points  # type: ignore[attr-defined]  # with_grade()


def waits(item: AttemptItem) -> bool:
    """Whether a person has still to mark it."""
    return item.fraction is None  # type: ignore[attr-defined]  # with_grade()


def missed_objectives(attempt: Attempt, items: Iterable[AttemptItem]) -> str:
    """Of the safety questions that were missed: ": objective 4"."""
    frozen = frozen_questions(attempt.step)
    rows = [(item, frozen[str(item.version.question.public_id)]) for item in items]
    missed = {
        row["objective"]
        for item, row in rows
        if row["must_pass"] and not waits(item) and earned(item) < item.points
    }
    found = sorted(o["number"] for o in objectives(attempt) if o["uuid"] in missed)
    if not found:
        return ""
    return f": objective{'s' if len(found) > 1 else ''} {', '.join(map(str, found))}"


def bars(attempt: Attempt, items: Iterable[AttemptItem], *, again: bool) -> list[dict[str, Any]]:
    """Points by objective, in the edition's order. `again` adds where to read, for each that fell short.

    All passages of such an objective are named, not those of the items that were wrong: a passage of one
    question would tell which one it was.
    """
    frozen = frozen_questions(attempt.step)
    labels = {o["uuid"]: (o["number"], f"{o['number']}. {o['statement']}") for o in objectives(attempt)}
    groups: dict[str | None, list[AttemptItem]] = defaultdict(list)
    for item in items:
        if waits(item):
            continue
        objective = frozen[str(item.version.question.public_id)]["objective"]
        groups[objective if objective in labels else None].append(item)
    places = passages(attempt, frozen.values()) if again else {}
    made = []
    for objective, (number, label) in [*labels.items(), (None, (0, "Other questions"))]:
        group = groups[objective]
        right, total = sum(map(earned, group), Decimal()), sum((i.points for i in group), Decimal())
        asked = {frozen[str(item.version.question.public_id)]["answered_in"] for item in group}
        read = [passage for place, passage in places.items() if place in asked] if right < total else []
        made.append(
            {
                "id": number,
                "label": label,
                "right": shown(max(right, Decimal())),
                "total": shown(total),
                "again": read,
                "words": words_of(attempt, objective, right, total) if objective else "",
            }
        )
    return [bar for bar in made if bar["total"] != "0"]


def words_of(attempt: Attempt, objective: str | None, right: Decimal, total: Decimal) -> str:
    """The author's closing words for what was reached, as HTML. Empty: none."""
    text = closing_words(attempt.step.body, objective, right, total)
    return mark_safe(to_html(text)) if text else ""  # noqa: S308  to_html sanitised it


def objectives(attempt: Attempt) -> list[dict[str, Any]]:
    """The edition's objectives, in order."""
    return attempt.step.edition.manifest["objectives"]


def passages(attempt: Attempt, rows: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, str]]:
    """Address and name of each place that answers a question, in the order of the edition that was studied."""
    wanted = {row["answered_in"] for row in rows if row["answered_in"]}
    slugs = {place.partition("#")[0] for place in wanted}
    lessons = EditionStep.objects.filter(edition=attempt.step.edition_id, slug__in=slugs)
    code = attempt.enrolment.course.code
    found = {}
    for lesson in lessons.only("slug", "title", "body", "position").order_by("position"):
        address = reverse("courses:read", args=[code, lesson.slug])
        for key, heading in sections(lesson.body):
            place = f"{lesson.slug}#{key}" if key else lesson.slug
            if place in wanted:
                url = f"{address}#{key}" if key else address
                found[place] = {"lesson": lesson.title.partition(":")[0], "url": url, "label": heading}
    return found


def sections(body: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The key of each block of a lesson, in order, with the nearest heading; first the lesson itself."""
    found, heading = [("", "the lesson")], "the opening"
    for block in body["blocks"]:
        if headings := HEADING.findall(block.get("text", "")):
            heading = headings[0]
        found.append((block["key"], heading))
    return found


def reviewed(attempt: Attempt, items: Sequence[AttemptItem]) -> dict[str, Any]:
    """Every item with its key, feedback, rationale and sources. Only for who may see keys: see policy."""
    numbers = {key: number for number, key in enumerate(sources(items), 1)}
    frozen = frozen_questions(attempt.step)
    places = passages(attempt, frozen.values())
    return {
        "too_sure": confidently_wrong(item for item in items if not waits(item)),  # type: ignore[misc]  # with_grade()
        "items": [
            review_of(item, numbers, len(items))
            | {"passage": places.get(frozen[str(item.version.question.public_id)]["answered_in"])}
            for item in items
        ],
        "references": [
            reference_entry(reference.freeze()) | {"number": numbers[reference.key]}
            for reference in sorted(Reference.objects.filter(key__in=numbers), key=lambda r: numbers[r.key])
        ],
    }


def practised(item: AttemptItem, total: int) -> dict[str, Any]:
    """An answered item of an open practice, with its key. Only for who may see it at once: see policy."""
    row: Any = item
    row.graded_response = row.answer_response
    rule = kinds.rule(item.version.kind)
    row.fraction = rule.grade(item.version.payload, row.answer_response) if row.answer_response else Decimal()
    numbers = {key: number for number, key in enumerate(sources([item]), 1)}
    frozen = frozen_questions(item.attempt.step)
    places = passages(item.attempt, frozen.values())
    passage = places.get(frozen[str(item.version.question.public_id)]["answered_in"])
    return review_of(item, numbers, total) | {"passage": passage}


def review_of(item: AttemptItem, numbers: Mapping[str, int], total: int) -> dict[str, Any]:
    payload, kind = item.version.payload, item.version.kind
    form = kinds.form(kind)
    response = item.graded_response  # type: ignore[attr-defined]  # with_grade()
    if waits(item):
        last = item.answers.order_by("-sequence").first()
        response = last.response if last else None
    drawn = form.reviewed(
        payload, response, item.option_order, field=f"item-{item.position}", numbers=numbers
    )
    return {
        "item": drawn | {"number": item.position, "total": total},
        "template": kinds.template(kind),
        "earned": shown(earned(item)),
        "points": shown(item.points),
        "answered": bool(response),
        "full": waits(item) or earned(item) >= item.points,
        "waits": waits(item),
        "mark": shown_mark(item) if kinds.is_marked_by_hand(kind) else None,
        "sure": dict(CONFIDENCE).get(getattr(item, "graded_confidence", None) or 0, ""),
        "rationale": mark_safe(to_html(payload.get("rationale", ""), citations=numbers)),  # noqa: S308  sanitised
    }


def shown_mark(item: AttemptItem) -> dict[str, Any] | None:
    """What the person who marked it gave for each criterion, and said."""
    mark = Mark.objects.filter(grade__item=item).order_by("-grade__sequence").first()
    if mark is None:
        return None
    rubric = item.version.payload["rubric"]
    rows = [{"text": row["text"], "given": mark.points[row["id"]], "points": row["points"]} for row in rubric]
    return {"rows": rows, "comment": mark.comment}


def sources(items: Iterable[AttemptItem]) -> list[str]:
    """What the questions of these items cite and rest on."""
    return sources_of(item.version for item in items)


def sources_of(versions: Iterable[QuestionVersion]) -> list[str]:
    """The keys that the feedback and rationales cite, and those that the questions rest on, in order."""
    keys: dict[str, None] = {}
    for version in versions:
        for text in feedback_in(version.payload):
            keys |= dict.fromkeys(cited(text))
        keys |= dict.fromkeys([*cited(version.payload.get("rationale", "")), *version.references])
    return list(keys)


def feedback_in(said: Any) -> list[str]:
    """Every text that stands in a payload as feedback, wherever its kind keeps it."""
    if isinstance(said, list):
        return [text for each in said for text in feedback_in(each)]
    if not isinstance(said, dict):
        return []
    found = said.get("feedback", "")
    own = found.values() if isinstance(found, dict) else [found]
    return [*own, *(text for name, each in said.items() if name != "feedback" for text in feedback_in(each))]
