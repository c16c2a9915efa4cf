"""Corrections before a reviewer from outside: for a sole instructor, the somebody else whose yes is needed."""

from django.db import transaction
from django.db.models import QuerySet

from accounts.auditing import audit

from . import correcting
from .models import Correction, CoursePage, OutsideCorrectionVerdict, OutsideInvitation
from .outside import Insider, held_open, insiders, mailbox


def waiting(invitation: OutsideInvitation) -> QuerySet[Correction]:
    """What the link may decide on: corrections to its course that nobody has decided on."""
    return Correction.objects.waiting().filter(course=invitation.course_id).order_by("pk")


@transaction.atomic
def decide(
    invitation: OutsideInvitation,
    correction: Correction,
    *,
    approved: bool,
    name: str,
    qualifications: str,
    words: str,
) -> OutsideCorrectionVerdict:
    """Record a verdict on a correction of the course. An approval publishes it, as a colleague's would.

    Raises Insider for whoever writes the course, Closed, correcting.Settled, and Correction.DoesNotExist for
    another course.
    """
    held_open(invitation)
    held = correcting.held_open(Correction.objects.get(pk=correction.pk, course=invitation.course_id))
    page = CoursePage.objects.select_related("course").get(course=invitation.course_id)
    if mailbox(invitation.email) in insiders(page, invitation.invited_by, held.written_by):
        raise Insider
    verdict = OutsideCorrectionVerdict.objects.create(
        invitation=invitation,
        correction=held,
        approved=approved,
        name=name,
        qualifications=qualifications,
        words=words,
    )
    audit(None, "outside review of a correction", verdict, approved=approved, correction=held.pk)
    if approved:
        correcting.publish_outside(held, verdict=verdict)
    return verdict
