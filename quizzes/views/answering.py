"""The questions of an open attempt: as pages that need no script, and as a door for the script that saves."""

from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.recognising import claimed_id, recognise
from quizzes import kinds, reviewing, sitting
from quizzes.forms import AnswerForm, Envelope, NotAnAnswer, TooLong, read_json, storable
from quizzes.models import Attempt
from quizzes.policy import can
from quizzes.sitting_sql import find_item
from quizzes.terms import CONFIDENCE, DURING, terms

from .finding import attempt_of, clock, item_at, squares_of, time_left

SIGNED_OUT = "You’ve been signed out."
CLOSED = "This attempt is closed. Here is what became of it."
LATE = "Your time had run out. What you answered after that is kept with the attempt, and isn’t counted."
STALE = "You answered this question in another window. That answer is kept, and shown here. Change it if you like."


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def question(request, attempt_id, number):
    """One question. Posting saves the answer and goes where the pressed button says."""
    attempt = attempt_of(request.user, attempt_id)
    if attempt.submitted_at:
        return redirect("quizzes:result", attempt_id)
    item = item_at(attempt, number)
    if request.method == "POST":
        return answer(request, attempt, item)
    return page_of(request, attempt, item, AnswerForm(item=item))


def answer(request, attempt, item):
    form = AnswerForm(request.POST, item=item)
    if not form.is_valid():
        return page_of(request, attempt, item, form, status=400)
    try:
        if form.says_something_new:
            values = form.cleaned_data
            given = values["response"], values["client_id"], values["base"], values["confidence"]
            sitting.save_answer(attempt, item, *given)
        return onward(request, attempt, item)
    except sitting.Stale:
        messages.warning(request, STALE)
        return page_of(request, attempt, item_at(attempt, item.position), AnswerForm(item=item), status=409)
    except sitting.Closed as closed:
        messages.info(request, LATE if closed.kept else CLOSED)
        return redirect("quizzes:result", attempt.public_id)
    except ValueError as error:
        form.add_error(None, str(error))
        return page_of(request, attempt, item, form, status=400)


def onward(request, attempt, item):
    """Where the pressed button leads. Raises sitting.Closed for a flag on a closed attempt."""
    go = request.POST.get("go", "next")
    number = item.position
    if go == "flag":
        sitting.set_flag(item)
    elif go == "unflag":
        sitting.clear_flag(item)
    elif go == "check":
        return redirect(reverse("quizzes:question", args=[attempt.public_id, number]) + "?checked")
    else:
        number += -1 if go == "back" else 1
    if number == 0:
        return redirect("quizzes:start", attempt.enrolment.course.code, attempt.step.slug)
    if go == "overview" or not attempt.items.filter(position=number).exists():
        return redirect("quizzes:overview", attempt.public_id)
    return redirect("quizzes:question", attempt.public_id, number)


def page_of(request, attempt, item, form, *, status=200):
    """The page of a question, with its latest answer; in practice with its key, once that is asked for."""
    squares = squares_of(attempt, item.position)
    context = {
        "attempt": attempt,
        "number": item.position,
        "total": len(squares),
        "answered": sum(1 for square in squares if square["answered"]),
        "squares": squares,
        "errors": [error for errors in form.errors.values() for error in errors],
        "next_url": next((s["url"] for s in squares if s["number"] == item.position + 1), None),
        **time_left(attempt),
    }
    if "checked" in request.GET and can(request.user, "see keys", item):
        context["reviewed"] = reviewing.practised(item, len(squares))
    else:
        context |= asked(request, item, len(squares))
    return render(request, "quizzes/question.html", context, status=status)


def asked(request, item, total):
    """What the form of a question shows."""
    kind = kinds.form(item.version.kind)
    shown = kind.shown(item.version.payload, item.answer_response, item.option_order, field="response")
    held = terms(item.attempt.step.body)
    return {
        "item": shown | {"number": item.position, "total": total},
        "template": kinds.template(item.version.kind),
        "flagged": item.flagged,
        "client_id": uuid4(),
        "base": item.answer_sequence or 0,
        "saved": clock(item.answered_at, request.user) if item.answer_response else "",
        "asks_confidence": held.confidence,
        "confidence": item.answer_confidence,
        "confidence_levels": CONFIDENCE,
        "practice": held.reveal == DURING,
    }


@require_safe
@login_required
def overview(request, attempt_id):
    """All questions at a glance, what is still blank, and the button that submits."""
    attempt = attempt_of(request.user, attempt_id)
    if attempt.submitted_at:
        return redirect("quizzes:result", attempt_id)
    squares = squares_of(attempt)
    context = {
        "attempt": attempt,
        "squares": squares,
        "total": len(squares),
        "answered": sum(1 for square in squares if square["answered"]),
        "blank": [square for square in squares if not square["answered"]],
        "flagged": [square for square in squares if square["flagged"]],
        **time_left(attempt),
    }
    return render(request, "quizzes/overview.html", context)


@require_safe
def state(request, attempt_id):
    """How much time an attempt has left, for the page's clock: seconds, or null for no limit; or its result."""
    if not request.user.is_authenticated:
        return refuse(401, SIGNED_OUT)
    attempt = get_object_or_404(Attempt.objects.visible_to(request.user), public_id=attempt_id)
    if attempt.submitted_at:
        return JsonResponse({"closed": True, "result": reverse("quizzes:result", args=[attempt_id])})
    return JsonResponse({"closed": False, **time_left(attempt)})


@require_POST
def save(request, attempt_id):
    """Save one answer, sent by the page's script as JSON. Repeats are harmless: see sitting.save_answer.

    200 saved · 400 no answer to this question, with the current one · 401 signed out · 404 not this
    learner's · 409 answered elsewhere since, with the current answer · 410 closed, and whether the answer was
    kept as late · 413 far too long.
    """
    learner = claimed_id(request)
    if learner is None:
        return refuse(401, SIGNED_OUT)
    try:
        envelope, raw = read_json(request)
    except TooLong:
        return refuse(413, "An answer can’t be that long.")
    except NotAnAnswer as error:
        attempt_of(request.user, attempt_id)
        return refuse(400, str(error))
    return save_valid(request, learner, attempt_id, envelope, raw)


def save_valid(request, learner: int, attempt_id, sent: Envelope, raw):
    found = find_item(learner, attempt_id, sent.item)
    if not (recognise(request, found[1]) if found else request.user.is_authenticated):
        return refuse(401, SIGNED_OUT)
    if found is None:
        raise Http404
    item = found[0]
    try:
        response = kinds.rule(item.version.kind).clean(item.version.payload, storable(raw))
        given = response, sent.client_id, sent.base, sent.confidence
        saved = sitting.save_answer(item.attempt, item, *given)
    except ValueError as error:
        return refuse(400, str(error), current=state_of(item.answers.order_by("-sequence").first()))
    except sitting.Stale as stale:
        return refuse(409, str(stale), current=state_of(stale.current))
    except sitting.Closed as closed:
        result = reverse("quizzes:result", args=[attempt_id])
        return refuse(410, LATE if closed.kept else CLOSED, result=result, kept=closed.kept)
    acknowledged = {"sequence": saved.sequence, "saved_at": saved.at.isoformat()}
    return JsonResponse(acknowledged | time_left(item.attempt))


def state_of(answer):
    """The latest answer, as the script needs it to show what is stored."""
    if answer is None:
        return {"sequence": 0, "response": None, "confidence": None}
    return {"sequence": answer.sequence, "response": answer.response, "confidence": answer.confidence}


def refuse(status, error, **more):
    return JsonResponse({"error": error} | more, status=status)
