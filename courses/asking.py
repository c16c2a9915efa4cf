"""Asking the instructors from a lesson, and answering."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts import mailing
from accounts.auditing import audit
from accounts.models import User

from .models import EditionStep, Enrolment, Inquiry, Reply
from .policy import can

MOST_WAITING = 10  # questions of one learner in one course that nobody has answered yet


class TooMany(Exception):
    """The learner waits for as many answers as one person may."""


@transaction.atomic
def ask(
    enrolment: Enrolment, step: EditionStep, *, block: str, excerpt: str, text: str, client_id: UUID
) -> Inquiry:
    """Put a question to the course's instructors. Sent twice, it is asked once. Raises TooMany."""
    enrolment = Enrolment.objects.select_for_update(no_key=True).get(pk=enrolment.pk)
    asked = Inquiry.objects.filter(enrolment=enrolment, client_id=client_id).first()
    if asked:
        return asked
    if Inquiry.objects.waiting().filter(enrolment=enrolment).count() >= MOST_WAITING:
        raise TooMany
    return Inquiry.objects.create(
        enrolment=enrolment,
        edition_id=step.edition_id,
        step_key=step.key,
        block=block,
        excerpt=excerpt[:100],
        text=text,
        client_id=client_id,
    )


@transaction.atomic
def reply(inquiry: Inquiry, *, by: User, text: str, shared_as: str = "") -> Reply:
    """Answer a question and tell the learner by mail. `shared_as`: the question as everyone may read it.

    The first reply stands; answering again changes nothing. Raises PermissionDenied.
    """
    inquiry = (
        Inquiry.objects.select_for_update(of=("self",)).select_related("enrolment__course").get(pk=inquiry.pk)
    )
    if not can(by, "answer", inquiry.enrolment.course):
        raise PermissionDenied
    given = Reply.objects.filter(inquiry=inquiry).first()
    if given:
        return given
    made = Reply.objects.create(inquiry=inquiry, by=by, text=text, shared_as=shared_as)
    audit(by, "inquiry answered", inquiry, shared=bool(shared_as))
    tell(inquiry, made)
    return made


def tell(inquiry: Inquiry, made: Reply) -> None:
    """Promise the learner the answer by mail, once."""
    step = EditionStep.objects.select_related("edition").get(edition=inquiry.edition_id, key=inquiry.step_key)
    context = {
        "question": inquiry.text,
        "answer": made.text,
        "lesson": step.title,
        "course": step.edition.title,
        "path": f"/learn/{inquiry.enrolment.course.code}/{step.slug}/"
        + (f"#b-{inquiry.block}" if inquiry.block else ""),
    }
    mailing.owe(inquiry.enrolment.learner, "courses/answered", made, context)


@transaction.atomic
def set_aside(inquiry: Inquiry, *, by: User, reason: str = "") -> None:
    """Take a question out of the inbox without an answer. Doing it again changes nothing. Raises PermissionDenied."""
    if not can(by, "answer", inquiry.enrolment.course):
        raise PermissionDenied
    waiting = Inquiry.objects.filter(pk=inquiry.pk, set_aside_at=None, reply=None)
    if waiting.update(set_aside_at=timezone.now()):
        audit(by, "inquiry set aside", inquiry, reason=reason)


@transaction.atomic
def unshare(made: Reply, *, by: User, reason: str) -> None:
    """Show an answer to its learner only. Raises PermissionDenied."""
    if not can(by, "answer", made.inquiry.enrolment.course):
        raise PermissionDenied
    if Reply.objects.filter(pk=made.pk).exclude(shared_as="").update(shared_as=""):
        audit(by, "answer no longer shared", made.inquiry, reason=reason)
