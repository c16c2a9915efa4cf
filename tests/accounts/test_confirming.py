import pytest
from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction

from accounts.confirming import address_of, confirm, email_is_verified, somebody_else_confirmed
from accounts.models import User
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def claimant(address: str) -> User:
    """Somebody who signed up with an address that another account already holds."""
    user = User.objects.create(email=None)
    EmailAddress.objects.create(user=user, email=address, primary=True)
    return user


def test_an_address_counts_once_it_is_confirmed():
    user = UserFactory(confirmed=False)
    assert not email_is_verified(user)

    confirm(user)

    assert email_is_verified(user)


def test_the_first_to_confirm_an_address_takes_it_from_those_who_only_claimed_it():
    squatter = UserFactory(email="sam@example.com", confirmed=False)
    owner = claimant("sam@example.com")

    confirm(owner)

    squatter.refresh_from_db()
    owner.refresh_from_db()
    assert (owner.email, squatter.email) == ("sam@example.com", None)
    assert email_is_verified(owner)
    assert not email_is_verified(squatter)
    assert somebody_else_confirmed("Sam@example.com", squatter)


def test_a_confirmed_address_cannot_be_taken():
    owner = UserFactory(email="sam@example.com")
    late = claimant("sam@example.com")

    with pytest.raises(IntegrityError), transaction.atomic():
        confirm(late)

    owner.refresh_from_db()
    assert owner.email == "sam@example.com"
    assert not email_is_verified(late)


def test_a_claimed_address_is_still_the_one_we_show():
    UserFactory(email="sam@example.com")

    assert address_of(claimant("sam@example.com")) == "sam@example.com"
    assert address_of(User.objects.create(email=None)) == ""
