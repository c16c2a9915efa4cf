import pytest

from accounts import consenting, inviting
from accounts.models import Answer, AuditEvent, Invitation, Membership
from tests.factories.accounts import OrganisationFactory, UserFactory
from tests.factories.teams import invited, sharing

pytestmark = pytest.mark.django_db


def answers(invitation):
    return list(invitation.consents.values_list("sequence", "answer"))


def test_every_answer_is_kept_and_the_latest_counts():
    invitation = sharing()

    consenting.answer(invitation, invitation.person, Answer.WITHDRAWN)
    assert not Invitation.objects.sharing().exists()
    consenting.answer(invitation, invitation.person, Answer.SHARED)

    assert answers(invitation) == [(1, "shared"), (2, "withdrawn"), (3, "shared")]
    assert Invitation.objects.sharing().get() == invitation


def test_the_same_answer_twice_is_one():
    invitation = sharing()

    consenting.answer(invitation, invitation.person, Answer.SHARED)

    assert answers(invitation) == [(1, "shared")]


def test_nothing_can_be_withdrawn_that_was_not_shared():
    invitation = invited()

    with pytest.raises(consenting.Closed):
        consenting.answer(invitation, UserFactory(), Answer.WITHDRAWN)


def test_an_invitation_belongs_to_whoever_answered_it():
    invitation = sharing()

    with pytest.raises(PermissionError):
        consenting.answer(invitation, UserFactory(), Answer.DECLINED)


def test_sharing_makes_somebody_a_member_and_says_so_in_the_log():
    invitation = sharing()

    assert Membership.objects.get(left_at=None).person == invitation.person
    assert AuditEvent.objects.filter(action="sharing shared", actor=invitation.person).count() == 1


def test_who_was_taken_off_shares_nothing_and_cannot_share_again():
    invitation = sharing()

    inviting.end(invitation, by=invitation.invited_by)

    assert not Invitation.objects.sharing().exists()
    assert not Membership.objects.filter(left_at=None).exists()
    consenting.answer(invitation, invitation.person, Answer.WITHDRAWN)
    with pytest.raises(consenting.Closed):
        consenting.answer(invitation, invitation.person, Answer.SHARED)


def test_one_person_answers_an_employer_once():
    organisation, person = OrganisationFactory(), UserFactory()
    first, second = invited(organisation, person), invited(organisation)
    consenting.answer(first, person, Answer.DECLINED)

    with pytest.raises(consenting.SharedAlready):
        consenting.answer(second, person, Answer.SHARED)


def test_a_deactivated_person_shares_nothing():
    invitation = sharing()
    invitation.person.is_active = False
    invitation.person.save()

    assert not Invitation.objects.sharing().exists()


def test_only_a_confirmed_address_opens_an_invitation():
    claimed = UserFactory(confirmed=False)
    invitation = invited(person=claimed)

    assert not Invitation.objects.visible_to(claimed).exists()
    claimed.emailaddress_set.update(verified=True)
    assert Invitation.objects.visible_to(claimed).get() == invitation


def test_whoever_changed_their_address_can_still_withdraw():
    invitation = sharing()
    invitation.person.emailaddress_set.update(email="new@example.com")

    assert Invitation.objects.visible_to(invitation.person).get() == invitation
