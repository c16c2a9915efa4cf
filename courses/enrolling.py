"""Enrolling in a course, leaving it, and moving to a newer edition."""

from django.db import connection, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from accounts.auditing import audit
from accounts.models import User

from .models import Completion, Course, Edition, Enrolment, EnrolmentEdition


class NotOffered(Exception):
    """Nothing of this course has been released yet."""


class NotMovable(Exception):
    """What is complete or ended stays on its edition, and no edition of another course is one's own."""


class NotYet(Exception):
    """The learner has other courses to complete first. `titles` names them."""

    def __init__(self, titles: list[str]) -> None:
        super().__init__(", ".join(titles))
        self.titles = titles


def owed_first(learner: User, edition: Edition) -> list[Edition]:
    """The latest editions of the courses that a learner must complete before this one. No statement for none."""
    codes = edition.manifest.get("requires")
    if not codes:
        return []
    done = Completion.objects.filter(enrolment__learner=learner.pk, enrolment__course=OuterRef("course"))
    return list(Edition.objects.filter(course__code__in=codes).latest_each().exclude(Exists(done)))


@transaction.atomic
def enrol(learner: User, course: Course) -> Enrolment:
    """Enrol a learner on the latest edition. Enrolling twice, or at the same moment, gives the same enrolment.

    Who left the course and comes back begins the next cycle. Raises NotOffered and NotYet.
    """
    _wait_for_release(course)
    edition = Edition.objects.latest_of(course)
    if edition is None:
        raise NotOffered
    last = Enrolment.objects.filter(learner=learner, course=course).order_by("-cycle").first()
    if last and last.ended_at is None:
        return last
    if owed := owed_first(learner, edition):
        raise NotYet([each.title for each in owed])
    # Two requests that see the same past ask for the same cycle; the constraint lets one of them in.
    enrolment, created = Enrolment.objects.get_or_create(
        learner=learner, course=course, cycle=last.cycle + 1 if last else 1
    )
    if created:
        EnrolmentEdition.objects.create(enrolment=enrolment, sequence=1, edition=edition)
    return enrolment


def _wait_for_release(course: Course) -> None:
    """A release moves along those whom it finds. Who enrolled beside it, unseen, would be left behind.

    Learners do not wait for each other: this lock is shared. SQLite writes one after the other anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM courses_course WHERE id = %s FOR KEY SHARE", [course.pk])


@transaction.atomic
def withdraw(enrolment: Enrolment) -> Enrolment:
    """End an enrolment. What was finished stays on the record. Leaving twice changes nothing."""
    enrolment = Enrolment.objects.select_for_update(no_key=True).get(pk=enrolment.pk)
    if enrolment.ended_at is None:
        enrolment.ended_at = timezone.now()
        enrolment.save(update_fields=["ended_at"])
    return enrolment


def current_edition(enrolment: Enrolment) -> Edition:
    """The edition that the learner is on."""
    return Edition.objects.current_of(enrolment)


@transaction.atomic
def move_to(enrolment: Enrolment, edition: Edition) -> EnrolmentEdition:
    """Take a learner who asked for it to a newer edition. What reads there as it was finished still counts.

    Asking twice, or at the same moment, moves once. Raises NotMovable.
    """
    enrolment = Enrolment.objects.select_for_update(no_key=True).get(pk=enrolment.pk)
    if enrolment.ended_at or Completion.objects.filter(enrolment=enrolment).exists():
        raise NotMovable
    last = EnrolmentEdition.objects.filter(enrolment=enrolment).select_related("edition").latest("sequence")
    if edition.course_id != enrolment.course_id:
        raise NotMovable
    if (last.edition.major, last.edition.minor) >= (edition.major, edition.minor):
        return last
    moved = EnrolmentEdition.objects.create(enrolment=enrolment, sequence=last.sequence + 1, edition=edition)
    audit(enrolment.learner, "moved to a newer edition", enrolment, edition=edition.number)
    return moved


def move_along(edition: Edition) -> list[EnrolmentEdition]:
    """Take active learners from earlier minor editions to this one. Who is complete stays where they are.

    A new major edition moves nobody: there is no earlier one with its number.
    """
    # The rows are locked before they are read, so that nobody completes the edition that they are leaving.
    active = Enrolment.objects.active().filter(course=edition.course_id)
    locked = active.select_for_update(no_key=True).order_by("pk")
    moves = (
        EnrolmentEdition.objects.current()
        .filter(enrolment__in=[enrolment.pk for enrolment in locked], enrolment__completion=None)
        .filter(edition__course=edition.course_id, edition__major=edition.major)
        .exclude(edition=edition)
    )
    return EnrolmentEdition.objects.bulk_create(
        EnrolmentEdition(enrolment_id=move.enrolment_id, sequence=move.sequence + 1, edition=edition)
        for move in moves
    )
