from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from courses.models import EditionStep
from courses.outlines import outline
from courses.progress import finished_steps
from quizzes import reviewing, sitting
from quizzes.models import Attempt
from quizzes.policy import can
from quizzes.terms import terms

from .finding import attempt_of


@require_POST
@login_required
def submit(request, attempt_id):
    """Close the attempt and show its result. Submitting again shows the same result."""
    try:
        sitting.submit_one(Attempt.objects.visible_to(request.user).filter(public_id=attempt_id))
    except Attempt.DoesNotExist:
        raise Http404 from None
    return redirect("quizzes:result", attempt_id)


@require_safe
@login_required
def result(request, attempt_id):
    """The result, by objective. What was right and wrong only when the policy lets it be seen."""
    attempt = attempt_of(request.user, attempt_id)
    if not attempt.submitted_at:
        return redirect("quizzes:overview", attempt_id)
    outcome = attempt.results.latest("sequence")
    items = list(attempt.items.select_related("version__question").with_grade().order_by("position"))
    everything = can(request.user, "see keys", attempt)
    passed = outcome.passed or Attempt.objects.passed_at(attempt.enrolment_id, attempt.step_key)
    code = attempt.enrolment.course.code
    context = {
        "attempt": attempt,
        "outline_url": reverse("courses:outline", args=[code]),
        "start_url": reverse("quizzes:start", args=[code, attempt.step.slug]),
        "summary": reviewing.summary(attempt, outcome, items),
        "bars": reviewing.bars(attempt, items, again=not outcome.passed),
        "words": reviewing.words_of(attempt, None, outcome.points, outcome.max_points),
        "late": list(attempt.late_answers.select_related("item")),
        "raised_at": outcome.graded_at if outcome.regrade_id else None,
        "review": reviewing.reviewed(attempt, items) if everything else None,
        "passed": passed,
        "next": next_step(attempt.enrolment, code) if passed else None,
        "may_retry": not passed and not used_up(attempt),
    }
    return render(request, "quizzes/result.html", context)


def used_up(attempt):
    allowed = terms(attempt.step.body).attempts_allowed
    return bool(attempt.enrolment.ended_at or (allowed and attempt.number >= allowed))


def next_step(enrolment, code):
    """The step that waits for the learner, or none when the course is finished."""
    steps = list(EditionStep.objects.taught_to(enrolment))
    return outline(steps, finished_steps(steps), code).next
