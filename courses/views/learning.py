from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from accounts import doorsigns
from accounts.policy import roles_anywhere
from courses import enrolling, overlaying, seeking
from courses.models import Edition, EditionStep, Enrolment
from courses.outlines import learning
from courses.outlines import outline as outline_of
from courses.progress import finished_steps

from .finding import enrolment_of, offered, turn_away


@require_safe
@login_required
def learn(request):
    """What the learner is learning, and what is finished."""
    enrolments = (
        Enrolment.objects.active().visible_to(request.user).select_related("course", "completion", "learner")
    )
    shown = {
        "courses": learning(enrolments),
        "doorsigns": doorsigns.put_up(request, roles_anywhere(request.user)),
    }
    return render(request, "courses/learn.html", shown)


@require_safe
def outline(request, code):
    enrolment = enrolment_of(request.user, code)
    if enrolment is None:
        page, _ = offered(code)
        return turn_away(request, page, request.path)
    steps = list(EditionStep.objects.taught_to(enrolment).with_news())
    way = outline_of(steps, finished_steps(steps), code)
    edition = steps[0].edition
    shown = {"enrolment": enrolment, "edition": edition, "outline": way}
    if steps[0].has_newer:
        shown["newer"] = Edition.objects.newer_than(edition)
    if any(step.is_corrected for step in steps):
        shown["corrections"] = overlaying.of_edition(edition, enrolment)
    return render(request, "courses/outline.html", shown)


@require_safe
def search(request, code):
    """Words in the lessons that are open to the learner. What is still locked isn't searched."""
    enrolment = enrolment_of(request.user, code)
    if enrolment is None:
        page, _ = offered(code)
        return turn_away(request, page, reverse("courses:outline", args=[code]))
    steps = list(EditionStep.objects.taught_to(enrolment))
    way = outline_of(steps, finished_steps(steps), code)
    readable = way.readable
    text = request.GET.get("q", "").strip()[: seeking.LONGEST]
    found = seeking.in_course(steps[0].edition_id, readable, text)
    shown = {"code": code, "edition": steps[0].edition, "text": text, "found": found}
    shown["locked"] = len(way.steps) - len(readable)
    return render(request, "courses/search.html", shown)


@require_POST
def enrol(request, code):
    """Enrol, and go back to where the learner was: `next`, or the outline."""
    page, _ = offered(code)
    if not request.user.is_authenticated:
        return redirect_to_login(page.get_url(request))
    try:
        enrolling.enrol(request.user, page.course)
    except enrolling.NotYet as first:
        messages.warning(
            request, f"Complete {' and '.join(first.titles)} first. Then you can enroll in this one."
        )
        return redirect(page.get_url(request))
    back = request.POST.get("next", "")
    # A bare word would be taken for the name of a view.
    if back.startswith("/") and url_has_allowed_host_and_scheme(
        back, {request.get_host()}, require_https=request.is_secure()
    ):
        return redirect(back)
    return redirect("courses:outline", code)
