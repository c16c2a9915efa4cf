"""Employers and whom they asked."""

from datetime import date

from accounts import consenting, inviting, licensing
from accounts.invitees import Invitee
from accounts.models import Answer, Invitation, Organisation, Role, User
from tests.factories.accounts import LicenceFactory, OrganisationFactory, UserFactory, person_with


def leader_of(organisation: Organisation, **fields) -> User:
    return person_with(Role.EMPLOYER, second_factor=False, scope=organisation.scope, **fields)


def invited(organisation: Organisation | None = None, person: User | None = None) -> Invitation:
    """Somebody with an account, asked by an employer."""
    organisation, person = organisation or OrganisationFactory(), person or UserFactory()
    by = leader_of(organisation)
    (invitation,) = inviting.invite(organisation, [Invitee(person.email, person.name)], by=by)
    return invitation


def sharing(organisation: Organisation | None = None, *, renews: date | None = None, **fields) -> Invitation:
    """Somebody who shares, with a license in Texas if they renew."""
    person = UserFactory(**fields)
    invitation = invited(organisation, person)
    if renews:
        licence = LicenceFactory(holder=person, jurisdiction="TX")
        licensing.set_cycle(licence, renews.replace(year=renews.year - 2), renews)
    consenting.answer(invitation, person, Answer.SHARED)
    invitation.refresh_from_db()
    return invitation
