"""Editions as they were taught, as pages of a pack: outline, objectives, every lesson's text, and its files."""

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePosixPath

from django.conf import settings
from django.db.models.functions import Length

from courses.models import Edition, EditionStep, StepAsset
from courses.models.assets import MEDIA_TYPES

from .packing import Entry, page, pieces

ENDINGS = {media_type: ending for ending, media_type in MEDIA_TYPES.items()}
# What courses:asset makes of a digest, as it stands in the HTML of a released lesson.
ASSET = re.compile(r'"/learn/assets/([0-9a-f]{64})"')
OURS = re.compile(r'\b(href|src|action)="/')
KINDS = {"lesson": "Lesson", "quiz": "Test", "evaluation": "Evaluation", "attestation": "Confirmation"}


def folder(edition: Edition) -> str:
    return f"courses/{edition.course.code}-{edition.number}"


def lesson_file(step: EditionStep) -> str:
    return f"{step.position:02}-{step.slug[:60]}.html"


def outline_page(edition: Edition) -> str:
    return f"{folder(edition)}/outline.html"


def pages(editions: Sequence[Edition]) -> Iterator[Entry]:
    """All pages and files of these editions. Three statements, however many there are."""
    yield from outlines(editions)
    steps = EditionStep.objects.filter(edition__in=editions).exclude(html="").order_by("edition", "position")
    by_key = {edition.pk: edition for edition in editions}
    kept = files_of(editions)
    for step in steps.iterator(chunk_size=4):
        edition = by_key[step.edition_id]
        context = {"edition": edition, "step": step, "html": standing_alone(step.html, kept)}
        yield page(f"{folder(edition)}/{lesson_file(step)}", "reports/pack/lesson.html", context)
    for use in kept.values():
        yield Entry(file_of(use), pieces(use.asset.file.storage, str(use.asset.file.name)))


def outlines(editions: Iterable[Edition]) -> Iterator[Entry]:
    steps: dict[int, list[EditionStep]] = {}
    every = EditionStep.objects.filter(edition__in=list(editions)).defer("html", "body")
    for step in every.annotate(length=Length("html")):
        steps.setdefault(step.edition_id, []).append(step)
    for edition in editions:
        rows = [
            {
                "title": step.title,
                "kind": KINDS.get(step.kind, step.kind.capitalize()),
                "words": step.words,
                "required": step.required,
                "file": lesson_file(step) if step.length else "",  # type: ignore[attr-defined]  # annotated
            }
            for step in steps.get(edition.pk, [])
        ]
        context = {"edition": edition, "manifest": edition.manifest, "steps": rows}
        yield page(outline_page(edition), "reports/pack/outline.html", context)


def files_of(editions: Sequence[Edition]) -> dict[str, StepAsset]:
    """What their lessons show, by digest: once each."""
    uses = StepAsset.objects.filter(step__edition__in=editions).select_related("asset").order_by("pk")
    return {use.asset.sha256: use for use in uses}


def file_of(use: StepAsset) -> str:
    ending = ENDINGS.get(use.asset.media_type) or PurePosixPath(use.name).suffix
    return f"courses/files/{use.asset.sha256}{ending}"


def standing_alone(html: str, kept: dict[str, StepAsset]) -> str:
    """A lesson's HTML that needs no server: its files lie beside it, other links lead to our site."""

    def beside(found: re.Match[str]) -> str:
        use = kept.get(found[1])
        return f'"../files/{PurePosixPath(file_of(use)).name}"' if use else found[0]

    return OURS.sub(rf'\1="{settings.PUBLIC_URL}/', ASSET.sub(beside, html))
