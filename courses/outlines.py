"""What a screen shows of a learner's way through a course. Reads only."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.urls import reverse

from .completion import Record, finished, locks, short
from .hours import reading_minutes
from .models import Edition, EditionStep, Enrolment, EnrolmentEdition, Place, StepRecord


@dataclass(frozen=True, slots=True)
class OutlineStep:
    """A step as the thread shows it."""

    key: UUID
    slug: str
    title: str
    url: str
    state: str  # open, done or locked
    reason: str = ""
    note: str = ""
    current: bool = False

    @property
    def short_title(self) -> str:
        return short(self.title)


@dataclass(frozen=True, slots=True)
class Outline:
    """The steps of an edition in order, as far as one learner has come."""

    steps: list[OutlineStep] = field(default_factory=list)

    @property
    def done(self) -> int:
        return sum(step.state == "done" for step in self.steps)

    @property
    def total(self) -> int:
        return len(self.steps)

    @property
    def readable(self) -> frozenset[UUID]:
        """The keys of the steps that aren't locked."""
        return frozenset(step.key for step in self.steps if step.state != "locked")

    @property
    def next(self) -> OutlineStep | None:
        """The first step that waits for the learner."""
        return next((step for step in self.steps if step.state == "open"), None)

    def around(self, slug: str) -> tuple[OutlineStep | None, OutlineStep | None]:
        """The steps before and after one."""
        at = next(index for index, step in enumerate(self.steps) if step.slug == slug)
        before = self.steps[at - 1] if at else None
        return before, self.steps[at + 1] if at + 1 < len(self.steps) else None


def outline(steps: Sequence[EditionStep], done: frozenset[UUID], code: str, *, current: str = "") -> Outline:
    """The way through an edition for somebody who has finished the steps `done`. `current` is a slug."""
    closed = locks(steps, done)
    return Outline(
        [
            OutlineStep(
                key=step.key,
                slug=step.slug,
                title=step.title,
                url=reverse(step.opens, args=[code, step.slug]),
                state="done" if step.key in done else "locked" if step.key in closed else "open",
                reason=closed.get(step.key, ""),
                note=minutes_of(step),
                current=step.slug == current,
            )
            for step in steps
        ]
    )


def preview(steps: Iterable[EditionStep], code: str, *, current: str = "") -> Outline:
    """What somebody who isn't enrolled sees: the first lesson is open, the rest is closed."""
    shown = [
        OutlineStep(
            key=step.key,
            slug=step.slug,
            title=step.title,
            url=reverse("courses:read", args=[code, step.slug]) if is_open_to_all(step) else "",
            state="open" if is_open_to_all(step) else "locked",
            reason="" if is_open_to_all(step) else "Enroll to open it.",
            note=minutes_of(step),
            current=step.slug == current,
        )
        for step in steps
    ]
    return Outline(shown)


def is_open_to_all(step: EditionStep) -> bool:
    """The first lesson of a course can be read without an account."""
    return step.position == 1 and step.opens == "courses:read"


def place_of(step: EditionStep, steps: Iterable[EditionStep], *, done: bool = True) -> str:
    """ "Lesson 2 of 6 · 14 min left": where a step stands among its kind, and what it takes."""
    alike = [each.key for each in steps if each.kind == step.kind]
    place = (
        f"{step.kind.capitalize()} {alike.index(step.key) + 1} of {len(alike)}"
        if _is_taught(step)
        else step.title
    )
    minutes = minutes_of(step)
    left = f"{minutes} left" if minutes and not done else minutes
    return " · ".join(part for part in (place, left) if part)


def _is_taught(step: EditionStep) -> bool:
    return bool(step.words or step.media_seconds)


def minutes_of(step: EditionStep) -> str:
    return f"{reading_minutes(step.words, step.media_seconds)} min" if _is_taught(step) else ""


@dataclass(frozen=True, slots=True)
class Learning:
    """A course on the page of what a learner is learning."""

    enrolment: Enrolment
    edition: Edition
    outline: Outline
    stopped: Place | None = None

    @property
    def resume(self) -> OutlineStep | None:
        """The step to go on with: where the learner stopped, if it still waits for her, else the next one."""
        here = [step for step in self.outline.steps if self.stopped and step.key == self.stopped.step_key]
        return here[0] if here and here[0].state == "open" else self.outline.next

    @property
    def resume_url(self) -> str:
        """With the block, so that it works without JavaScript."""
        step, stopped = self.resume, self.stopped
        if step is None:
            return ""
        at_block = stopped and stopped.step_key == step.key and stopped.block
        return f"{step.url}#b-{stopped.block}" if stopped and at_block else step.url


def learning(enrolments: Sequence[Enrolment]) -> list[Learning]:
    """Each enrolment with its edition and the way through it. Four statements for any number."""
    moves = EnrolmentEdition.objects.current().filter(enrolment__in=enrolments)
    editions = dict(moves.values_list("enrolment_id", "edition_id"))
    steps: dict[int, list[EditionStep]] = defaultdict(list)
    for step in EditionStep.objects.filter(edition__in=editions.values()).outlined():
        steps[step.edition_id].append(step)
    records: dict[int, list[Record]] = defaultdict(list)
    recorded = StepRecord.objects.filter(enrolment__in=enrolments)
    for pk, key, digest, major in recorded.values_list(
        "enrolment_id", "step_key", "digest", "edition__major"
    ):
        records[pk].append(Record(key, digest, major))
    stopped = places(enrolments)
    return [
        _course(each, steps[editions[each.pk]], records[each.pk], stopped.get(each.course_id))
        for each in enrolments
    ]


def places(enrolments: Sequence[Enrolment]) -> dict[int, Place]:
    """Where each learner stopped last, by course. The enrolments are one person's."""
    learners = {each.learner_id for each in enrolments}
    courses = [each.course_id for each in enrolments]
    return {
        each.course_id: each
        for each in Place.objects.filter(learner__in=learners, course__in=courses).order_by("at")
    }


def _course(
    enrolment: Enrolment, steps: list[EditionStep], records: list[Record], stopped: Place | None
) -> Learning:
    edition = steps[0].edition
    done = finished(steps, records, edition.major)
    return Learning(enrolment, edition, outline(steps, done, enrolment.course.code), stopped)
