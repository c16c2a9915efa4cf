"""Which places beside a learner's own the head of every page names: the team board, the CMS.

A sign, never the lock: each door asks policy.py again. It's kept in the session, since the head stands on pages that
may not afford a statement for it; signing in, My learning and Account bring it up to date.
"""

from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest

from .models import Role, User
from .policy import CMS, roles_anywhere

KEY = "doorsigns"
PLACES = {"team": frozenset({Role.EMPLOYER}), "cms": CMS}


def doorsigns(roles: frozenset[Role]) -> list[str]:
    return [place for place, behind in PLACES.items() if roles & behind]


def put_up(request: HttpRequest, roles: frozenset[Role]) -> list[str]:
    """Name in a person's session what their roles open now. Returns the names."""
    signs = doorsigns(roles)
    if request.session.get(KEY) != signs:
        request.session[KEY] = signs
    return signs


def at_sign_in(sender: type, request: HttpRequest | None, user: User, **kwargs) -> None:
    if request is not None and hasattr(request, "session"):
        request.session[KEY] = doorsigns(roles_anywhere(user))


def connect() -> None:
    user_logged_in.connect(at_sign_in, dispatch_uid="accounts.doorsigns")
