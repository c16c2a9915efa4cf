"""Releasing a course: what learners are taught from now on, frozen under one digest."""

import secrets
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.auditing import audit
from accounts.models import User

from . import enrolling, keeping, markdown, readiness
from .canonical import sha256
from .manifests import FrozenStep, Manifest, freeze, manifest_of, too_much_for_minor
from .models import Course, CoursePage, Edition, EditionItem, EditionStep


class NotReady(Exception):
    """The course may not be released. `problems` says why, a sentence each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


def problems(page: CoursePage) -> list[str]:
    """Why this course may not be released today. Empty: it may."""
    return readiness.problems(page, timezone.localdate())


@transaction.atomic
def release(
    page: CoursePage, *, by: User | None, notes: str = "", minor: bool = False, now: datetime | None = None
) -> Edition:
    """Freeze the published content of a course as its next edition.

    The same content as the latest edition releases nothing: the latest is returned. A minor release is for
    typing mistakes; it takes active learners along. Raises NotReady.
    """
    now = now or timezone.now()
    page = CoursePage.objects.get(pk=page.pk)  # as it is published, whatever draft the caller holds
    course = Course.objects.select_for_update().get(pk=page.course_id)
    pages = page.steps()
    if found := readiness.problems(page, timezone.localdate(now), pages):
        raise NotReady(found)
    latest = Edition.objects.latest_of(course)
    # One salt for all editions of a course: what did not change keeps its digest.
    salt = bytes(latest.salt) if latest else secrets.token_bytes(16)
    steps = [freeze(step, salt) for step in pages]
    manifest = manifest_of(page, steps)
    if latest and latest.sha256 == sha256(manifest):
        return latest
    if minor and latest and (found := too_much_for_minor(latest, manifest)):
        raise NotReady(found)
    major, number = _next_number(latest, minor)
    edition = Edition.objects.create(
        course=course,
        major=major,
        minor=number,
        released_at=now,
        released_by=by,
        notes=notes,
        salt=salt,
        manifest=manifest,
        **_repeated(manifest),
    )
    _write_steps(edition, steps)
    if minor:
        enrolling.move_along(edition)
    audit(by, "edition released", edition, reason=notes[:300], number=edition.number, sha256=edition.sha256)
    return edition


def _repeated(manifest: Manifest) -> dict[str, Any]:
    """The fields of an edition that repeat its manifest, so that queries can ask for them."""
    return {
        "title": manifest["title"],
        "mode": manifest["mode"],
        "hours": Decimal(manifest["hours"]),
        "words": manifest["words"],
        "media_seconds": round(Decimal(manifest["media_minutes"]) * 60),
        "sha256": sha256(manifest),
    }


def _next_number(latest: Edition | None, minor: bool) -> tuple[int, int]:
    if latest is None:
        return 1, 0
    return (latest.major, latest.minor + 1) if minor else (latest.major + 1, 0)


def _write_steps(edition: Edition, steps: list[FrozenStep]) -> None:
    for position, step in enumerate(steps, 1):
        html = step.page.render(step.body)
        row = EditionStep.objects.create(
            edition=edition,
            position=position,
            key=step.page.step_key,
            slug=step.page.slug,
            kind=step.page.kind,
            title=step.page.title,
            required=step.page.required,
            opens=step.page.opens,
            body=step.body,
            html=html,
            renderer=markdown.RENDERER if html else "",
            words=step.workload.words,
            media_seconds=round(step.workload.media_minutes * 60),
            digest=step.digest,
        )
        items = [EditionItem(step=row, kind=k, uuid=u, version=v) for k, u, v in step.page.items()]
        EditionItem.objects.bulk_create(items)
        try:
            keeping.keep(row, step.page.assets())
        except keeping.Changed as changed:
            raise NotReady([str(changed)]) from changed
