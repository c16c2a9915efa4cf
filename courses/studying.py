"""What a learner keeps while she reads: her place, the time she was active, notes and bookmarks."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, TextField, Value
from django.utils import timezone

from accounts.models import User

from .models import Bookmark, Note, Place

# A page says every so often that somebody is there. It is never believed for longer than this at once.
BEAT = timedelta(seconds=60)
LATE = timedelta(days=30)  # how long a device may have been offline


class TooMany(Exception):
    """The learner keeps as many notes in this step as we keep."""


MOST_NOTES = 200  # in one step


@transaction.atomic
def keep_place(
    learner: User,
    course_id: int,
    step_key: UUID,
    *,
    block: str = "",
    seconds: int = 0,
    ago: timedelta = timedelta(),
) -> Place:
    """Keep where the learner stopped, and count how long she was active since she was last heard of.

    `ago` is how long the device held the news back. News older than what is known moves nothing. Active time
    is what the page says, but never more than has passed, nor than one beat.
    """
    at = timezone.now() - min(max(ago, timedelta()), LATE)
    active = timedelta(seconds=max(seconds, 0))
    place, created = Place.objects.select_for_update().get_or_create(
        learner=learner,
        course_id=course_id,
        step_key=step_key,
        defaults={"block": block, "at": at, "active_seconds": int(min(active, BEAT).total_seconds())},
    )
    if created or at <= place.at:
        return place
    place.active_seconds += int(min(active, BEAT, at - place.at).total_seconds())
    place.block, place.at = block, at
    place.save(update_fields=["block", "at", "active_seconds"])
    return place


@transaction.atomic
def write_note(
    learner: User, course_id: int, step_key: UUID, *, block: str, text: str, client_id: UUID
) -> Note:
    """Keep a note. Sent twice over a bad line, it is kept once, with the later text. Raises TooMany."""
    mine = Note.objects.visible_to(learner)
    if mine.filter(step_key=step_key).exclude(client_id=client_id).count() >= MOST_NOTES:
        raise TooMany
    note, _ = mine.update_or_create(
        learner=learner,
        client_id=client_id,
        defaults={"text": text},
        create_defaults={"course_id": course_id, "step_key": step_key, "block": block, "text": text},
    )
    return note


def set_bookmark(learner: User, course_id: int, step_key: UUID, *, block: str, wanted: bool) -> None:
    """Add or take away. Doing it again changes nothing."""
    where: dict[str, Any] = {"learner": learner, "course_id": course_id, "step_key": step_key, "block": block}
    if wanted:
        Bookmark.objects.get_or_create(**where)
    else:
        Bookmark.objects.filter(**where).delete()


@dataclass(frozen=True, slots=True)
class Mark:
    """A note or a bookmark as the page shows it. A bookmark has no text."""

    kind: str
    pk: int
    block: str
    text: str
    at: datetime


def marks_of(learner: User, course_id: int, step_key: UUID) -> list[Mark]:
    """What the learner keeps in a step, notes first. One statement."""
    where: dict[str, Any] = {"learner": learner, "course_id": course_id, "step_key": step_key}
    names = ("kind", "pk", "block", "kept", "at")
    notes = Note.objects.filter(**where).annotate(kind=Value("note"), kept=F("text"), at=F("changed_at"))
    bookmarks = Bookmark.objects.filter(**where).annotate(
        kind=Value("bookmark"), kept=Value("", TextField()), at=F("added_at")
    )
    both = notes.order_by().values_list(*names).union(bookmarks.order_by().values_list(*names), all=True)
    return [Mark(*row) for row in sorted(both, key=lambda row: (row[0] != "note", row[4]))]
