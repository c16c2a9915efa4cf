"""content/ → the database. Looks first, writes only what changed, and never over somebody's edit."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from django.db import transaction
from django.utils import timezone
from wagtail.models import Page

from accounts.auditing import audit
from courses.rulebooks import Body
from courses.vouching import unapproved, vouch_for_loaded

from . import shelving
from .addresses import Addresses
from .formats import sources
from .formats.sources import digest
from .identities import Key, key_of
from .models import LoadedSource
from .stored import stored_sources


class Action(StrEnum):
    CREATE = "create"
    UPDATE = "update"
    ADOPT = "adopt"  # the database says the same already: only our row is written
    RETIRE = "retire"
    CONFLICT = "conflict"  # both sides changed: nothing is written
    KEPT = "kept"  # edited in the CMS, and its file did not change: the edit stands
    UNCHANGED = "unchanged"


# What comes first is what later ones point to.
ORDER = {
    sources.Reference: 0,
    sources.Term: 0,
    sources.Medium: 0,
    sources.Course: 1,
    sources.Bank: 2,
    sources.Question: 3,
    sources.Lesson: 4,
    sources.Quiz: 4,
    sources.Evaluation: 4,
    sources.Attestation: 4,
    Body: 5,
}
WRITTEN = frozenset({Action.CREATE, Action.UPDATE, Action.ADOPT, Action.RETIRE})


@dataclass(frozen=True)
class Change:
    """What is to be done about one source. `why` is for those that cannot be done."""

    action: Action
    kind: str
    identity: str
    source: sources.Source | None = None
    why: str = ""

    def __str__(self) -> str:
        reason = f": {self.why}" if self.why else ""
        return f"{self.action} {self.kind} {self.identity}{reason}"


@dataclass(frozen=True)
class Plan:
    changes: tuple[Change, ...]

    def of(self, *actions: Action) -> list[Change]:
        return [change for change in self.changes if change.action in actions]

    @property
    def writes(self) -> list[Change]:
        return self.of(*WRITTEN)

    @property
    def conflicts(self) -> list[Change]:
        return self.of(Action.CONFLICT)


def plan(library: sources.Library, origin: str) -> Plan:
    """What applying would do. Writes nothing. `origin` names the folder: what it held once and holds no
    more is retired; what came from other folders is left alone.
    """
    rows = {(row.kind, row.identity): row for row in LoadedSource.objects.all()}
    stored = {key: digest(source) for key, source in stored_sources().items()}
    wanted = sorted(_all(library), key=lambda source: ORDER[type(source)])
    changes = [_change(source, rows.get(key_of(source)), stored) for source in wanted]
    changes = _give_way(changes, rows)
    changes = _follow_courses(changes, stored)
    names = {key_of(source) for source in wanted}
    gone = [
        row for key, row in rows.items() if key not in names and row.origin == origin and not row.retired_at
    ]
    retired = [_retirement(row, stored) for row in gone]
    return Plan((*changes, *_follow_conflicts(retired, changes)))


def apply(library: sources.Library, origin: str) -> Plan:
    """Do what the plan says, all of it or nothing. Conflicts are left as they are. A second time writes nothing."""
    planned = plan(library, origin)
    if not planned.writes and not unvouched(planned):
        return planned
    with transaction.atomic():
        # Two loads at once: the second waits here, and then finds nothing to do.
        list(Page.objects.select_for_update().filter(depth=1).values_list("pk"))
        planned = plan(library, origin)
        for change in planned.writes:
            _write(change, origin)
        for change in planned.writes:
            if isinstance(change.source, sources.Course) and change.action != Action.ADOPT:
                shelving.order_steps(change.source)
        for page in unvouched(planned):
            vouch_for_loaded(page, origin)
    return planned


def unvouched(planned: Plan) -> list[Page]:
    """The published pages that say what their reviewed files say, and of which that isn't on record yet."""
    same = planned.of(Action.CREATE, Action.UPDATE, Action.ADOPT, Action.UNCHANGED)
    return unapproved(shelving.published_pages(change.source for change in same))


def _all(library: sources.Library) -> Iterable[sources.Source]:
    yield from library.references
    yield from library.terms
    yield from library.media
    yield from library.courses
    yield from library.banks
    yield from library.questions
    yield from library.steps
    yield from library.bodies


