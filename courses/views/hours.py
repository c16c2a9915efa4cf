"""The page of the CMS on which the hours of a course are set."""

from decimal import Decimal

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from courses import allotting
from courses.forms import HoursForm
from courses.hours import Workload, side_by_side
from courses.models import CoursePage, HoursDecision
from courses.policy import can


@require_http_methods(["GET", "HEAD", "POST"])
def hours(request, pk):
    """All methods side by side for the course as it is published, and the figure that the next edition grants."""
    page = get_object_or_404(CoursePage.objects.select_related("course"), pk=pk)
    if not can(request.user, "set hours", page.course):
        raise PermissionDenied
    work = sum((step.workload() for step in page.steps()), Workload())
    decided = HoursDecision.objects.filter(course=page.course).select_related("set_by").order_by("-pk")
    latest = decided.first()
    form = HoursForm(request.POST or None, initial=initial(latest, work))
    if form.is_valid():
        try:
            allotting.set_hours(page.course, work, by=request.user, **form.cleaned_data)
        except allotting.TooManyHours as refusal:
            form.add_error("hours", str(refusal))
        else:
            messages.success(request, "The next edition grants these hours.")
            return redirect("hours", page.pk)
    context = {
        "page": page,
        "form": form,
        "work": work,
        "methods": side_by_side(work, *numbers(form, latest)),
        "decided": decided,
        "credit": allotting.credit_of(page.course, work),
    }
    return render(request, "courses/cms/hours.html", context)


def initial(latest, work):
    if latest is None:
        return {"method": "ncbtmb", "hours": allotting.credit_of_rule(work)}
    names = ("method", "hours", "difficulty")
    return {name: getattr(latest, name) for name in names} | {
        "pilot_minutes": ", ".join(latest.pilot_minutes)
    }


def numbers(form, latest):
    """Difficulty and pilot times as they were just typed, else as they were last set."""
    if form.is_bound:
        typed = getattr(form, "cleaned_data", {})
        return typed.get("difficulty"), typed.get("pilot_minutes") or []
    if latest is None:
        return None, []
    return latest.difficulty, [Decimal(each) for each in latest.pilot_minutes]
