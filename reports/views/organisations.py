"""/cms/registrar/organizations/: employers, who speaks for each, and the keys of their software."""

from typing import cast

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Grant, Organisation, Role, User
from certificates import api_keys
from certificates.models import ApiKey
from reports.policy import require_keeper
from reports.registrar_forms import OrganisationForm, WithdrawKeyForm


@require_http_methods(["GET", "HEAD", "POST"])
def organisations(request: HttpRequest) -> HttpResponse:
    """All of them, and a form for a new one."""
    require_keeper(request)
    form = OrganisationForm(request.POST or None)
    if form.is_valid():
        made = form.kept(by=cast(User, request.user))
        messages.success(request, f"{made.name} is set up. Give its speaker the role of employer next.")
        return redirect("registrar_organisation", made.pk)
    found = Organisation.objects.annotate(
        staff=Count("invitations", filter=Q(invitations__ended_at=None), distinct=True),
        keys=Count("api_keys", filter=Q(api_keys__withdrawn_at=None), distinct=True),
    )
    return render(request, "reports/cms/organisations.html", {"form": form, "organisations": found})


@require_safe
def organisation(request: HttpRequest, pk: int) -> HttpResponse:
    """One: who speaks for it, how many staff are listed, which keys are in use. Not what its staff share."""
    require_keeper(request)
    found = get_object_or_404(
        Organisation.objects.annotate(
            staff=Count("invitations", filter=Q(invitations__ended_at=None), distinct=True)
        ),
        pk=pk,
    )
    scope = f"organisation:{found.public_id}"
    grants = Grant.objects.live().filter(role=Role.EMPLOYER, scope=scope)
    context = {
        "organisation": found,
        "scope": scope,
        "grants": grants.select_related("person", "granted_by"),
        "keys": ApiKey.objects.filter(organisation=found).select_related("made_by", "withdrawn_by"),
    }
    return render(request, "reports/cms/organisation.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_key(request: HttpRequest, pk: int) -> HttpResponse:
    """First what it means; then, with a reason, the key opens nothing any more."""
    require_keeper(request)
    key = get_object_or_404(ApiKey.objects.select_related("organisation", "made_by"), pk=pk)
    form = WithdrawKeyForm(request.POST or None)
    if form.is_valid():
        api_keys.withdraw_as_keeper(key, by=cast(User, request.user), reason=form.cleaned_data["reason"])
        messages.success(request, f"{key.name} is withdrawn. It opens nothing any more.")
        return redirect("registrar_organisation", key.organisation_id)
    return render(request, "reports/cms/key_withdraw.html", {"key": key, "form": form})
