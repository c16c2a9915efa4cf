from django.conf import settings
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from courses import attesting, outlines, progress
from courses.forms import AttestationForm
from courses.hours import in_words
from courses.models import Approval, EditionStep

from .finding import closed, enrolment_of, offered, step_called, turn_away


@require_http_methods(["GET", "HEAD", "POST"])
def attest(request, code, slug):
    """Confirm the name as on the licence and the statement, beside a preview of the certificate."""
    enrolment = enrolment_of(request.user, code)
    if enrolment is None:
        page, _ = offered(code)
        return turn_away(request, page, request.path)
    steps = list(EditionStep.objects.taught_to(enrolment))
    step = step_called(steps, slug)
    if step.opens != "courses:attest":
        return redirect(step.opens, code, slug)
    way = outlines.outline(steps, progress.finished_steps(steps), code, current=slug)
    shown = next(each for each in way.steps if each.current)
    if shown.state == "done":
        return redirect("courses:outline", code)
    if shown.state == "locked":
        return closed(request, step, shown.reason, way)
    form = AttestationForm(
        request.POST or None, statement=step.body["statement"], initial={"name": request.user.name}
    )
    if form.is_valid():
        attesting.attest(enrolment, step, name=form.cleaned_data["name"])
        return redirect("courses:outline", code)
    name = form["name"].value()
    context = {"step": step, "outline": way, "form": form, "certificate": preview_of(step.edition, name)}
    context |= {"place": "Last step", "back": reverse("courses:outline", args=[code])}
    return render(request, "courses/attest.html", context)


def preview_of(edition, name):
    """The certificate as far as it is known before it is issued."""
    approval = Approval.objects.covering(edition, timezone.localdate()).first()
    hours = approval.hours if approval else edition.hours
    return {
        "title": approval.certificate_title if approval else "Certificate of Achievement",
        "name": name or "Your name",
        "course": approval.title if approval else edition.title,
        "sample": approval is None,
        "facts": [
            {"term": "Hours", "value": f"{in_words(hours)} CE"},
            {"term": "Completed", "value": "The day you confirm"},
            {"term": "Provider", "value": settings.PROVIDER["name"]},
        ],
    }
