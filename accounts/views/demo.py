"""/demo/mails/: the mails of a demo, for the person who runs it on their own machine."""

from ipaddress import ip_address

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.demo_mail import read_mails


@require_safe
def demo_mails(request: HttpRequest) -> HttpResponse:
    if not (settings.DEMO and from_this_machine(request)):
        raise Http404
    return render(request, "accounts/demo_mails.html", {"mails": read_mails(settings.DEMO_MAILS)})


def from_this_machine(request: HttpRequest) -> bool:
    """A proxy on this machine would look like this machine, but says for whom it asks."""
    if "X-Forwarded-For" in request.headers or "Forwarded" in request.headers:
        return False
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
