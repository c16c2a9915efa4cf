"""Where a learner stands at a step of a course: everything that the reader must know, in one statement.

The most frequent page of the house is a lesson, so this statement is written out. It reads; it decides
nothing: `completion` says what a record is worth.
"""

from dataclasses import dataclass
from functools import cache
from uuid import UUID

from django.db import connection
from django.http import HttpRequest

from accounts.models import User
from accounts.recognising import COLUMNS, claimed_id, person_of, recognise

from .completion import Record

# The person, her open enrolment, the edition of her latest move, the step in it, her records, her place.
STANDING = """
SELECT {person},
  enrolment.id, enrolment.course_id, edition.public_id, edition.major, step.id, step.key, step.renderer,
  (SELECT {corrections} FROM courses_correctionplace spot
     JOIN courses_correction correction ON correction.id = spot.correction_id
     WHERE spot.step_id = step.id AND spot.block <> ''),
  (SELECT {records} FROM (
     SELECT record.step_key AS step_key, record.digest AS digest, taught.major AS major
     FROM courses_steprecord record JOIN courses_edition taught ON taught.id = record.edition_id
     WHERE record.enrolment_id = enrolment.id ORDER BY record.step_key) recorded),
  (SELECT {digests} FROM courses_acknowledgement WHERE enrolment_id = enrolment.id),
  place.block,
  EXISTS (SELECT 1 FROM courses_note note
     WHERE note.learner_id = person.id AND note.step_key = step.key AND note.course_id = enrolment.course_id)
  OR EXISTS (SELECT 1 FROM courses_bookmark bookmark
     WHERE bookmark.learner_id = person.id AND bookmark.course_id = enrolment.course_id
     AND bookmark.step_key = step.key)
  OR EXISTS (SELECT 1 FROM courses_inquiry inquiry
     JOIN courses_enrolment asker ON asker.id = inquiry.enrolment_id
     LEFT JOIN courses_reply reply ON reply.inquiry_id = inquiry.id
     WHERE inquiry.step_key = step.key AND asker.course_id = enrolment.course_id
     AND (asker.learner_id = person.id OR reply.shared_as <> ''))
FROM accounts_user person
JOIN courses_course course ON course.code = %s
JOIN courses_enrolment enrolment ON enrolment.learner_id = person.id
  AND enrolment.course_id = course.id AND enrolment.ended_at IS NULL
JOIN courses_enrolmentedition move ON move.enrolment_id = enrolment.id AND move.sequence =
  (SELECT MAX(sequence) FROM courses_enrolmentedition WHERE enrolment_id = enrolment.id)
JOIN courses_edition edition ON edition.id = move.edition_id
JOIN courses_editionstep step ON step.edition_id = edition.id AND step.slug = %s
LEFT JOIN courses_place place ON place.learner_id = person.id
  AND place.course_id = course.id AND place.step_key = step.key
WHERE person.id = %s
"""
DIGESTS = {"sqlite": "GROUP_CONCAT(digest)", "postgresql": "STRING_AGG(digest, ',')"}
RECORDS = {
    "sqlite": "GROUP_CONCAT(step_key || ' ' || digest || ' ' || major, ',')",
    "postgresql": "STRING_AGG(CAST(step_key AS text) || ' ' || digest || ' ' || major, ',')",
}
# What overlaying.read reads. No rows: nothing on PostgreSQL, an empty list on SQLite.
CORRECTIONS = {
    "sqlite": "NULLIF(JSON_GROUP_ARRAY(JSON_OBJECT({pairs}, 'citation', JSON(correction.citation))), '[]')",
    "postgresql": "CAST(JSON_AGG(JSON_BUILD_OBJECT({pairs}, 'citation', correction.citation)) AS text)",
}
PAIRS = ", ".join(
    ["'id', spot.id", "'block', spot.block"]
    + [f"'{name}', correction.{name}" for name in ("severity", "old", "new", "reason", "published_at")]
    + [
        f"'{side}_{name}', correction.{side}_{name}"
        for side in ("old", "new")
        for name in ("verdict", "certainty")
    ]
)


@dataclass(frozen=True, slots=True)
class Standing:
    """`records` is text: whoever finished the same steps of the same editions has the same.

    `corrections` is what overlaying.read takes: nothing, or JSON of what is laid beside the text.
    `has_marks`: there is something at this step that `studying.marks_of` finds.
    """

    learner: User
    enrolment_id: int
    course_id: int
    edition: UUID
    major: int
    step_id: int
    step_key: UUID
    renderer: str
    corrections: str
    records: str
    acknowledged: str
    place: str
    has_marks: bool


def standing_of(request: HttpRequest, code: str, slug: str) -> Standing | None:
    """Of whoever sends the request. None for a visitor, for who isn't enrolled, and for an unknown step."""
    person_id = claimed_id(request)
    if person_id is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute(statement(connection.vendor), [code, slug, person_id])
        row = cursor.fetchone()
    if row is None:
        return None
    learner = person_of(row[: len(COLUMNS)])
    if not recognise(request, learner):
        return None
    enrolment, course, edition, major, step, key, renderer, *kept = row[len(COLUMNS) :]
    corrections, records, acknowledged, place, has_marks = kept
    known = (enrolment, course, as_uuid(edition), major, step, as_uuid(key), renderer, corrections or "")
    return Standing(learner, *known, records or "", acknowledged or "", place or "", bool(has_marks))


def as_uuid(value: UUID | str) -> UUID:
    """SQLite keeps the text of it."""
    return value if isinstance(value, UUID) else UUID(value)


@cache
def statement(vendor: str) -> str:
    person = ", ".join(f'person."{column}"' for column in COLUMNS)
    corrections = CORRECTIONS[vendor].format(pairs=PAIRS)
    return STANDING.format(
        person=person, corrections=corrections, records=RECORDS[vendor], digests=DIGESTS[vendor]
    )


def records_of(text: str) -> list[Record]:
    """The records of a standing, as the rules take them."""
    each = (record.split(" ") for record in text.split(",") if record)
    return [Record(UUID(key), digest, int(major)) for key, digest, major in each]
