from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from courses import evaluating, outlines, progress
from courses.forms import EvaluationForm
from courses.models import EditionStep

from .finding import closed, enrolment_of, offered, step_called, turn_away


@require_http_methods(["GET", "HEAD", "POST"])
def evaluate(request, code, slug):
    """Rate the course and say what should change. Once; nothing of it decides about the certificate."""
    enrolment = enrolment_of(request.user, code)
    if enrolment is None:
        page, _ = offered(code)
        return turn_away(request, page, request.path)
    steps = list(EditionStep.objects.taught_to(enrolment))
    step = step_called(steps, slug)
    if step.opens != "courses:evaluate":
        return redirect(step.opens, code, slug)
    way = outlines.outline(steps, progress.finished_steps(steps), code, current=slug)
    shown = next(each for each in way.steps if each.current)
    _, after = way.around(slug)
    onward = after.url if after else reverse("courses:outline", args=[code])
    if shown.state == "done":
        return redirect(onward)
    if shown.state == "locked":
        return closed(request, step, shown.reason, way)
    form = EvaluationForm(request.POST or None, body=step.body)
    if form.is_valid():
        evaluating.evaluate(enrolment, step, form.answers())
        return redirect(onward)
    context = {"step": step, "outline": way, "form": form, "place": "Evaluation"}
    context |= {"back": reverse("courses:outline", args=[code])}
    return render(request, "courses/evaluate.html", context, status=400 if form.errors else 200)
