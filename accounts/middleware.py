"""The door to the pages of staff: a role that is live now, and a second factor."""

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from .policy import may_open_cms

STAFF_PAGES = ("/cms/",)
ASKED = "Your role can change what others learn, so it needs a second step at sign-in. Set one up to go on."


class SecondFactorMiddleware:
    """Nobody gets past with a role that has ended, whatever Wagtail's groups still say.

    Visitors go on to the sign-in page; people without such a role are refused; staff without a second
    factor are sent to set one up. Signing out stays open.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(STAFF_PAGES) or request.user.is_anonymous:
            return self.get_response(request)
        if request.path == reverse("wagtailadmin_logout"):
            return self.get_response(request)
        if not may_open_cms(request.user):
            raise PermissionDenied
        if not has_second_factor(request.user):
            messages.warning(request, ASKED)
            return redirect("mfa_index")
        return self.get_response(request)


def has_second_factor(user) -> bool:
    """Recovery codes alone are none: they are the way back, not the way in."""
    return is_mfa_enabled(user, [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN])
