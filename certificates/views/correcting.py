"""Where holders mend the name on a certificate, in one step, for thirty days."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.models import User
from certificates.forms import NameForm
from certificates.issuing import NotCurrent, NotGenuine, correct
from certificates.models import Certificate
from certificates.policy import can


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def name(request: HttpRequest, public_id) -> HttpResponse:
    certificate = get_object_or_404(Certificate.objects.visible_to(request.user), public_id=public_id)
    allowed = can(request.user, "correct", certificate) and certificate.events.latest("sequence").stands
    form = NameForm(request.POST or None, initial={"name": certificate.name}, printed=certificate.name)
    if allowed and form.is_valid():
        try:
            new = correct(
                certificate,
                by=cast(User, request.user),
                name=form.cleaned_data["name"],
                reason="by the holder",
            )
        except (NotCurrent, NotGenuine):  # mended or revoked a moment ago, or its page says more
            return redirect("certificates:show", public_id)
        messages.success(request, "Done. This is the certificate that counts from now on.")
        return redirect("certificates:show", new.public_id)
    crumbs = [
        {"title": "Certificates", "url": reverse("certificates:mine")},
        {"title": certificate.serial, "url": reverse("certificates:show", args=[public_id])},
        {"title": "Correct the name"},
    ]
    context = {"certificate": certificate, "form": form, "crumbs": crumbs, "allowed": allowed}
    status = 400 if form.errors else 200
    return render(request, "certificates/correct.html", context, status=status)
