"""/cms/registrar/organizations/: employers, who speaks for each, and the keys of their software."""

from typing import cast

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from accounts import granting
from accounts.models import Grant, Organisation, Role, User
from certificates import api_keys
from certificates.models import ApiKey
from reports.policy import require_keeper
from reports.registrar_forms import OrganisationForm, ReasonForm, SpeakerForm


@require_http_methods(["GET", "HEAD", "POST"])
def organisations(request: HttpRequest) -> HttpResponse:
    """All of them, and a form for a new one."""
    require_keeper(request)
    form = OrganisationForm(request.POST or None)
    if form.is_valid():
        made = form.kept(by=cast(User, request.user))
        messages.success(request, f"{made.name} is set up. Say next who speaks for it.")
        return redirect("registrar_organisation", made.pk)
    found = Organisation.objects.annotate(
        staff=Count("invitations", filter=Q(invitations__ended_at=None), distinct=True),
        keys=Count("api_keys", filter=Q(api_keys__withdrawn_at=None), distinct=True),
    )
    return render(request, "reports/cms/organisations.html", {"form": form, "organisations": found})


@require_http_methods(["GET", "HEAD", "POST"])
def organisation(request: HttpRequest, pk: int) -> HttpResponse:
    """One: who speaks for it, how many staff are listed, which keys are in use. Not what its staff share.

    Posting lets somebody speak for it.
    """
    require_keeper(request)
    found = get_object_or_404(
        Organisation.objects.annotate(
            staff=Count("invitations", filter=Q(invitations__ended_at=None), distinct=True)
        ),
        pk=pk,
    )
    form = SpeakerForm(request.POST or None, by=cast(User, request.user))
    if form.is_valid():
        person = form.kept(found)
        messages.success(request, f"{person} speaks for {found.name}. They open its board under “Team”.")
        return redirect("registrar_organisation", found.pk)
    context = {
        "organisation": found,
        "form": form,
        "grants": speakers().filter(scope=found.scope),
        "keys": ApiKey.objects.filter(organisation=found).select_related("made_by", "withdrawn_by"),
    }
    return render(request, "reports/cms/organisation.html", context)


def speakers() -> QuerySet[Grant]:
    grants = Grant.objects.live().filter(role=Role.EMPLOYER, scope__startswith="organisation:")
    return grants.select_related("person", "granted_by")


@require_http_methods(["GET", "HEAD", "POST"])
def end_speaker(request: HttpRequest, pk: int) -> HttpResponse:
    """First what it means; then, with a reason, somebody speaks for an employer no longer."""
    require_keeper(request)
    given = get_object_or_404(speakers(), pk=pk)
    found = get_object_or_404(Organisation.objects.named_by(given.scope))
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            granting.revoke(given, by=cast(User, request.user), reason=form.cleaned_data["reason"])
        except granting.NotYourself:
            messages.error(request, "You can't take a role from yourself. Ask another registrar.")
        else:
            messages.success(request, f"{given.person} no longer speaks for {found.name}.")
        return redirect("registrar_organisation", found.pk)
    context = {"grant": given, "organisation": found, "form": form}
    return render(request, "reports/cms/speaker_end.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_key(request: HttpRequest, pk: int) -> HttpResponse:
    """First what it means; then, with a reason, the key opens nothing any more."""
    require_keeper(request)
    key = get_object_or_404(ApiKey.objects.select_related("organisation", "made_by"), pk=pk)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        api_keys.withdraw_as_keeper(key, by=cast(User, request.user), reason=form.cleaned_data["reason"])
        messages.success(request, f"{key.name} is withdrawn. It opens nothing any more.")
        return redirect("registrar_organisation", key.organisation_id)
    return render(request, "reports/cms/key_withdraw.html", {"key": key, "form": form})
