"""Correcting what editions say: written by one person, approved by another, laid beside the unchanged text."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.auditing import audit
from accounts.models import User

from . import telling
from .completion import short
from .markdown import noted
from .models import (
    Correction,
    CorrectionPlace,
    Course,
    EditionItem,
    EditionStep,
    OutsideCorrectionVerdict,
    Reference,
)
from .models.claims import in_words
from .policy import can

Kind = Correction.Kind
Severity = Correction.Severity
CORRECTABLE = ("statement", "measured")  # the texts of a claim
type Rating = tuple[str, str]  # a verdict and a certainty
NOT_RATED: Rating = ("", "")


class OwnWork(Exception):
    """Somebody else has to approve what one wrote, unless it mends a typing mistake."""


class Settled(Exception):
    """It was published or set aside before."""


class NotTaught(Exception):
    """No edition says this."""


@dataclass(slots=True)
class Taught:
    """A text of a claim as learners met it, and the editions that say so."""

    item: str
    text: str
    lesson: str
    verdict: str
    certainty: str
    editions: list[str] = field(default_factory=list)

    @property
    def label(self) -> str:
        text = self.text if len(self.text) <= 140 else f"{self.text[:139]}…"
        return f"{text} ({in_words(self.verdict, self.certainty)}; edition {', '.join(self.editions)})"


def taught(course: Course) -> list[Taught]:
    """Every text of a claim that an edition holds, as it was rated, the newest edition first. One statement."""
    found: dict[tuple[str, ...], Taught] = {}
    for step in lessons_of(course):
        for block in step.body.get("blocks", ()):
            for name in CORRECTABLE if block["type"] == "claim" else ():
                if text := block.get(name):
                    rated = block["verdict"], block["certainty"]
                    made = Taught(block["id"], text, short(step.title), *rated)
                    found.setdefault((block["id"], text, *rated), made).editions.append(step.edition.number)
    return list(found.values())


def lessons_of(course: Course) -> Iterable[EditionStep]:
    steps = EditionStep.objects.filter(edition__course=course, kind="lesson").select_related("edition")
    heavy = ("html", "edition__manifest", "edition__salt")
    return steps.defer(*heavy).order_by("-edition__major", "-edition__minor", "position")


@transaction.atomic
def propose(
    course: Course,
    *,
    by: User,
    kind: str,
    item: Any,
    severity: str,
    old: str,
    new: str,
    reason: str = "",
    source: Reference | None = None,
    version: str = "",
    was: Rating = NOT_RATED,
    now: Rating = NOT_RATED,
) -> Correction:
    """Write a correction. Nobody sees it yet. Raises PermissionDenied and NotTaught.

    `was` and `now` are a claim's verdict and certainty, where they change.
    """
    if not can(by, "correct", course):
        raise PermissionDenied
    written = Correction(
        course=course,
        kind=kind,
        item=item,
        version=version,
        severity=severity,
        old=old,
        new=new,
        reason=reason,
        citation=source.freeze() if source else {},
        written_by=by,
        old_verdict=was[0],
        old_certainty=was[1],
        new_verdict=now[0],
        new_certainty=now[1],
    )
    if not any(True for _ in places(written)):
        raise NotTaught
    written.save()
    audit(by, "correction written", written, severity=severity, kind=kind)
    return written


@transaction.atomic
def publish(correction: Correction, *, by: User) -> Correction:
    """Lay a correction beside the text of every edition that says the old, and tell who completed one.

    Raises PermissionDenied, OwnWork and Settled.
    """
    held = _judged(correction, by)
    if held.severity != Severity.TYPO and by.pk == held.written_by_id:
        raise OwnWork
    held.approved_by = by
    return _lay(held, by)


def publish_outside(correction: Correction, *, verdict: OutsideCorrectionVerdict) -> Correction:
    """The same by the approval of a reviewer from outside, in whose transaction it is. Raises Settled."""
    held = held_open(correction)
    held.approved_outside = verdict
    return _lay(held, None)


def _lay(held: Correction, by: User | None) -> Correction:
    held.published_at = timezone.now()
    held.save(update_fields=["published_at", "approved_by", "approved_outside"])
    CorrectionPlace.objects.bulk_create(places(held))
    audit(by, "correction published", held, severity=held.severity)
    if held.severity == Severity.SAFETY:
        telling.tell_now.enqueue()
    return held


@transaction.atomic
def set_aside(correction: Correction, *, by: User, reason: str) -> Correction:
    """Don't publish it. Raises PermissionDenied and Settled."""
    held = _judged(correction, by)
    held.set_aside_at = timezone.now()
    held.save(update_fields=["set_aside_at"])
    audit(by, "correction set aside", held, reason=reason)
    return held


def _judged(correction: Correction, by: User) -> Correction:
    if not can(by, "approve correction", correction.course):
        raise PermissionDenied
    return held_open(correction)


def held_open(correction: Correction) -> Correction:
    """The row, locked: two people decide one after the other. Raises Settled."""
    held = Correction.objects.select_for_update(of=("self",)).select_related("course").get(pk=correction.pk)
    if held.published_at or held.set_aside_at:
        raise Settled
    return held


def places(correction: Correction) -> Iterator[CorrectionPlace]:
    """Every step of an edition that says the old text, each with the block beside which a reader looks for it."""
    if correction.kind == Kind.CLAIM:
        yield from _where_claimed(correction)
    else:
        yield from _where_asked(correction)


def _where_claimed(correction: Correction) -> Iterator[CorrectionPlace]:
    items = EditionItem.objects.filter(kind="claim", uuid=correction.item)
    for step in lessons_of(correction.course).filter(pk__in=items.values("step")):  # type: ignore[attr-defined]
        block = next(each for each in step.body["blocks"] if each["id"] == str(correction.item))
        rated = correction.old_verdict, correction.old_certainty
        if correction.old in (block["statement"], block["measured"]) and rated in (
            NOT_RATED,
            (block["verdict"], block["certainty"]),
        ):
            yield CorrectionPlace(correction=correction, step=step, block=_read_at(block, step))


def _read_at(claim: dict[str, Any], step: EditionStep) -> str:
    """A claim behind a sentence is read where the sentence stands."""
    if claim.get("placement") != "inline":
        return claim["id"]
    pointed = ("claim", claim["key"])
    texts = (each for each in step.body["blocks"] if pointed in noted(each.get("text", "")))
    return next((each["id"] for each in texts), claim["id"])


def _where_asked(correction: Correction) -> Iterator[CorrectionPlace]:
    """In tests by what the edition lists; in self-checks by the block that asks it."""
    items = EditionItem.objects.filter(kind="question", uuid=correction.item, version=correction.version)
    tests = EditionStep.objects.filter(Q(pk__in=items.values("step")), edition__course=correction.course)
    for step in tests.exclude(kind="lesson").defer("html", "body"):
        yield CorrectionPlace(correction=correction, step=step)
    asked = {"uuid": str(correction.item), "version": int(correction.version or 0)}
    for step in lessons_of(correction.course):
        for block in step.body.get("blocks", ()):
            if block["type"] == "check" and block["question"] == asked:
                yield CorrectionPlace(correction=correction, step=step, block=block["id"])
                break


def preview(correction: Correction) -> list[CorrectionPlace]:
    """Where it would be laid if it were published now."""
    return list(places(correction))
