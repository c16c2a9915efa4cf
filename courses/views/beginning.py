from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from courses import acknowledging
from courses.hours import reading_minutes
from courses.models import Approval, EditionStep
from courses.outlines import outline
from courses.progress import finished_steps

from .finding import enrolment_of, offered, turn_away


@require_http_methods(["GET", "HEAD", "POST"])
def begin(request, code):
    """What a learner reads before the first lesson: who controls the content, and how time counts."""
    enrolment = enrolment_of(request.user, code)
    if enrolment is None:
        page, _ = offered(code)
        return turn_away(request, page, request.path)
    steps = list(EditionStep.objects.taught_to(enrolment))
    edition = steps[0].edition
    way = outline(steps, finished_steps(steps), code)
    onward = way.next.url if way.next else reverse("courses:outline", args=[code])
    if not acknowledging.is_owed(enrolment, edition):
        return redirect(onward)
    if request.method == "POST":
        acknowledging.acknowledge(enrolment, edition)
        return redirect(onward)
    context = {"code": code, "edition": edition, "text": acknowledging.asked_by(edition)}
    context |= {"minutes": reading_minutes(edition.words, edition.media_seconds), "steps": len(steps)}
    context["approvals"] = Approval.objects.covering(edition, timezone.localdate())
    return render(request, "courses/begin.html", context)
