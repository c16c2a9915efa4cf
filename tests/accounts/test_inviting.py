from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from accounts import consenting, inviting
from accounts.invitees import Invitee
from accounts.models import Answer, Invitation, InvitationMail, Location
from tests.factories.accounts import OrganisationFactory, UserFactory
from tests.factories.teams import invited, leader_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def organisation():
    return OrganisationFactory(name="Riverside & Sons")


@pytest.fixture
def leader(organisation):
    return leader_of(organisation)


def test_asking_twice_leaves_those_who_are_listed(organisation, leader):
    ann, ben = Invitee("ann@example.com", "Ann", "North"), Invitee("ben@example.com", "Ben", "north")
    inviting.invite(organisation, [ann], by=leader)

    made = inviting.invite(organisation, [ann, ben], by=leader)

    assert [each.name for each in made] == ["Ben"]
    assert Location.objects.get().name == "North"
    assert Invitation.objects.filter(location__name="North").count() == 2


def test_a_mail_goes_out_once_and_links_to_the_page(organisation, leader):
    (invitation,) = inviting.invite(organisation, [Invitee("ann@example.com", "Ann")], by=leader)

    assert (inviting.mail_invitations(), inviting.mail_invitations()) == (1, 0)

    (sent,) = mail.outbox
    assert sent.subject == "Riverside & Sons asks to see where your license renewals stand"
    assert f"/sharing/{invitation.public_id}/" in sent.body


def test_a_mail_that_was_handed_over_is_not_sent_again(organisation, leader):
    inviting.invite(organisation, [Invitee("ann@example.com", "Ann")], by=leader)
    InvitationMail.objects.update(handed_over_at=timezone.now())

    assert inviting.mail_invitations() == 0


def test_who_has_not_answered_is_reminded_once_a_week(organisation, leader):
    silent, declined = invited(organisation), invited(organisation)
    consenting.answer(declined, UserFactory(), Answer.DECLINED)
    assert inviting.remind(organisation, by=leader) == 0  # they were asked today

    InvitationMail.objects.update(owed_at=timezone.now() - timedelta(days=8))

    assert (inviting.remind(organisation, by=leader), inviting.remind(organisation, by=leader)) == (1, 0)
    assert list(silent.mails.values_list("number", flat=True)) == [0, 1]


def test_nobody_is_reminded_for_ever(organisation, leader):
    invitation = invited(organisation)
    for _ in range(5):
        InvitationMail.objects.update(owed_at=timezone.now() - timedelta(days=8))
        inviting.remind(organisation, by=leader)

    assert invitation.mails.count() == 1 + inviting.MOST_REMINDERS
