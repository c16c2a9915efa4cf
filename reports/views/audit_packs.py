"""/audit-pack/: what a board asks for when it audits a renewal, to take along."""

from contextlib import suppress
from datetime import date
from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.auditing import audit
from accounts.models import ProfessionalLicence, User
from reports import audit_pack as packs
from reports import packing
from reports.forms import AuditPackForm
from reports.renewals import current_cycle

from .renewing import today_of


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def audit_pack(request: HttpRequest) -> HttpResponseBase:
    """Choose a license and a period; the button makes the pack."""
    person = cast(User, request.user)
    own = ProfessionalLicence.objects.visible_to(person).prefetch_related("cycles")
    form = AuditPackForm(request.POST or None, own=own, initial=begun(request, own, today_of(person)))
    if form.is_valid():
        given = form.cleaned_data
        pack = packs.gathered(person, given["licence"], given["first"], given["last"], timezone.now())
        if pack.courses or pack.elsewhere:
            return handed_out(person, pack)
        form.add_error("first", "Nothing was completed between these days. Check them against your cycle.")
    return render(request, "reports/audit_pack.html", {"form": form})


def begun(request: HttpRequest, own, today: date) -> dict:
    """The cycle of the license that was asked for, or of the only one; else this year and the last."""
    licences = list(own)
    chosen = licences[0] if len(licences) == 1 else None
    with suppress(ValueError):
        wanted = int(request.GET.get("licence", ""))
        chosen = next((licence for licence in licences if licence.pk == wanted), chosen)
    cycle = current_cycle(chosen.cycles.all(), today) if chosen else None
    if chosen and cycle:
        return {"licence": chosen.pk, "first": cycle.first, "last": cycle.last}
    return {
        "licence": chosen.pk if chosen else None, "first": date(today.year - 1, 1, 1), "last": today
    }  # fmt: skip


def handed_out(person: User, pack: packs.Pack) -> StreamingHttpResponse:
    period = {"first": pack.first.isoformat(), "last": pack.last.isoformat()}
    audit(person, "audit pack made", pack.licence or person, courses=len(pack.courses), **period)
    return packing.sent(packs.entries(pack), pack.made_at, pack.name)
