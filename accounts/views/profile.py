"""/account/: who a person is to us, what they hold, and how they get in."""

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from accounts import doorsigns, licensing
from accounts.confirming import address_of, email_is_verified
from accounts.forms import LicenceForm, ProfileForm
from accounts.models import Membership, Organisation, ProfessionalLicence, Role, User
from accounts.policy import CMS, STAFF, roles_anywhere


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request) -> HttpResponse:
    form = ProfileForm(request.POST or None, instance=request.user)
    if form.is_valid():
        form.instance.save(update_fields=["name", "time_zone"])
        messages.success(request, "Saved.")
        return redirect("accounts:profile")
    if form.is_bound:  # it failed, and has changed the person in memory: ask the database who they are
        request.user.refresh_from_db()
    roles = roles_anywhere(request.user)
    doorsigns.put_up(request, roles)
    return render(request, "accounts/profile.html", facts(request.user, roles) | {"form": form})


def facts(user: User, roles: frozenset[Role]) -> dict:
    memberships = list(Membership.objects.visible_to(user).select_related("organisation"))
    employer_of = list(Organisation.objects.led_by(user))
    works_at = {membership.organisation_id for membership in memberships}
    return {
        "address": address_of(user),
        "confirmed": email_is_verified(user),
        "licences": ProfessionalLicence.objects.visible_to(user),
        "memberships": memberships,
        "employer_of": employer_of,
        "employer_only": [each for each in employer_of if each.pk not in works_at],
        "second_factor": is_mfa_enabled(user, [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]),
        "staff": bool(roles & STAFF),
        "may_open_cms": bool(roles & CMS),
    }


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add_licence(request) -> HttpResponse:
    form = LicenceForm(request.POST or None, instance=ProfessionalLicence(holder=request.user))
    if form.is_valid():
        licensing.add_licence(request.user, form.cleaned_data["jurisdiction"], form.cleaned_data["number"])
        messages.success(request, "Your license is listed.")
        return redirect("accounts:profile")
    return render(request, "accounts/licence_form.html", {"form": form})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def remove_licence(request, pk: int) -> HttpResponse:
    licence = get_object_or_404(ProfessionalLicence.objects.visible_to(request.user), pk=pk)
    if request.method == "POST":
        licensing.remove_licence(licence, by=request.user)
        messages.success(request, "The license is off your list.")
        return redirect("accounts:profile")
    return render(request, "accounts/licence_remove.html", {"licence": licence})
