"""/my-data/: all that we keep about a person, to take away."""

from typing import cast

from allauth.account.decorators import reauthentication_required
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from accounts.models import User
from reports import personal_data

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
