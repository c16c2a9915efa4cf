"""Recognising who sends a request from a row that was fetched anyway, as Django would from one of its own."""

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from .models import User

# The columns of a person, in the order in which `person_of` takes them.
COLUMNS = [field.attname for field in User._meta.concrete_fields]


def claimed_id(request: HttpRequest) -> int | None:
    """Whom the session names; None for a visitor. Proves nothing: `recognise` does."""
    if hasattr(request, "_cached_user"):
        return request.user.pk
    named = request.session.get(SESSION_KEY)
    return int(named) if named else None


def person_of(row: tuple) -> User:
    return User.from_db("default", COLUMNS, row)


def recognise(request: HttpRequest, person: User) -> bool:
    """Whether `person` sent the request. Asks no further statement of somebody whose session is in order.

    What is unusual is left to `request.user`, which also knows older secrets and ends sessions that are no good.
    """
    if not hasattr(request, "_cached_user") and is_session_of(request, person):
        request._cached_user = person  # type: ignore[attr-defined]  # where Django's middleware looks first
    return request.user.pk == person.pk


def is_session_of(request: HttpRequest, person: User) -> bool:
    """Whether the session was made with the person's present password and may still be used."""
    session = request.session
    if session.get(BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS or not person.is_active:
        return False
    return constant_time_compare(session.get(HASH_SESSION_KEY, ""), person.get_session_auth_hash())
