"""Outside reviewers of a course, in the CMS: who was asked, what they said, and asking another one."""

from django.apps import apps
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from courses import outside
from courses.models import CoursePage, OutsideInvitation
from courses.outside_forms import InviteForm
from courses.policy import can


@require_http_methods(["GET", "HEAD", "POST"])
def outsiders(request, pk):
    page = get_object_or_404(CoursePage.objects.select_related("course"), pk=pk)
    if not can(request.user, "invite outside", page.course):
        raise PermissionDenied
    form = InviteForm(request.POST if "email" in request.POST else None)
    if "withdraw" in request.POST:
        withdraw(request, page)
        return redirect("outsiders", pk)
    if form.is_valid() and invited(request, page, form):
        return redirect("outsiders", pk)
    asked = OutsideInvitation.objects.filter(course=page.course).prefetch_related(
        "comments", "verdicts", "correction_verdicts"
    )
    # By name: what a question is, is said by an app above us.
    said = apps.get_app_config("quizzes").said_outside(page.course)  # type: ignore[attr-defined]
    rows = [{"invitation": each, "of_questions": said.get(each.pk, "")} for each in asked]
    shown = {"page": page, "rows": rows, "form": form, "days": outside.LASTS.days}
    return render(request, "courses/cms/outsiders.html", shown)


def invited(request, page, form) -> bool:
    try:
        outside.invite(page, by=request.user, **form.cleaned_data)
    except outside.Insider:
        form.add_error("email", "That mailbox belongs to somebody who writes this course. Ask somebody else.")
    except outside.Invited:
        form.add_error("email", "They have an open link already. Close it first to send a new one.")
    else:
        messages.success(request, "The invitation is on its way.")
        return True
    return False


def withdraw(request, page) -> None:
    wanted = request.POST["withdraw"]
    found = get_object_or_404(
        OutsideInvitation, course=page.course, pk=int(wanted) if wanted.isdecimal() else 0
    )
    outside.withdraw(found, by=request.user)
    messages.success(request, "The link is closed.")
