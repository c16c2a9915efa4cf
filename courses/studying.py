"""What a learner keeps while she reads: her place, the time she was active, notes and bookmarks."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import CharField, F, QuerySet, TextField, Value
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone

from accounts.models import User

from .models import Bookmark, Inquiry, Note, Place

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
    """What stands beside a block for a learner: her own note, bookmark or question, or an answer for everyone."""

    kind: str  # note, bookmark, question or answer
    pk: int
    block: str
    text: str
    answer: str  # to a question
    at: datetime


NAMES = ("kind", "pk", "at_block", "said", "answered", "moment")
EMPTY = Value("", TextField())


def marks_of(learner: User, course_id: int, step_key: UUID) -> list[Mark]:
    """Everything beside the blocks of a step, the oldest first. One statement."""
    mine: dict[str, Any] = {"learner": learner, "course_id": course_id, "step_key": step_key}
    notes = rows(Note.objects.filter(**mine), "note", F("text"), EMPTY, F("changed_at"))
    bookmarks = rows(Bookmark.objects.filter(**mine), "bookmark", EMPTY, EMPTY, F("added_at"))
    asked = Inquiry.objects.filter(enrolment__course=course_id, step_key=step_key)
    own = asked.filter(enrolment__learner=learner)
    questions = rows(own, "question", F("text"), Coalesce("reply__text", EMPTY), F("asked_at"))
    shared = asked.exclude(reply=None).exclude(reply__shared_as="").exclude(enrolment__learner=learner)
    answers = rows(shared, "answer", F("reply__shared_as"), F("reply__text"), F("reply__at"))
    found = notes.union(bookmarks, questions, answers, all=True)
    return sorted((Mark(*row) for row in found), key=lambda mark: (mark.kind, mark.at))


def rows(query: QuerySet, kind: str, said: Any, answered: Any, moment: Any) -> QuerySet:
    """The rows of one kind, in the shape that they share with the others."""
    named = query.annotate(
        kind=Value(kind, CharField()),
        at_block=F("block"),
        said=Cast(said, TextField()),
        answered=Cast(answered, TextField()),
        moment=moment,
    )
    return named.order_by().values_list(*NAMES)
