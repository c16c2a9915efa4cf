"""/credits/: hours from elsewhere."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from courses.models import ExternalCredit
from reports import bringing
from reports.forms import ExternalCreditForm

from .renewing import today_of


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def add_external(request) -> HttpResponse:
    form = ExternalCreditForm(
        request.POST or None,
        request.FILES or None,
        instance=ExternalCredit(holder=request.user),
        today=today_of(request.user),
    )
    if form.is_valid():
        bringing.bring(form.instance, form.cleaned_data["evidence"])
        messages.success(request, "Your hours are listed.")
        return redirect("reports:renewals")
    return render(request, "reports/external_form.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def remove_external(request, public_id) -> HttpResponse:
    credit = get_object_or_404(
        ExternalCredit.objects.visible_to(request.user).defer("evidence"), public_id=public_id
    )
    if request.method == "POST":
        bringing.drop(credit)
        messages.success(request, "The hours are off your list.")
        return redirect("reports:renewals")
    return render(request, "reports/external_remove.html", {"credit": credit})


@require_safe
@login_required
def evidence(request, public_id) -> HttpResponse:
    """One's own file, as it came. Always a download: nothing of it runs or shows in our pages."""
    credit = get_object_or_404(ExternalCredit.objects.visible_to(request.user), public_id=public_id)
    if not credit.evidence:
        raise Http404
    return HttpResponse(
        bytes(credit.evidence),
        content_type=credit.evidence_type,
        headers={
            "Content-Disposition": f'attachment; filename="{credit.evidence_name}"',
            "Content-Security-Policy": "default-src 'none'; sandbox",
        },
    )
