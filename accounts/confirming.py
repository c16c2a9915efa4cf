"""Whose is an e-mail address? Theirs who typed the six digits that we sent to it."""

from allauth.account.models import EmailAddress
from django.db import transaction

from .models import User


def address_of(user: User) -> str:
    """The address a person gave us, confirmed or not. Empty when they never gave one."""
    if user.email:
        return user.email
    given = EmailAddress.objects.filter(user=user).order_by("-primary", "pk").first()
    return given.email if given else ""


def email_is_verified(user: User) -> bool:
    """Whether a person has shown that the address is theirs. Needed before the first graded attempt."""
    return EmailAddress.objects.filter(user_id=user.pk, verified=True).exists()


def whose(address: str) -> User | None:
    """Who has shown that an address is theirs. None for nobody, and for who was deactivated."""
    confirmed = EmailAddress.objects.filter(email=address.lower(), verified=True, user__is_active=True)
    found = confirmed.select_related("user").first()
    return found.user if found else None


def somebody_else_confirmed(address: str, user: User) -> bool:
    return EmailAddress.objects.filter(email=address.lower(), verified=True).exclude(user=user).exists()


@transaction.atomic
def confirm(user: User, address: str = "") -> EmailAddress:
    """Record that the address is this person's. Accounts that only claimed it lose it.

    Raises django.db.IntegrityError when another account has confirmed it.
    """
    address = (address or address_of(user)).lower()
    release(address, keeper=user)
    confirmed, _ = EmailAddress.objects.update_or_create(
        user=user, email=address, defaults={"verified": True, "primary": True}
    )
    if user.email != address:
        user.email = address
        user.save(update_fields=["email"])
    return confirmed


def release(address: str, *, keeper: User) -> None:
    """Take an address from every account that never confirmed it, so that its keeper can hold it."""
    User.objects.filter(email__iexact=address).exclude(pk=keeper.pk).update(email=None)
