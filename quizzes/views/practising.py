from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from courses import outlines
from courses.models import EditionStep
from courses.views.finding import enrolment_of, offered, turn_away
from quizzes import practising


@require_safe
def check(request, code, uuid, number):
    """The answer to a self-check. GET, since it changes nothing; the key is shown to who has answered."""
    enrolment = enrolment_of(request.user, code)
    if enrolment:
        steps = EditionStep.objects.taught_to(enrolment)
    else:
        page, edition = offered(code)
        steps = EditionStep.objects.filter(edition=edition)
    found = next((s for s in steps.filter(kind="lesson") if practising.asked_in(s, str(uuid), number)), None)
    if found is None:
        raise Http404
    if not enrolment and not outlines.is_open_to_all(found):
        return turn_away(request, page, request.path)
    version = practising.version_of({"uuid": uuid, "version": number})
    if version is None:
        raise Http404
    try:
        outcome = practising.answered(version, request.GET)
    except ValidationError:
        outcome = {"errors": ["Choose or type an answer first."]}
    form = practising.drawn({"uuid": str(uuid), "version": number}, code)
    block = practising.asked_in(found, str(uuid), number) or {}
    lesson_url = reverse("courses:read", args=[code, found.slug])
    context = {"step": found, "outcome": outcome, "form": form, "lesson_url": lesson_url}
    context["back"] = f"{lesson_url}#{block.get('key', '')}"
    return render(request, "quizzes/check.html", context)