def _change(source: sources.Source, row: LoadedSource | None, stored: Mapping[Key, str]) -> Change:
    """Compare the file, what was loaded, and what stands in the database."""
    kind, identity = key_of(source)
    action, why = _decide(digest(source), row, stored.get((kind, identity)))
    return Change(action, kind, identity, source, why)


def _decide(wanted: str, row: LoadedSource | None, current: str | None) -> tuple[Action, str]:
    if row is None:
        if current is None:
            return Action.CREATE, ""
        if current == wanted:
            return Action.ADOPT, ""
        return Action.CONFLICT, "it stands in the database already and was not loaded from here"
    if current == wanted:
        is_known = row.sha256 == wanted and row.retired_at is None
        return (Action.UNCHANGED if is_known else Action.ADOPT), ""
    if current == row.sha256 or (row.retired_at and current is None):
        return Action.UPDATE, ""
    if wanted == row.sha256:
        return Action.KEPT, _edited(current)
    return Action.CONFLICT, f"its file changed, and it was {_edited(current)}"


def _edited(current: str | None) -> str:
    return "edited in the CMS since it was loaded" if current else "taken away in the CMS since it was loaded"


def _give_way(changes: list[Change], rows: Mapping[Key, LoadedSource]) -> list[Change]:
    """What would be written where something else stands is in conflict with that, and so is its course: it is
    loaded with all its steps or not at all. Without one of them it would look edited.
    """
    asked = {
        (change.kind, change.identity): change.source
        for change in changes
        if change.source and change.action in (Action.CREATE, Action.UPDATE, Action.CONFLICT)
    }
    if not asked:
        return changes
    addresses = Addresses()
    taken = {key: why for key, source in asked.items() if (why := addresses.taken(source, rows.get(key)))}
    steps = [name.partition("/") for kind, name in taken if kind == "step"]
    waiting = {("course", course): f"its step {step} is in conflict" for course, _, step in steps}
    found = []
    for change in changes:
        key = (change.kind, change.identity)
        why = taken.get(key) or (waiting.get(key, "") if change.action in WRITTEN else "")
        found.append(replace(change, action=Action.CONFLICT, why=why) if why else change)
    return found


def _follow_conflicts(retired: list[Change], changes: list[Change]) -> list[Change]:
    """A step whose file is gone stays as long as its course can't be written."""
    blocked = {
        change.identity for change in changes if change.kind == "course" and change.action == Action.CONFLICT
    }
    return [
        replace(change, action=Action.CONFLICT, why="its file is gone, and its course is in conflict")
        if change.kind == "step"
        and change.action == Action.RETIRE
        and change.identity.partition("/")[0] in blocked
        else change
        for change in retired
    ]


def _follow_courses(changes: list[Change], stored: Mapping[Key, str]) -> list[Change]:
    """What belongs to a course that cannot be written, or has no page any more, waits with it."""
    blocked = {
        change.identity
        for change in changes
        if change.kind == "course"
        and (
            change.action == Action.CONFLICT
            or (change.action == Action.KEPT and ("course", change.identity) not in stored)
        )
    }
    return [
        replace(change, action=Action.CONFLICT, why="its course is in conflict")
        if getattr(change.source, "course", None) in blocked and change.action in WRITTEN
        else change
        for change in changes
    ]


def _retirement(row: LoadedSource, stored: Mapping[Key, str]) -> Change:
    current = stored.get((row.kind, row.identity))
    if current not in (None, row.sha256):
        return Change(
            Action.CONFLICT, row.kind, row.identity, why=f"its file is gone, and it was {_edited(current)}"
        )
    return Change(Action.RETIRE, row.kind, row.identity)


def _write(change: Change, origin: str) -> None:
    now = timezone.now()
    if change.source is None:
        written = shelving.retire(change.kind, change.identity)
        LoadedSource.objects.filter(kind=change.kind, identity=change.identity).update(retired_at=now)
        if written:
            audit(None, "content.retired", written, identity=change.identity)
        return
    sha256 = digest(change.source)
    LoadedSource.objects.update_or_create(
        kind=change.kind,
        identity=change.identity,
        defaults={"sha256": sha256, "loaded_at": now, "origin": origin, "retired_at": None},
    )
    if change.action != Action.ADOPT:
        written = shelving.put(change.source)
        audit(None, f"content.{change.action}d", written, identity=change.identity, sha256=sha256)
