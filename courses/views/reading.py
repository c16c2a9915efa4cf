from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from courses import outlines, progress
from courses.models import EditionStep

from .finding import closed, enrolment_of, offered, step_called, turn_away


@require_safe
def read(request, code, slug):
    """A lesson. Steps of other kinds have pages of their own."""
    enrolment = enrolment_of(request.user, code)
    if enrolment is None:
        return read_first(request, code, slug)
    steps = list(EditionStep.objects.taught_to(enrolment))
    step = step_called(steps, slug)
    if step.opens != "courses:read":
        return redirect(step.opens, code, slug)
    way = outlines.outline(steps, progress.finished_steps(steps), code, current=slug)
    shown = next(each for each in way.steps if each.current)
    if shown.state == "locked":
        return closed(request, step, shown.reason, way)
    back = reverse("courses:outline", args=[code])
    return page_of(request, step, steps, way, code=code, back=back)


def read_first(request, code, slug):
    """The first lesson for somebody who isn't enrolled. The other steps ask them to."""
    page, edition = offered(code)
    steps = list(EditionStep.objects.filter(edition=edition).outlined())
    step = step_called(steps, slug)
    if not outlines.is_open_to_all(step):
        return turn_away(request, page, request.path)
    way = outlines.preview(steps, code, current=slug)
    back = page.get_url(request)
    return page_of(request, step, steps, way, code=code, back=back, invited=True)


def page_of(request, step, steps, way, **context):
    """The one page that shows a lesson, to learners and to visitors."""
    text = EditionStep.objects.only("html", "body").get(pk=step.pk)
    before, after = way.around(step.slug)
    context |= {"step": step, "html": text.html, "summary": text.body["summary"], "outline": way}
    context |= {"before": before, "after": after, "place": outlines.place_of(step, steps)}
    return render(request, "courses/read.html", context)


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
