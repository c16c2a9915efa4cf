"""The page of the CMS that shows what is taught, claimed and tested under each objective."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from courses.covering import matrix
from courses.models import CoursePage
from courses.policy import can


@require_safe
def coverage(request, pk):
    page = get_object_or_404(CoursePage.objects.select_related("course"), pk=pk)
    if not can(request.user, "see coverage", page.course):
        raise PermissionDenied
    return render(request, "courses/cms/coverage.html", {"page": page, **matrix(page)})
