"""Telling an author what a reviewer from outside decided: the reviewer's page is not one that they look at."""

from datetime import date

from django.urls import reverse

from accounts.mailing import label, owe

from .models import CoursePage, OutsideInvitation, OutsideVerdict


def tell(verdict: OutsideVerdict) -> None:
    """Promise whoever invited the reviewer a mail with their verdict on the course, once."""
    said = _said(verdict.invitation) | {"approved": verdict.approved, "words": verdict.words}
    owe(verdict.invitation.invited_by, "courses/outside_verdict", verdict, said)


def tell_of_questions(invitation: OutsideInvitation, on: date) -> None:
    """The same of questions: one mail a day, however many are judged."""
    about = f"{label(invitation)}:{on.isoformat()}"
    owe(invitation.invited_by, "courses/outside_questions", about, _said(invitation))


def _said(invitation: OutsideInvitation) -> dict[str, str]:
    page = CoursePage.objects.get(course=invitation.course_id)
    return {"name": invitation.name, "course": page.title, "path": reverse("outsiders", args=[page.pk])}
