"""What goes into a learner's PDF of the edition they are on: the lessons that are open to them, as they were frozen."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from courses import overlaying
from courses.models import Edition, EditionStep, Enrolment, StepAsset
from courses.models.claims import in_words
from courses.outlines import outline
from courses.progress import finished_steps
from courses.rendering import reference_entry

from . import booklet, figures


def drawn(enrolment: Enrolment, at: datetime) -> bytes:
    """The PDF. `at` is in the learner's own time zone. Five statements, however long the edition is."""
    code = enrolment.course.code
    steps = list(EditionStep.objects.taught_to(enrolment))
    readable = outline(steps, finished_steps(steps), code).readable
    lessons = [step for step in steps if step.opens == "courses:read"]
    open_ = [step.pk for step in lessons if step.key in readable]
    edition = Edition.objects.get(pk=steps[0].edition_id)
    pictures = pictures_of(open_)
    return booklet.draw(
        booklet.Booklet(
            manifest=edition.manifest,
            number=edition.number,
            released=edition.released_at.date(),
            sha256=edition.sha256,
            address=settings.PUBLIC_URL + reverse("courses:outline", args=[code]),
            provider=settings.PROVIDER["name"],
            lessons=lessons_of(open_),
            left_out=len(lessons) - len(open_),
        ),
        picture=lambda image: pictures[image["sha256"]],
        rating=in_words,
        entry=reference_entry,
        at=at,
    )


def lessons_of(steps: Sequence[int]) -> list[booklet.Lesson]:
    """The frozen lessons in order, each with what was corrected in it since."""
    corrections = corrections_of(steps)
    frozen = EditionStep.objects.filter(pk__in=steps).order_by("position").values("pk", "title", "body")
    return [booklet.Lesson(each["title"], each["body"], corrections.get(each["pk"], {})) for each in frozen]


def corrections_of(steps: Sequence[int]) -> dict[int, dict[str, list[dict[str, Any]]]]:
    """What readers see beside the text, by step and block."""
    found: dict[int, dict[str, list[dict[str, Any]]]] = defaultdict(lambda: defaultdict(list))
    for place in overlaying.places_of(steps).exclude(block=""):
        found[place.step_id][place.block].append(overlaying.shown(overlaying.as_row(place.correction)))
    return found


def pictures_of(steps: Sequence[int]) -> dict[str, str]:
    """The images of lessons as SVG, by their SHA-256."""
    used = StepAsset.objects.filter(step__in=steps, asset__media_type__startswith="image/").select_related(
        "asset"
    )
    found = {}
    for use in used:
        with use.asset.file.open() as file:
            found[use.asset.sha256] = figures.for_paper(file.read(), use.asset.media_type)
    return found
