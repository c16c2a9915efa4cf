"""Asking the instructor from a lesson, and the instructors' inbox in the CMS."""

from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses import asking, excerpts
from courses.forms import InquiryForm, ReasonForm, ReplyForm
from courses.models import Course, Enrolment, Inquiry
from courses.policy import can

from .studying import found


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request, code, slug):
    """A question to the instructors, at a block if one is named."""
    standing, step, away = found(request, code, slug)
    if away:
        return away
    blocks = excerpts.blocks(step)
    initial = {"client_id": uuid4(), "block": request.GET.get("block", "")}
    form = InquiryForm(request.POST or None, blocks=blocks, initial=initial)
    if form.is_valid():
        enrolment = Enrolment.objects.get(pk=standing.enrolment_id)
        try:
            at = form.cleaned_data["block"]
            asking.ask(enrolment, step, excerpt=blocks.get(at, ""), **form.cleaned_data)
        except asking.TooMany:
            form.add_error(
                None, f"{asking.MOST_WAITING} of your questions wait for an answer. Ask again then."
            )
        else:
            messages.success(
                request, "Your question is on its way. The answer comes by mail and stands here."
            )
            return redirect("courses:read", code, slug)
    context = {"step": step, "code": code, "form": form}
    return render(request, "courses/ask.html", context, status=400 if form.errors else 200)


def my_courses(user) -> list[Course]:
    mine = [course for course in Course.objects.order_by("code") if can(user, "answer", course)]
    if not mine:
        raise PermissionDenied
    return mine


@require_safe
def inbox(request):
    """The questions of the courses that this person answers for: first those that wait, the oldest first."""
    about = Inquiry.objects.filter(enrolment__course__in=my_courses(request.user))
    about = about.select_related("edition", "enrolment__learner", "reply")
    shown = {
        "waiting": about.waiting().order_by("pk"),
        "answered": about.exclude(reply=None).order_by("-reply__at")[:50],
    }
    return render(request, "courses/cms/inbox.html", shown)


def mine_or_404(user, pk: int) -> Inquiry:
    found = Inquiry.objects.select_related("enrolment__course", "enrolment__learner", "edition", "reply")
    inquiry = get_object_or_404(found, pk=pk)
    if not can(user, "answer", inquiry.enrolment.course):
        raise PermissionDenied
    return inquiry


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request, pk):
    """One question, and the form that answers it."""
    inquiry = mine_or_404(request.user, pk)
    form = ReplyForm(request.POST or None)
    if form.is_valid():
        said = form.cleaned_data
        shared_as = said["shared_as"] if said["shared"] else ""
        asking.reply(inquiry, by=request.user, text=said["text"], shared_as=shared_as)
        messages.success(request, "Your answer is on its way to the learner.")
        return redirect("inquiries")
    return render(request, "courses/cms/answer.html", {"inquiry": inquiry, "form": form})


@require_POST
def set_aside(request, pk):
    asking.set_aside(mine_or_404(request.user, pk), by=request.user)
    messages.success(request, "The question is set aside. Nobody is told.")
    return redirect("inquiries")


@require_POST
def unshare(request, pk):
    inquiry = mine_or_404(request.user, pk)
    form = ReasonForm(request.POST)
    made = getattr(inquiry, "reply", None)
    if made and form.is_valid():
        asking.unshare(made, by=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, "Only the learner sees the answer now.")
    return redirect("inquiry", pk)
