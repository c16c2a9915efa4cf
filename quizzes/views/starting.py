from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_http_methods

from courses.markdown import to_html
from courses.views.finding import enrolment_of, offered, turn_away
from quizzes import sitting
from quizzes.briefing import briefing
from quizzes.models import Attempt
from quizzes.standing import refusal, standing_of


@require_http_methods(["GET", "HEAD", "POST"])
def start(request, code, slug):
    """What a learner should know before the quiz. Posting opens an attempt, or goes on with the open one."""
    where = standing_of(request.user, code, slug) if request.user.is_authenticated else None
    if where is None:
        return not_there(request, code)
    if where.step.opens != "quizzes:start":
        raise Http404
    if request.method == "POST":
        return open_(request, where)
    attempts = list(Attempt.objects.at_step(where.enrolment, where.step.key).with_outcome())
    time = where.terms.time_for(where.factor)
    refused = None if where.has_open else refusal(where)
    shown = {
        "step": where.step,
        "code": code,
        "outline_url": reverse("courses:outline", args=[code]),
        "briefing": briefing(where.step.body),
        "time": time,
        "minutes": time.total_seconds() / 60 if time else None,
        "has_more_time": where.terms.time_limit and where.factor != 1,
        "introduction": mark_safe(to_html(where.step.body["introduction"])),  # noqa: S308  to_html sanitised it
        "attempts": [attempt for attempt in attempts if attempt.submitted_at],
        "open": next((attempt for attempt in attempts if attempt.submitted_at is None), None),
        "refusal": refused,
        "until": getattr(refused, "until", None),
    }
    return render(request, "quizzes/start.html", shown)


def not_there(request, code):
    """Who isn't enrolled is sent to the course; who is has no such quiz in their edition."""
    if enrolment_of(request.user, code) is not None:
        raise Http404
    page, _ = offered(code)
    return turn_away(request, page, request.path)


def open_(request, where):
    """Open an attempt and go to its first blank question. Who has not confirmed their address does that first."""
    here = reverse("quizzes:start", args=[where.step.edition.course.code, where.step.slug])
    if not where.verified:
        return redirect(f"{reverse('accounts:confirm_email')}?{urlencode({'next': here})}")
    try:
        attempt = sitting.open_attempt(where.enrolment, where.step, where)
    except sitting.Refused as refused:
        messages.warning(request, str(refused))
        return redirect(here)
    if not where.has_open:
        return redirect("quizzes:question", attempt.public_id, 1)
    blank = attempt.items.with_answer().filter(answer_pk=None).order_by("position").first()
    if blank is None:
        return redirect("quizzes:overview", attempt.public_id)
    return redirect("quizzes:question", attempt.public_id, blank.position)
