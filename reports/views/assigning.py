"""/teams/…/courses/: an employer asks staff to take a course, and takes that back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from reports import assigning
from reports.models import Assignment
from reports.staff_forms import AssignForm

from .teams import led


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def ask_for_course(request, public_id) -> HttpResponse:
    organisation = led(request, public_id)
    listed = list(organisation.invitations.open().select_related("location"))
    form = AssignForm(
        request.POST or None, offered=assigning.offered(), listed=listed, today=timezone.localdate()
    )
    if form.is_valid():
        given = form.cleaned_data
        made = assigning.assign(
            form.edition(),
            form.chosen(),
            due_on=given["due_on"],
            note=given["note"],
            by=request.user,
            to=organisation,
        )
        messages.success(request, said(len(made), len(form.chosen()) - len(made)))
        return redirect("reports:board", organisation.public_id)
    known = {"organisation": organisation, "form": form, "listed": listed}
    return render(request, "reports/ask_for_course.html", known)


def said(made: int, already: int) -> str:
    """How many were asked now, and how many had been asked before."""
    asked = f"{made:,} {'person is' if made == 1 else 'people are'} asked to take it."
    left = f" {already:,} had been asked already, and nothing changed for them." if already else ""
    return f"{asked if made else 'Nobody new was asked.'}{left}"


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def withdraw_assignment(request, public_id) -> HttpResponse:
    """First what it means; then for one person, or for all who were asked to take the same course."""
    assignment = get_object_or_404(
        Assignment.objects.asked_by(request.user).select_related("invitation__organisation"),
        public_id=public_id,
    )
    alike = assigning.alike(assignment)
    if request.method == "POST":
        count = assigning.withdraw(alike if "all" in request.POST else [assignment], by=request.user)
        messages.success(
            request, f"{count:,} {'person is' if count == 1 else 'people are'} no longer asked to take it."
        )
        return redirect("reports:board", assignment.invitation.organisation.public_id)
    return render(request, "reports/withdraw_assignment.html", {"assignment": assignment, "alike": alike})
