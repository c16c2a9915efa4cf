"""What every template knows."""

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict:
    return {
        "provider": settings.PROVIDER,
        "public_url": settings.PUBLIC_URL,
        "demo": settings.DEMO,
        "request_id": getattr(request, "id", ""),
    }
