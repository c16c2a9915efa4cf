"""/renewals/: where each license stands."""

from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts import licensing
from accounts.models import ProfessionalLicence, User
from courses.models import CreditBody
from reports.forms import CycleForm
from reports.renewals import current_cycle
from reports.renewals import renewals as renewals_of


def today_of(person: User):
    """The day it is where a person lives."""
    return timezone.now().astimezone(ZoneInfo(person.time_zone)).date()


@require_safe
@login_required
def renewals(request) -> HttpResponse:
    found = renewals_of(request.user, today_of(request.user))
    return render(request, "reports/renewals.html", {"renewals": found})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def set_cycle(request, pk: int) -> HttpResponse:
    """Enter or correct the renewal period of one's own license."""
    licence = get_object_or_404(ProfessionalLicence.objects.visible_to(request.user), pk=pk)
    today = today_of(request.user)
    form = CycleForm(
        request.POST or None,
        licence=licence,
        months=months_of(licence),
        today=today,
        initial=_initial(licence, today),
    )
    if form.is_valid():
        given = form.cleaned_data
        try:
            licensing.set_cycle(licence, given["first"], given["last"], issued_on=given["issued_on"])
        except licensing.OverlappingCycle:
            form.add_error(
                "last", "This cycle shares days with another one of this license. Check the two days."
            )
        else:
            messages.success(request, "Your renewal date is kept.")
            return redirect("reports:renewals")
    return render(request, "reports/cycle_form.html", {"form": form, "licence": licence})


def months_of(licence: ProfessionalLicence) -> int | None:
    """The length of a cycle by the body's latest rule."""
    for row in CreditBody.objects.filter(code=licence.jurisdiction).with_rules():
        rules = row.as_body().rules
        return rules[-1].months if rules else None
    return None


def _initial(licence: ProfessionalLicence, today) -> dict:
    cycle = current_cycle(licence.cycles.all(), today)
    known = {"issued_on": licence.issued_on}
    return known | ({"first": cycle.first, "last": cycle.last} if cycle else {})
