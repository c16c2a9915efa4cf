"""Corrections beside the text of editions, which never changes. Reads only."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet
from django.template.loader import render_to_string

from accounts.models import User

from .models import Completion, Correction, CorrectionPlace, Edition, Enrolment
from .rendering import reference_entry

# What is read of a correction, beside the id of its place and its block there.
RATING = ("old_verdict", "old_certainty", "new_verdict", "new_certainty")
SAYS = ("severity", "old", "new", *RATING, "reason", "published_at", "citation")
type Row = Mapping[str, Any]


def read(text: str) -> list[Row]:
    """The corrections of a step as `standing` fetched them, in the order of their publication."""
    rows = sorted(json.loads(text), key=lambda row: row["id"])
    return [row | {"published_at": _moment(row["published_at"])} for row in rows]


def _moment(text: str) -> datetime:
    """SQLite keeps no zone: it is UTC."""
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def of_step(step_id: int) -> list[Row]:
    """The same, asked for by itself."""
    names = {name: F(f"correction__{name}") for name in SAYS}
    places = CorrectionPlace.objects.filter(step=step_id).exclude(block="").order_by("pk")
    return list(places.values("id", "block", **names))


def laid_over(html: bytes, rows: Sequence[Row]) -> bytes:
    """The text of a step with its corrections, each at the end of its block, whose mark stays for what else comes."""
    for row in rows:
        strip = render_to_string("courses/read_correction.html", {"correction": shown(row)}).encode()
        end = f"<!--b-{row['block']}-->".encode()
        html = html.replace(end, strip + end, 1) if end in html else html + strip
    return html


def shown(row: Row) -> dict[str, Any]:
    """What components/correction.html takes."""
    return {
        "on": row["published_at"],
        "is_safety": row["severity"] == Correction.Severity.SAFETY,
        "old": row["old"],
        "new": row["new"],
        "rating": _rating(row) if row["new_verdict"] else None,
        "reason": row["reason"],
        "source": reference_entry(row["citation"]) if row["citation"] else None,
    }


def _rating(row: Row) -> dict[str, dict[str, str]]:
    """What the studies were said to say of a claim, and what they say."""
    return {
        "was": {"verdict": row["old_verdict"], "certainty": row["old_certainty"]},
        "now": {"verdict": row["new_verdict"], "certainty": row["new_certainty"]},
    }


def as_row(correction: Correction) -> Row:
    return {name: getattr(correction, name) for name in SAYS}


def of_claims(edition: Edition) -> dict[UUID, list[dict[str, Any]]]:
    """The corrections of an edition's claims, by claim. One statement."""
    return by_item(place.correction for place in _of_claims(_places(edition)))


def of_steps(steps: Sequence[int]) -> dict[UUID, list[dict[str, Any]]]:
    """The same of the claims of some steps, by their ids. One statement."""
    return by_item(place.correction for place in _of_claims(places_of(steps)))


def _of_claims(places: QuerySet[CorrectionPlace]) -> QuerySet[CorrectionPlace]:
    return places.filter(correction__kind=Correction.Kind.CLAIM)


def by_item(corrections: Iterable[Correction]) -> dict[UUID, list[dict[str, Any]]]:
    found: dict[UUID, list[dict[str, Any]]] = defaultdict(list)
    for correction in corrections:
        found[correction.item].append(shown(as_row(correction)))
    return found


def of_edition(edition: Edition, enrolment: Enrolment) -> list[dict[str, Any]]:
    """All that was corrected in what a learner was taught. Tests only after completing: a correction tells the key."""
    found = _places(edition).select_related("step").defer("step__html", "step__body")
    if not getattr(enrolment, "completion", None):
        found = found.exclude(block="")
    return [shown(as_row(place.correction)) | {"step": place.step, "block": place.block} for place in found]


def _places(edition: Edition) -> QuerySet[CorrectionPlace]:
    return _told(CorrectionPlace.objects.filter(step__edition=edition))


def places_of(steps: Sequence[int]) -> QuerySet[CorrectionPlace]:
    """What was corrected in some steps, in order, each with its correction."""
    return _told(CorrectionPlace.objects.filter(step__in=steps))


def _told(places: QuerySet[CorrectionPlace]) -> QuerySet[CorrectionPlace]:
    return places.select_related("correction").order_by("correction__published_at", "pk")


def of_learner(learner: User) -> list[dict[str, Any]]:
    """All that was corrected in the editions that a learner completed, the newest first. One statement."""
    completed = Completion.objects.filter(enrolment__learner=learner)
    places = CorrectionPlace.objects.filter(step__edition__in=completed.values("edition"))
    places = places.select_related("correction", "step__edition__course").order_by("-pk")
    heavy = ("step__html", "step__body", "step__edition__manifest", "step__edition__salt")
    return [
        shown(as_row(place.correction))
        | {"step": place.step, "block": place.block, "edition": place.step.edition}
        for place in places.defer(*heavy)
    ]
