"""How a request finds its enrolment and step, and where it goes when it may not have them."""

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render

from courses.models import CoursePage, Edition, EditionStep, Enrolment


def enrolment_of(user, code: str) -> Enrolment | None:
    """The learner's open enrolment in a course. One statement; none for a visitor."""
    enrolments = Enrolment.objects.active().visible_to(user).select_related("course", "completion")
    return enrolments.filter(course__code=code).first()


def step_called(steps: list[EditionStep], slug: str) -> EditionStep:
    for step in steps:
        if step.slug == slug:
            return step
    raise Http404


def offered(code: str) -> tuple[CoursePage, Edition]:
    """The public page of a course and what it teaches today. 404 unless both are there."""
    page = get_object_or_404(CoursePage.objects.live().select_related("course"), course__code=code)
    edition = Edition.objects.latest_of(page.course_id)
    if edition is None:
        raise Http404
    return page, edition


def turn_away(request, page: CoursePage, to: str):
    """Send a visitor to sign in and then `to`; send who isn't enrolled to the course."""
    if not request.user.is_authenticated:
        return redirect_to_login(to)
    messages.info(request, "Enroll first. It takes one click, and then everything opens in order.")
    return redirect(page.get_url(request))


def closed(request, step: EditionStep, reason: str, way):
    """Why a step isn't open yet, and what comes first."""
    shown = {"step": step, "reason": reason, "outline": way}
    return render(request, "courses/locked.html", shown, status=403)
