"""Pages of the CMS from which a registrar releases courses."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from courses import differing, releasing
from courses.forms import ReleaseForm
from courses.models import CoursePage, Edition
from courses.policy import can


@require_safe
def releases(request):
    """The courses that this person may release, each with its latest edition."""
    pages = CoursePage.objects.select_related("course").order_by("title")
    mine = [page for page in pages if can(request.user, "release", page.course)]
    if pages and not mine:
        raise PermissionDenied
    latest = Edition.objects.filter(course__in=[page.course_id for page in mine]).latest_each()
    editions = {edition.course_id: edition for edition in latest.defer("manifest", "salt")}
    rows = [{"page": page, "edition": editions.get(page.course_id)} for page in mine]
    return render(request, "courses/cms/releases.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
def release(request, pk):
    """What must be put right before this course can be released; then the form that releases it."""
    page = get_object_or_404(CoursePage.objects.select_related("course"), pk=pk)
    if not can(request.user, "release", page.course):
        raise PermissionDenied
    latest = Edition.objects.latest_of(page.course_id)
    form = ReleaseForm(request.POST or None)
    found = releasing.problems(page)
    if form.is_valid() and not found:
        try:
            edition = releasing.release(page, by=request.user, **form.cleaned_data)
        except releasing.NotReady as refusal:
            found = refusal.problems
        else:
            say(request, edition, latest)
            return redirect("releases")
    shown = {"page": page, "form": form, "problems": found, "latest": latest}
    shown["difference"] = differing.since(latest, page) if latest else None
    return render(request, "courses/cms/release.html", shown)


def say(request, edition, latest):
    if edition == latest:
        messages.info(request, f"Nothing has changed since edition {edition.number}. Nothing was released.")
    else:
        messages.success(request, f"Edition {edition.number} is released. New learners are on it now.")
