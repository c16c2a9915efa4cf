"""The watch list: an employer hears of a revocation once, and only of who shares."""

import pytest
from django.core import mail as outbox
from django.utils import timezone

from accounts import consenting
from accounts.granting import revoke as take_back
from accounts.models import Answer, Grant, Mail, Role
from certificates.issuing import revoke
from reports import watching
from reports.watching import KIND, LOOKS_BACK, watch
from tests.factories.accounts import OrganisationFactory, person_with
from tests.factories.certificates import issued
from tests.factories.teams import leader_of, sharing

pytestmark = pytest.mark.django_db


@pytest.fixture
def shares(keys):
    """Somebody whose certificate was just revoked."""
    invitation = sharing(OrganisationFactory(name="Riverside"), name="Ann Able")
    certificate = issued("Ann Able", learner=invitation.person)
    registrar = person_with(Role.REGISTRAR)
    revoke(certificate, by=registrar, public_reason="Issued in error", private_reason="x")
    return invitation


def told() -> list[str]:
    return list(Mail.objects.filter(kind=KIND).values_list("recipient__email", flat=True))


def test_who_speaks_for_the_employer_is_told_once(shares):
    leader = leader_of(shares.organisation)
    others = leader_of(OrganisationFactory())

    watch()
    watch()

    assert told().count(leader.email) == 1
    assert others.email not in told()
    [message] = [message for message in outbox.outbox if message.to == [leader.email]]
    assert message.subject == "A certificate of Ann Able was revoked"
    assert f"/teams/{shares.organisation.public_id}/" in message.body
    assert "Science" not in message.body  # which course is not shared


def test_nobody_is_told_of_who_shares_no_more(shares):
    leader = leader_of(shares.organisation)
    consenting.answer(shares, shares.person, Answer.WITHDRAWN)

    watch()

    assert leader.email not in told()


def test_without_the_guard_they_would_be_told(shares, monkeypatch):
    """The planted fault: everybody on the list, whatever they answered."""
    leader = leader_of(shares.organisation)
    consenting.answer(shares, shares.person, Answer.WITHDRAWN)
    monkeypatch.setattr(type(watching.Invitation.objects.all()), "sharing", lambda rows: rows.open())

    watch()

    assert leader.email in told()


def test_a_former_leader_is_not_told(shares):
    leader = leader_of(shares.organisation)
    take_back(Grant.objects.get(person=leader), by=None, reason="left")

    watch()

    assert leader.email not in told()


def test_what_was_revoked_long_ago_is_no_news(shares):
    leader_of(shares.organisation)

    assert watch(timezone.now() + LOOKS_BACK * 2) == 0


def test_a_quiet_day_costs_one_statement(django_assert_num_queries):
    sharing()

    with django_assert_num_queries(1):
        assert watch() == 0
