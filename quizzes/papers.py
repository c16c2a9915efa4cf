"""The paper of an attempt: drawn when it opens from what the edition froze, and graded as it was drawn."""

import logging
import secrets
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef

from courses.models import EditionStep, Enrolment

from . import grading, kinds
from .authoring import content_sha256
from .drawing import Pool, draw, shuffled
from .models import Attempt, AttemptItem, QuestionVersion
from .terms import terms

logger = logging.getLogger(__name__)
chance = secrets.SystemRandom()

type Row = dict[str, Any]


class Refused(Exception):
    """An attempt may not be opened. Its text is the reason, for the learner."""


class NothingToAsk(Refused):
    pass


def draw_paper(enrolment: Enrolment, step: EditionStep) -> list[QuestionVersion]:
    """Draw from the frozen pools, questions this learner has not met first. Raises NothingToAsk.

    One statement. A version that differs from what the edition froze is left out, and the paper drawn anew.
    """
    there = candidates(enrolment, step)
    frozen, salt = frozen_questions(step), bytes(step.edition.salt)
    while drawn := drawn_from(there, step):
        forged = [key for key in drawn if not is_as_frozen(there[key], frozen[key]["digest"], salt)]
        if not forged:
            return [there[key] for key in drawn]
        for key in forged:
            del there[key]
    raise NothingToAsk("This quiz has no question to ask at the moment. We’ve been told.")


def candidates(enrolment: Enrolment, step: EditionStep) -> dict[str, QuestionVersion]:
    """The frozen versions that may still be asked, by their question's id, each with `met`."""
    numbers = {key: row["version"] for key, row in frozen_questions(step).items()}
    met = AttemptItem.objects.filter(
        attempt__enrolment__learner=enrolment.learner_id,
        attempt__step_key=step.key,
        version__question=OuterRef("question"),
    )
    versions = (
        QuestionVersion.objects.not_void()
        .filter(question__public_id__in=[UUID(key) for key in numbers])
        .select_related("question")
        .annotate(met=Exists(met))
    )
    by_question = {
        str(version.question.public_id): version
        for version in versions
        if version.number == numbers[str(version.question.public_id)]
    }
    return by_question


def drawn_from(there: Mapping[str, QuestionVersion], step: EditionStep) -> list[str]:
    """The questions of a paper, in order, by chance."""
    pools = [
        Pool(
            pool["draw"],
            [row["uuid"] for row in pool["questions"] if row["uuid"] in there],
            pool.get("safety", 0),
            frozenset(row["uuid"] for row in pool["questions"] if row["must_pass"]),
        )
        for pool in step.body["pools"]
    ]
    seen = frozenset(key for key, version in there.items() if version.met)  # type: ignore[attr-defined]  # annotated
    drawn = draw(pools, seen, chance, shuffled=terms(step.body).shuffles_questions)
    return [str(key) for key in drawn]


def is_as_frozen(version: QuestionVersion, digest: str, salt: bytes) -> bool:
    """Whether the edition holds this version, word for word. One that was tampered with is never asked."""
    found = QuestionVersion(sha256=content_sha256(version.kind, version.payload, version.references))
    if found.digest(salt) != digest:
        logger.error("Question version %s differs from what its edition froze.", version.pk)
        return False
    return True


def paper_items(attempt: Attempt, versions: Sequence[QuestionVersion]) -> list[AttemptItem]:
    mixes = terms(attempt.step.body).shuffles_options
    items = []
    for position, version in enumerate(versions, 1):
        parts = kinds.rule(version.kind).parts(version.payload)
        order = shuffled(parts, pinned(version.payload), chance) if mixes else parts
        items.append(AttemptItem(attempt=attempt, position=position, version=version, option_order=order))
    return items


def pinned(payload: kinds.Payload) -> frozenset[str]:
    """The ids of the options that keep their place ("None of these")."""
    return frozenset(option["id"] for option in payload.get("options", ()) if option.get("pinned"))


def paper_of(step: EditionStep, items: Sequence[AttemptItem]) -> grading.Paper:
    """The paper as its edition rules it: which items must be passed, and what it takes."""
    questions, held = frozen_questions(step), terms(step.body)
    return grading.Paper(
        tuple(
            grading.Item(
                item.pk,
                kinds.rule(item.version.kind),
                item.version.payload,
                item.points,
                held.must_pass_counts and questions[str(item.version.question.public_id)]["must_pass"],
            )
            for item in items
        ),
        held.pass_mark,
    )


def frozen_questions(step: EditionStep) -> dict[str, Row]:
    """What the edition says of each question it may ask, by the question's id."""
    return {row["uuid"]: row for pool in step.body["pools"] for row in pool["questions"]}
