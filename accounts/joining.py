"""Signing up with a password: nobody learns from it whether an address already has an account.

A person is let in at once, so an address that is taken cannot simply be refused. A second account is made that
only claims the address: it looks and works like any new one, but only a code sent to the address confirms it,
and the address's owner is told instead of being sent a code.
"""

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest

from .models import User


def whose(request: HttpRequest, address: str, password: str) -> User | None:
    """Whose account both belong to: signing up twice with the right password is signing in.

    A wrong guess counts as one at the sign-in page does. Unknown addresses cost nothing but the same time.
    """
    adapter = get_adapter(request)
    try:
        user = adapter.authenticate(request, email=address, password=password)
    except ValidationError:  # too many wrong guesses: sign-up goes on as if the address were new
        return None
    if user is None and not EmailAddress.objects.filter(email=address).exists():
        adapter._rollback_login_failed_rl_usage()
    return user


@transaction.atomic
def join(user: User, address: str) -> User:
    """Save a new person, who holds the address if it is free and claims it otherwise."""
    user.email = address
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError:
        user.email = None
        user.save()
    EmailAddress.objects.create(user=user, email=address, primary=True, verified=False)
    return user


@transaction.atomic
def claim(user: User, address: str) -> None:
    """Change the address of a person who has confirmed none. Raises ValueError when they have."""
    if EmailAddress.objects.filter(user=user, verified=True).exists():
        raise ValueError("a confirmed address is changed by confirming another")
    EmailAddress.objects.filter(user=user).delete()
    join(user, address.lower())
