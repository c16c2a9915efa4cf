"""Trying a whole quiz before anybody is asked it."""

import secrets

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from quizzes import rehearsing
from quizzes.models import QuizPage
from quizzes.policy import can

MOST = 2**31 - 1


@require_http_methods(["GET", "HEAD", "POST"])
def rehearse(request, pk):
    """A paper from the draft as it stands, all on one page; posted, what it would have come to. Writes nothing."""
    page = get_object_or_404(QuizPage, pk=pk)
    course = page.get_parent().specific.course
    if not can(request.user, "rehearse", course):
        raise PermissionDenied
    draft = page.get_latest_revision_as_object()
    seed = seed_of(request.POST if request.method == "POST" else request.GET)
    items = rehearsing.paper(draft, seed)
    context = {"page": draft, "course": course, "seed": seed, "problems": draft.problems()}
    answered = rehearsing.answers(items, request.POST)
    if request.method == "POST" and items and not any(each.problem for each in answered.values()):
        context["result"] = rehearsing.graded(draft, items, answered)
    else:
        context["rows"] = rehearsing.asked(items, answered)
    return render(request, "quizzes/cms/rehearsal.html", context)


def seed_of(data) -> int:
    """The paper that was named, or a new one."""
    said = data.get("paper", "")
    return int(said) if said.isascii() and said.isdigit() and int(said) <= MOST else secrets.randbelow(MOST)
