"""A lesson's page from parts that are kept in memory.

A part is made once a process and never goes stale: editions never change, and corrections are only added. What differs between learners or
from day to day fills the slots between the parts.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import Case, F, TextField, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.template.loader import render_to_string
from django.urls import reverse

from . import outlines, overlaying
from .canonical import sha256
from .completion import finished
from .models import EditionStep
from .slots import Parts, filled, slot, split
from .standing import Standing, records_of


class Locked(Exception):
    """The step isn't open yet: what comes first is `reason`."""

    def __init__(self, step: EditionStep, reason: str, way: outlines.Outline) -> None:
        super().__init__(reason)
        self.step = step
        self.reason = reason
        self.way = way


class Unacknowledged(Exception):
    """The learner has still to read who controls the content."""


class OtherKind(Exception):
    """The step is no lesson. `opens` is the name of the URL that it has."""

    def __init__(self, opens: str) -> None:
        super().__init__(opens)
        self.opens = opens


@dataclass(frozen=True, slots=True)
class Text:
    """The steps of an edition, and the text of one of them."""

    steps: list[EditionStep]
    step: EditionStep
    summary: str
    html: bytes
    asks: str  # the digest of the disclosure that must be acknowledged, if any


def lesson(
    standing: Standing, code: str, slots: Mapping[str, bytes], beside: Mapping[str, bytes] | None = None
) -> bytes:
    """The page of a lesson for an enrolled learner. Raises Locked, OtherKind and Unacknowledged.

    `beside`: what stands at the end of a block, by the block's id. What has no block here comes last.
    """
    key = (standing.edition, standing.step_id, standing.renderer)
    text = text_of(*key)
    # Who has finished a step has begun, and isn't asked any more.
    if text.asks and not standing.records and text.asks not in standing.acknowledged:
        raise Unacknowledged
    parts = page(*key, standing.records, standing.major, code)
    html = corrected(*key, standing.corrections) if standing.corrections else text.html
    body, last = with_beside(html, beside or {})
    return filled(parts, {"body": body, "marks": last, **slots})


@lru_cache(maxsize=256)
def text_of(edition: UUID, step_id: int, renderer: str) -> Text:
    """One statement. `renderer` changes when the HTML of released lessons is made anew."""
    steps: list[Any] = list(
        EditionStep.objects.filter(edition__public_id=edition)
        .outlined()
        .annotate(
            text=only(step_id, F("html")),
            lead=only(step_id, KeyTextTransform("summary", "body")),
            disclosure=only(step_id, KeyTextTransform("disclosure", "edition__manifest")),
            asks=only(step_id, KeyTextTransform("asks_to_acknowledge", "edition__manifest")),
        )
    )
    step = next(each for each in steps if each.pk == step_id)
    asks = sha256(step.disclosure) if step.asks in ("true", "1") and step.disclosure else ""
    return Text(steps, step, step.lead or "", step.text.encode(), asks)


# Every reader of a step has the same corrections, until there is one more.
@lru_cache(maxsize=256)
def corrected(edition: UUID, step_id: int, renderer: str, corrections: str) -> bytes:
    """The text with its corrections beside it."""
    return overlaying.laid_over(text_of(edition, step_id, renderer).html, overlaying.read(corrections))


def only(step_id: int, value: Any) -> Case:
    """A text of one step, and nothing of the others."""
    return Case(When(pk=step_id, then=Cast(value, TextField())), output_field=TextField())


# Learners who finished the same steps share a page: a course of n steps has about n of each.
@lru_cache(maxsize=1024)
def page(edition: UUID, step_id: int, renderer: str, records: str, major: int, code: str) -> Parts:
    """Everything around the text. Raises Locked and OtherKind, which are not kept."""
    text = text_of(edition, step_id, renderer)
    step, steps = text.step, text.steps
    if step.opens != "courses:read":
        raise OtherKind(step.opens)
    way = outlines.outline(steps, finished(steps, records_of(records), major), code, current=step.slug)
    shown = next(each for each in way.steps if each.current)
    if shown.state == "locked":
        raise Locked(step, shown.reason, way)
    before, after = way.around(step.slug)
    context = {
        "step": step,
        "summary": text.summary,
        "html": slot("body"),
        "outline": way,
        "before": before,
        "after": after,
        "place": outlines.place_of(step, steps, done=shown.state == "done"),
        "code": code,
        "back": reverse("courses:outline", args=[code]),
        "csrf_token": slot("csrf"),
        "slots": {name: slot(name) for name in ("messages", "stopped", "marks")},
    }
    return split(render_to_string("courses/read.html", context))


def with_beside(html: bytes, beside: Mapping[str, bytes]) -> tuple[bytes, bytes]:
    """The text with each fragment in its block, and the fragments of blocks that the text doesn't have."""
    left = b""
    for block, fragment in beside.items():
        # The rendering of a lesson ends each block with this: see templates/courses/lesson_body.html.
        end = f"<!--b-{block}-->".encode()
        if block and end in html:
            html = html.replace(end, fragment, 1)
        else:
            left += fragment
    return html, left
