"""Where a holder decides what others see of a certificate."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.models import ProfessionalLicence, User
from certificates.disclosing import NotInName, disclose
from certificates.forms import DisclosureForm
from certificates.matching import family_name
from certificates.models import Certificate


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def choose(request: HttpRequest, public_id) -> HttpResponse:
    own = Certificate.objects.visible_to(request.user).select_related("disclosure")
    certificate = get_object_or_404(own, public_id=public_id)
    licences = ProfessionalLicence.objects.visible_to(request.user)
    form = DisclosureForm(request.POST or None, initial=chosen(certificate), licences=licences)
    if form.is_valid():
        try:
            disclose(certificate, by=cast(User, request.user), **form.cleaned_data)
        except NotInName:
            form.add_error("family_name", f"Type it as it stands on the certificate: {certificate.name}.")
        else:
            messages.success(request, "Saved. It counts from now on.")
            return redirect("certificates:show", public_id)
    crumbs = [
        {"title": "Certificates", "url": reverse("certificates:mine")},
        {"title": certificate.serial, "url": reverse("certificates:show", args=[public_id])},
        {"title": "What others see"},
    ]
    context = {"certificate": certificate, "form": form, "crumbs": crumbs}
    return render(request, "certificates/disclosure.html", context, status=400 if form.errors else 200)


def chosen(certificate: Certificate) -> dict:
    """What the form shows at first. Open, when nothing was chosen yet."""
    now = getattr(certificate, "disclosure", None)
    guess = family_name(certificate.name)
    if now is None:
        return {"confirm_only": "", "family_name": guess}
    return {
        "confirm_only": "1" if now.confirm_only else "",
        "family_name": now.family_name or guess,
        "licence": now.licence_id,
    }
