"""Wagtail brings two sign-in pages of its own. Both lead to the one that knows second factors and rate limits."""

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from accounts.policy import may_open_cms


@require_safe
def cms_login(request: HttpRequest) -> HttpResponse:
    """Wagtail sends here whoever may not enter. Signed in means: not theirs to open (403), not once more."""
    if request.user.is_authenticated and not may_open_cms(request.user):
        raise PermissionDenied
    return redirect_to_login(request.GET.get("next") or "/cms/", "account_login")


@require_safe
def front_login(request: HttpRequest) -> HttpResponse:
    return redirect_to_login(request.GET.get("next") or "/", "account_login")
