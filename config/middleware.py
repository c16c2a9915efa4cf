"""Request ids, the admin's policy, and no shared caching."""

import re
import secrets

from django.conf import settings
from django.views.decorators.csp import csp_override

from accounts.request_ids import current_request_id

POLICY = "Content-Security-Policy"
SAFE_ID = re.compile(r"[A-Za-z0-9-]{8,64}")


class RequestIdMiddleware:
    """Give each request an id that appears in its log lines, its response and its error page.

    An id from outside is taken only behind a trusted proxy and only in a safe shape.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        given = request.headers.get("X-Request-Id", "") if settings.TRUSTED_PROXY_COUNT else ""
        request.id = given if SAFE_ID.fullmatch(given) else secrets.token_hex(8)
        token = current_request_id.set(request.id)
        try:
            response = self.get_response(request)
        finally:
            current_request_id.reset(token)
        response["X-Request-Id"] = request.id
        return response


class AdminPolicyMiddleware:
    """Wagtail's admin needs inline styles. Nothing else does, and scripts stay strict there too.

    A preview comes with the policy of the page that it shows, nonce and all; only the editor may frame it.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.path.startswith("/cms/"):
            csp_override(settings.SECURE_CSP_CMS)(lambda request: response)(request)
            if own := response.get(POLICY):
                response[POLICY] = own.replace("frame-ancestors 'none'", "frame-ancestors 'self'")
        return response


class PrivateByDefaultMiddleware:
    """What a page says of one person reaches nobody else: no cache keeps it unless a view says so."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response
