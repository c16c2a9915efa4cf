from collections import defaultdict

from django.contrib.messages import get_messages
from django.http import Http404, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from courses import acknowledging, composing, outlines, overlaying, progress, studying
from courses.models import EditionStep
from courses.standing import standing_of

from .finding import closed, enrolment_of, offered, step_called, turn_away


@require_safe
def read(request, code, slug):
    """A lesson. Steps of other kinds have pages of their own.

    Three statements for an enrolled learner: the session, where she stands, and what she keeps here, if anything.
    """
    standing = standing_of(request, code, slug)
    if standing is None:
        return read_first(request, code, slug)
    try:
        slots, beside = slots_of(request, standing), beside_of(request, standing, code, slug)
        return HttpResponse(composing.lesson(standing, code, slots, beside))
    except composing.Locked as locked:
        return closed(request, locked.step, locked.reason, locked.way)
    except composing.Unacknowledged:
        return redirect("courses:begin", code)
    except composing.OtherKind as other:
        return redirect(other.opens, code, slug)


def slots_of(request, standing):
    """What stands on the page for this request alone."""
    slots = {"csrf": get_token(request).encode(), "stopped": standing.place.encode()}
    if len(get_messages(request)):
        slots["messages"] = render_to_string("components/messages.html", request=request).encode()
    return slots


def beside_of(request, standing, code, slug):
    """What the learner keeps here, as HTML by block. No statement where she keeps nothing."""
    if not standing.has_marks:
        return {}
    beside = defaultdict(list)
    for mark in studying.marks_of(standing.learner, standing.course_id, standing.step_key):
        beside[mark.block].append(mark)
    return {
        block: render_to_string(
            "courses/read_marks.html", {"marks": marks, "code": code, "slug": slug}
        ).encode()
        for block, marks in beside.items()
    }


def read_first(request, code, slug):
    """The first lesson for somebody who isn't enrolled. The other steps ask them to."""
    if enrolment_of(request.user, code):
        raise Http404
    page, edition = offered(code)
    steps = list(EditionStep.objects.filter(edition=edition).outlined())
    step = step_called(steps, slug)
    if not outlines.is_open_to_all(step):
        return turn_away(request, page, request.path)
    way = outlines.preview(steps, code, current=slug)
    text = EditionStep.objects.only("html", "body").get(pk=step.pk)
    html = overlaying.laid_over(text.html.encode(), overlaying.of_step(step.pk)).decode()
    context = {"step": step, "html": html, "summary": text.body["summary"], "outline": way}
    context |= {"place": outlines.place_of(step, steps), "code": code, "back": page.get_url(request)}
    return render(request, "courses/read.html", context | {"invited": True})


@require_POST
def finish(request, code, slug):
    """Record that the lesson was read, and go on. A second click records nothing and goes on all the same."""
    enrolment = enrolment_of(request.user, code)
    if enrolment is None:
        page, _ = offered(code)
        return turn_away(request, page, reverse("courses:read", args=[code, slug]))
    steps = list(EditionStep.objects.taught_to(enrolment))
    step = step_called(steps, slug)
    if step.opens != "courses:read":
        return redirect(step.opens, code, slug)
    if acknowledging.is_owed(enrolment, step.edition):
        return redirect("courses:begin", code)
    try:
        progress.record_reading(enrolment, step)
    except progress.StepLocked as locked:
        way = outlines.outline(steps, progress.finished_steps(steps), code, current=slug)
        return closed(request, step, str(locked), way)
    following = [each for each in steps if each.position > step.position]
    return (
        redirect(following[0].opens, code, following[0].slug)
        if following
        else redirect("courses:outline", code)
    )
