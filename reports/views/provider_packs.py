"""/cms/provider-pack/: what an accreditor asks of a course, in one click, for the registrar."""

from typing import cast

from allauth.account.decorators import reauthentication_required
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.auditing import audit
from accounts.models import User
from reports import packing
from reports import provider_pack as packs
from reports.policy import can, require_keeper
from reports.roster_forms import ProviderPackForm


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def provider_pack(request: HttpRequest) -> HttpResponseBase:
    """Refused before anything is asked: only a registrar is asked to show again that it is them."""
    require_keeper(request)
    return chosen(request)


@reauthentication_required
def chosen(request: HttpRequest) -> HttpResponseBase:
    """The form; sent, it answers with the pack."""
    person, today = cast(User, request.user), timezone.localdate()
    form = ProviderPackForm(
        request.POST or None, initial={"first": today.replace(month=1, day=1), "last": today}
    )
    if form.is_valid():
        given = form.cleaned_data
        if not can(person, "pack", given["course"]):
            raise PermissionDenied
        try:
            pack = packs.gathered(**given, at=timezone.now())
        except packs.TooMany as error:
            form.add_error("last", str(error))
        else:
            audit(
                person,
                "provider pack made",
                pack.course,
                accreditor=pack.accreditor,
                first=pack.first.isoformat(),
                last=pack.last.isoformat(),
                completions=len(pack.completions),
            )
            return packing.sent(packs.entries(pack), pack.made_at, pack.name)
    return render(request, "reports/cms/provider_pack.html", {"form": form})
