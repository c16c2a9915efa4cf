"""People and what they hold. A person has confirmed their address unless `confirmed=False`."""

from datetime import timedelta

import factory
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.utils import timezone
from factory.django import DjangoModelFactory

from accounts.granting import grant
from accounts.models import Mail, Membership, Organisation, ProfessionalLicence, Role, User

PASSWORD = "a-long-enough-password"


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"person{n}@example.com")
    name = factory.Sequence(lambda n: f"Person {n}")

    @classmethod
    def _create(cls, model_class, *args, confirmed=True, password=PASSWORD, **fields):
        user = model_class.objects.create_user(*args, password=password, **fields)
        if user.email:
            EmailAddress.objects.create(user=user, email=user.email, verified=confirmed, primary=True)
        return user


class OrganisationFactory(DjangoModelFactory):
    class Meta:
        model = Organisation

    name = factory.Sequence(lambda n: f"Clinic {n}")


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    organisation = factory.SubFactory(OrganisationFactory)
    person = factory.SubFactory(UserFactory)


class LicenceFactory(DjangoModelFactory):
    class Meta:
        model = ProfessionalLicence

    holder = factory.SubFactory(UserFactory)
    jurisdiction = "TX"
    number = factory.Sequence(lambda n: f"MT{n:06}")


class MailFactory(DjangoModelFactory):
    class Meta:
        model = Mail

    recipient = factory.SubFactory(UserFactory)
    kind = "accounts/example"
    about = factory.Sequence(lambda n: f"accounts.User:{n}")

    class Params:
        lost = factory.Trait(handed_over_at=factory.LazyFunction(lambda: timezone.now() - timedelta(hours=1)))


def person_with(role: Role | str, *, second_factor: bool = True, scope: str = "", **fields) -> User:
    """Somebody who holds a role. Staff have a second factor unless `second_factor=False`."""
    person = UserFactory(**fields)
    grant(person, role, by=None, reason="for a test", scope=scope)
    if second_factor:
        add_second_factor(person)
    return person


def add_second_factor(person: User) -> Authenticator:
    """An authenticator app, with an encrypted secret as in real life."""
    return TOTP.activate(person, generate_totp_secret()).instance
