"""What changed between editions, and what a release of today would change. Reads only."""

from collections.abc import Iterable

from .comparing import Difference, Step, compare
from .manifests import FrozenStep, freeze, manifest_of
from .models import CoursePage, Edition, EditionStep


def steps_of(edition: Edition) -> list[Step]:
    found = EditionStep.objects.filter(edition=edition).order_by("position")
    return [Step(str(step.key), step.kind, step.title, step.body) for step in found.defer("html")]


def between(old: Edition, new: Edition) -> Difference:
    """Two editions of one course. Two statements."""
    return compare(old.manifest, steps_of(old), new.manifest, steps_of(new))


def since(latest: Edition, page: CoursePage) -> Difference:
    """What a release of what is published now would change for learners."""
    frozen = [freeze(step, bytes(latest.salt)) for step in page.steps()]
    manifest = manifest_of(page, frozen)
    return compare(latest.manifest, steps_of(latest), manifest, list(_as_steps(frozen)))


def _as_steps(frozen: Iterable[FrozenStep]) -> Iterable[Step]:
    return (Step(str(one.page.step_key), one.page.kind, one.page.title, one.body) for one in frozen)
