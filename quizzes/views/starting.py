from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_http_methods

from accounts.confirming import email_is_verified
from courses.enrolling import current_edition
from courses.markdown import to_html
from courses.models import EditionStep
from courses.views.finding import enrolment_of, offered, turn_away
from quizzes import sitting
from quizzes.briefing import briefing
from quizzes.models import Attempt


@require_http_methods(["GET", "HEAD", "POST"])
def start(request, code, slug):
    """What a learner should know before the quiz. Posting opens an attempt, or goes on with the open one."""
    enrolment = enrolment_of(request.user, code)
    if enrolment is None:
        page, _ = offered(code)
        return turn_away(request, page, request.path)
    step = quiz_step(enrolment, slug)
    if request.method == "POST":
        return open_(request, enrolment, step)
    attempts = list(Attempt.objects.at_step(enrolment, step.key).with_outcome())
    now_open = next((attempt for attempt in attempts if attempt.submitted_at is None), None)
    shown = {
        "step": step,
        "code": code,
        "outline_url": reverse("courses:outline", args=[code]),
        "briefing": briefing(step.body),
        "introduction": mark_safe(to_html(step.body["introduction"])),  # noqa: S308  to_html sanitised it
        "attempts": [attempt for attempt in attempts if attempt.submitted_at],
        "open": now_open,
        "refusal": None if now_open else sitting.refusal(enrolment, step, attempts),
    }
    return render(request, "quizzes/start.html", shown)


def quiz_step(enrolment, slug) -> EditionStep:
    """The step of the learner's own edition. 404 for a step that is no quiz."""
    step = current_edition(enrolment).steps.filter(slug=slug, opens="quizzes:start").first()
    if step is None:
        raise Http404
    return step


def open_(request, enrolment, step):
    """Open an attempt and go to its first blank question. Who has not confirmed their address does that first."""
    here = reverse("quizzes:start", args=[enrolment.course.code, step.slug])
    if not email_is_verified(request.user):
        return redirect(f"{reverse('accounts:confirm_email')}?{urlencode({'next': here})}")
    try:
        attempt = sitting.open_attempt(enrolment, step)
    except sitting.Refused as refused:
        messages.warning(request, str(refused))
        return redirect(here)
    blank = attempt.items.with_answer().filter(answer_pk=None).order_by("position").first()
    if blank is None:
        return redirect("quizzes:overview", attempt.public_id)
    return redirect("quizzes:question", attempt.public_id, blank.position)
