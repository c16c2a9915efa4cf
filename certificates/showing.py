"""The page of a certificate, as visitors see it, from parts that are kept in memory.

The record is read and its seal checked at each request. What is kept is only the page of an answer: whoever
gets the same answer under the same code gets the same page, but for what stands in its slots.
"""

from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.urls import reverse

from courses.slots import Parts, filled, slot, split

from .codes import grouped
from .forms import ConfirmForm
from .printing import us_date
from .verifying import Verified


def for_visitors(answer: Verified, code: str, at: datetime, token: Callable[[], str]) -> bytes:
    """The page. `at` is now, in UTC; `token` is asked for one against forgery when the page has a form."""
    parts = page(answer, code, settings.PUBLIC_URL, tuple(settings.PROVIDER.items()))
    slots = {name: value.encode() for name, value in checked(at).items()}
    if any(name == "csrf" for _, name in parts):
        slots["csrf"] = token().encode()
    return filled(parts, slots)


def context(answer: Verified, code: str) -> dict[str, Any]:
    """What the page of a record says of it, whoever reads it."""
    return {
        "verified": answer,
        "code": grouped(code),
        "plain_code": code,
        "card": settings.PUBLIC_URL + reverse("certificates:card", args=[code]),
    }


def checked(at: datetime) -> dict[str, str]:
    """When it was checked, for machines and for people."""
    return {"checked_at": at.isoformat(timespec="seconds"), "checked": f"{us_date(at)}, {at:%H:%M} UTC"}


@lru_cache(maxsize=512)  # about 20 KB each
def page(answer: Verified, code: str, public_url: str, provider: tuple[tuple[str, str], ...]) -> Parts:
    """The page of an answer with its slots. The last two are what of the settings stands on it."""
    here = {
        "request": SimpleNamespace(path=reverse("certificates:verified", args=[code])),
        "user": AnonymousUser(),
        "csrf_token": slot("csrf"),
        "public_url": public_url,
        "provider": dict(provider),
        "demo": settings.DEMO,
        "form": ConfirmForm(),
        "matches": None,
        "checked_at": slot("checked_at"),
        "checked": slot("checked"),
    }
    return split(render_to_string("certificates/verified.html", context(answer, code) | here))
