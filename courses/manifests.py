"""What an edition's digest covers: the published course as plain JSON."""

from dataclasses import dataclass
from typing import Any

from .allotting import credit_of
from .canonical import sha256
from .hours import Workload, in_words
from .models import Course, CoursePage, Edition, Objective, StepPage

type Manifest = dict[str, Any]

# What approvals and learners' records rest on. A minor release may not touch it.
WEIGHTY = {
    "hours": "the hours",
    "mode": "how the course is taken",
    "objectives": "the objectives",
    "pass_rules": "what it takes to pass",
}


@dataclass(frozen=True, slots=True)
class FrozenStep:
    page: StepPage
    body: dict[str, Any]
    digest: str
    workload: Workload


def freeze(page: StepPage, salt: bytes) -> FrozenStep:
    body = page.freeze(salt)
    digest = sha256({"kind": page.kind, "title": page.title, "body": body})
    return FrozenStep(page, body, digest, page.workload())


def manifest_of(page: CoursePage, steps: list[FrozenStep]) -> Manifest:
    """Everything that the edition's digest covers, as plain JSON."""
    total = sum((step.workload for step in steps), Workload())
    credit = credit_of(page.course, total)
    return {
        "code": page.course.code,
        "title": page.title,
        "promise": page.promise,
        "description": page.description,
        "audience": page.audience,
        "prerequisites": page.prerequisites,
        "requires": sorted(course.code for course in page.requires.all()),
        "medium": page.medium,
        "mode": page.mode,
        "disclosure": page.disclosure,
        "asks_to_acknowledge": page.asks_to_acknowledge,
        "policies": {
            "refund": page.refund_policy,
            "cancellation": page.cancellation_policy,
            "grievance": page.grievance_policy,
            "accessibility": page.accessibility_policy,
        },
        "instructors": [
            {"name": who.name, "credentials": who.credentials, "biography": who.biography}
            for who in page.instructors.all()
        ],
        "reviewed_on": page.reviewed_on.isoformat(),
        "review_by": page.review_by.isoformat(),
        "hours": in_words(credit.hours),
        "credit": credit.facts,
        "words": total.words,
        "media_minutes": str(total.media_minutes),
        "objectives": _objectives(page.course),
        "pass_rules": _pass_rules(steps),
        "steps": [_step(step) for step in steps],
    }


def _pass_rules(steps: list[FrozenStep]) -> list[dict[str, Any]]:
    """What it takes to pass each step that has a pass mark."""
    return [
        {
            "step": str(step.page.step_key),
            "pass_mark": step.body["pass_mark"],
            "attempts_allowed": step.body.get("attempts_allowed", 0),
            "questions": step.workload.questions,
        }
        for step in steps
        if "pass_mark" in step.body
    ]


def _step(step: FrozenStep) -> dict[str, Any]:
    return {
        "key": str(step.page.step_key),
        "kind": step.page.kind,
        "slug": step.page.slug,
        "title": step.page.title,
        "required": step.page.required,
        "digest": step.digest,
        "assets": _assets(step.body),
    }


def _assets(body: dict[str, Any]) -> list[str]:
    """The SHA-256 of each file that a step shows, once, in order."""
    found = [asset["sha256"] for block in body.get("blocks", ()) for asset in block.get("assets", ())]
    return list(dict.fromkeys(found))


def _objectives(course: Course) -> list[dict[str, Any]]:
    return [
        {
            "uuid": str(objective.public_id),
            "number": objective.number,
            "bloom": objective.bloom,
            "statement": objective.statement,
        }
        for objective in Objective.objects.filter(course=course, retired=False)
    ]


def too_much_for_minor(latest: Edition, manifest: Manifest) -> list[str]:
    """What changed since the latest edition that is more than a typing mistake, a sentence each."""
    found = [
        f"A minor release can't change {what}."
        for name, what in WEIGHTY.items()
        if latest.manifest[name] != manifest[name]
    ]
    if _bones(latest.manifest) != _bones(manifest):
        found.append("A minor release can't change the steps, a test or the confirmation; only lesson text.")
    return found


def _bones(manifest: Manifest) -> list[tuple[Any, ...]]:
    """The steps without what a typing mistake in a lesson changes."""
    return [
        (step["key"], step["kind"], step["required"], "" if step["kind"] == "lesson" else step["digest"])
        for step in manifest["steps"]
    ]
