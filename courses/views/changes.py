"""/learn/<code>/changes/: what changed since the edition that a learner is on, and the way to the newer one."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from courses import differing, enrolling, moving, progress
from courses.models import Edition

from .finding import enrolment_of, offered, turn_away


@require_http_methods(["GET", "HEAD", "POST"])
def changes(request, code):
    """Nobody is moved without asking. What is complete stays on its edition for good."""
    enrolment = enrolment_of(request.user, code)
    if enrolment is None:
        page, _ = offered(code)
        return turn_away(request, page, request.path)
    edition = enrolling.current_edition(enrolment)
    newer = Edition.objects.newer_than(edition)
    if newer is None:
        messages.info(request, f"You are on edition {edition.number}, the newest there is.")
        return redirect("courses:outline", code)
    # Whoever saw another edition than the newest on the page is shown the page anew.
    if request.method == "POST" and request.POST.get("to") == str(newer.public_id):
        return move(request, enrolment, newer)
    shown = {"code": code, "enrolment": enrolment, "edition": edition, "newer": newer}
    shown["difference"] = differing.between(edition, newer)
    if not getattr(enrolment, "completion", None):
        shown["prospect"] = moving.prospect(enrolment, newer)
    return render(request, "courses/changes.html", shown)


def move(request, enrolment, newer):
    try:
        enrolling.move_to(enrolment, newer)
    except enrolling.NotMovable:
        messages.info(request, "You completed the course already. It stays as you took it.")
    else:
        progress.complete_if_due(enrolment)
        messages.success(
            request, f"You are on edition {newer.number} now. What still counts is marked as done."
        )
    return redirect("courses:outline", enrolment.course.code)
