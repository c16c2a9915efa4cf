"""/my-data/: all that we keep about a person, to take away; and to have it erased."""

from typing import cast

from allauth.account.decorators import reauthentication_required
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from accounts.models import User
from reports import erasing, personal_data
from reports.forms import EraseForm

from .transcripts import attached


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@reauthentication_required
def my_data(request: HttpRequest) -> HttpResponse:
    """What is in the file and what isn't; its button makes it. Only for who has just shown that it is them."""
    if request.method == "POST":
        content = personal_data.export(cast(User, request.user))
        return attached(content, "application/zip", "fascia-my-data.zip")
    return render(request, "reports/my_data.html")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@reauthentication_required
def erase(request: HttpRequest) -> HttpResponse:
    """What goes, what stays, until when and why; then, once it was understood, it is done."""
    person = cast(User, request.user)
    form = EraseForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            erasing.erase(person, by=person)
        except erasing.Refused:
            pass  # the page says why
        else:
            logout(request)
            return render(request, "reports/erased.html")
    known = {"foretold": erasing.foretold(person), "form": form}
    return render(request, "reports/erase.html", known)
