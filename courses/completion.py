"""What is finished, what is owed, and why a step is still closed. The same answer decides and explains."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID


class Step(Protocol):
    """What the rules read of a step of an edition."""

    @property
    def key(self) -> UUID: ...
    @property
    def title(self) -> str: ...
    @property
    def required(self) -> bool: ...
    @property
    def digest(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Record:
    """A finished step: which one, its text at the time, and the major number of the edition it was in."""

    step_key: UUID
    digest: str
    major: int


@dataclass(frozen=True, slots=True)
class Requirement:
    """The keys of the steps that an edition requires."""

    steps: frozenset[UUID]


@dataclass(frozen=True, slots=True)
class Progress:
    """The keys of the steps that a learner has finished."""

    steps: frozenset[UUID]


def unmet(requirement: Requirement, progress: Progress) -> frozenset[UUID]:
    """The keys of the steps that are required and not finished. Empty: complete."""
    return requirement.steps - progress.steps


def still_counts(record: Record, step: Step, major: int) -> bool:
    """Whether a step finished in one edition counts in an edition numbered `major`.

    It does if the change between them was minor, or if this step did not change.
    """
    return record.step_key == step.key and (record.major == major or record.digest == step.digest)


def finished(steps: Iterable[Step], records: Iterable[Record], major: int) -> frozenset[UUID]:
    """The keys of the steps of an edition that a learner's records finish."""
    by_key: dict[UUID, list[Record]] = defaultdict(list)
    for record in records:
        by_key[record.step_key].append(record)
    return frozenset(
        step.key for step in steps if any(still_counts(each, step, major) for each in by_key[step.key])
    )


def locks(steps: Iterable[Step], done: frozenset[UUID]) -> dict[UUID, str]:
    """Why each closed step is closed. Steps come in order; a finished step is never closed again.

    A step is closed while an earlier required one is open.
    """
    reasons = {}
    owed = None
    for step in steps:
        if owed is not None and step.key not in done:
            reasons[step.key] = f"Finish “{short(owed.title)}” first."
        if owed is None and step.required and step.key not in done:
            owed = step
    return reasons


def short(title: str) -> str:
    """A title without what follows its colon: "Circulation: what massage changes" is "Circulation"."""
    return title.partition(":")[0]
