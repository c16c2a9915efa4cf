"""Bringing references into the library, and taking them out again."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from courses.models import Reference

from . import collecting
from .formats.entries import with_entry
from .stored import as_source

LIBRARY = f"wagtailsnippets_{Reference._meta.app_label}_{Reference._meta.model_name}:list"


@require_http_methods(["GET", "HEAD", "POST"])
def bring(request):
    """First what was brought, to look at and mend; then what was taken, in the library."""
    if not request.user.has_perm("courses.add_reference"):
        raise PermissionDenied
    if "r-TOTAL_FORMS" in request.POST:
        return keep(request)
    form = collecting.BringForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        return looked_at(request, collecting.offered(form.found))
    return render(request, "interchange/bring.html", {"form": form})


def looked_at(request, rows, status=200):
    context = {
        "rows": rows,
        "fresh": sum(1 for row in rows.forms if not row.there),
        "there": sum(1 for row in rows.forms if row.there),
    }
    return render(request, "interchange/brought.html", context, status=status)


def keep(request):
    rows = collecting.Rows(request.POST, prefix="r")
    if not rows.is_valid():
        collecting.mark_posted(rows)
        return looked_at(request, rows, status=400)
    written = collecting.take(rows, by=request.user)
    if not written:
        messages.info(request, "You took none, so nothing was added.")
        return redirect("references_bring")
    keys = ", ".join(f"@{reference.key}" for reference in written[:5]) + (" …" if len(written) > 5 else "")
    one = len(written) == 1
    messages.success(
        request,
        f"{len(written)} reference{'' if one else 's'} added. Cite {'it' if one else 'them'} as {keys}",
    )
    return redirect(LIBRARY)


@require_safe
def reference_bibtex(request, key):
    """The source as a reference manager takes it in: as it reads now, with whatever else its entry said."""
    found = with_entry(as_source(get_object_or_404(Reference, key=key)))
    return HttpResponse(found.bibtex + "\n", content_type="application/x-bibtex; charset=utf-8")
