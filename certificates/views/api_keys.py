"""Where those who speak for an organisation make its keys and withdraw them."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import Organisation, User
from certificates.api_keys import TooManyKeys, make_api_key, withdraw_api_key
from certificates.forms import ApiKeyForm
from certificates.models import ApiKey


def led(request: HttpRequest, public_id) -> Organisation:
    return get_object_or_404(Organisation.objects.led_by(request.user), public_id=public_id)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def keys(request: HttpRequest, public_id) -> HttpResponse:
    """The keys, and the text of a new one: this once, and on no other page."""
    organisation = led(request, public_id)
    form, text = ApiKeyForm(request.POST or None), ""
    if form.is_valid():
        try:
            _, text = make_api_key(organisation, by=cast(User, request.user), **form.cleaned_data)
            form = ApiKeyForm()
        except TooManyKeys as error:
            form.add_error(None, str(error))
    context = {
        "organisation": organisation,
        "form": form,
        "text": text,
        "keys": ApiKey.objects.filter(organisation=organisation).select_related("made_by"),
        "crumbs": crumbs(organisation, "Keys"),
    }
    return render(request, "certificates/api_keys.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def withdraw(request: HttpRequest, public_id, prefix: str) -> HttpResponse:
    """Ask once more, then end it."""
    own = ApiKey.objects.visible_to(request.user).select_related("organisation")
    key = get_object_or_404(own, organisation__public_id=public_id, prefix=prefix)
    if request.method == "POST":
        withdraw_api_key(key, by=cast(User, request.user))
        messages.success(request, f"{key.name} is withdrawn. It opens nothing any more.")
        return redirect("certificates:api_keys", public_id)
    context = {"key": key, "crumbs": crumbs(key.organisation, "Withdraw a key")}
    return render(request, "certificates/api_key_withdraw.html", context)


def crumbs(organisation: Organisation, title: str) -> list[dict[str, str]]:
    return [
        {"title": "Teams", "url": reverse("reports:teams")},
        {"title": organisation.name, "url": reverse("reports:board", args=[organisation.public_id])},
        {"title": title},
    ]
