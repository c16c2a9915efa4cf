"""The board, from real rows."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.db import connection

from accounts import consenting
from accounts.models import Answer, Look
from courses import ruling
from courses.models import ExternalCredit
from interchange.reading import read_content
from reports import team as boards
from reports.team import Status, team
from tests.factories.accounts import OrganisationFactory, UserFactory
from tests.factories.teams import invited, leader_of, sharing

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 25, 18, tzinfo=UTC)


@pytest.fixture
def organisation():
    for body in read_content(Path("content"))[0].bodies:
        ruling.put_body(body)
    return OrganisationFactory()


def bring(person, hours):
    ExternalCredit.objects.create(
        holder=person, title="Anatomy", provider="A school", accreditor="TX", hours=hours, mode="live",
        earned_on=date(2026, 2, 1),
    )  # fmt: skip


def statuses(organisation):
    return {member.invitation.name: member.status for member in team(organisation, NOW)}


def test_the_worst_come_first(organisation):
    sharing(organisation, name="Current", renews=date(2027, 3, 31))
    sharing(organisation, name="Due", renews=date(2026, 12, 25))
    sharing(organisation, name="Overdue", renews=date(2026, 11, 24))
    sharing(organisation, name="No license")
    invited(organisation)

    members = team(organisation, NOW)

    assert [member.status for member in members] == list(Status)
    assert boards.sums(members) == "1 overdue, 1 due in 30 days, 1 not known, 1 awaiting consent, 1 current."


def test_who_declined_is_not_summed_up_as_one_who_may_still_answer(organisation):
    invited(organisation)
    person = UserFactory()
    consenting.answer(invited(organisation, person), person, Answer.DECLINED)

    assert boards.sums(team(organisation, NOW)) == "1 awaiting consent, 1 declined."


@pytest.mark.parametrize(
    ("renews", "status"),
    [
        (date(2026, 11, 24), Status.OVERDUE),
        (date(2026, 11, 25), Status.DUE),
        (date(2026, 12, 25), Status.DUE),
        (date(2026, 12, 26), Status.CURRENT),
    ],
)
def test_the_limits_of_due(organisation, renews, status):
    sharing(organisation, name="Sam", renews=renews)

    assert statuses(organisation) == {"Sam": status}


def test_whoever_has_all_hours_is_current_to_the_last_day(organisation):
    invitation = sharing(organisation, name="Sam", renews=date(2026, 11, 26))
    bring(invitation.person, 12)

    (member,) = team(organisation, NOW)

    assert member.status == Status.CURRENT
    assert (member.licences[0].earned_here, member.licences[0].brought) == (0, 12)


def test_the_board_shows_no_license_number(organisation):
    sharing(organisation, renews=date(2027, 3, 31))

    assert "MT0" not in str(boards.rows(team(organisation, NOW)))


def test_a_board_shows_nothing_of_who_withdrew(organisation):
    invitation = sharing(organisation, renews=date(2027, 3, 31))

    consenting.answer(invitation, invitation.person, Answer.WITHDRAWN)

    (member,) = team(organisation, NOW)
    assert (member.word, member.licences, member.consent) == ("Sharing ended", (), None)


@pytest.mark.parametrize(
    "table",
    ["courses_completion", "courses_externalcredit", "accounts_professionallicence", "accounts_licencecycle"],
)
def test_who_withdraws_while_a_board_is_read_is_not_on_it(organisation, table):
    """They withdraw just before each of the tables is read."""
    invitation, other = (
        sharing(organisation, name=name, renews=date(2027, 3, 31)) for name in ("Sam", "Ann")
    )
    done = []

    def withdraw_first(execute, sql, params, many, context):
        if f'FROM "{table}"' in sql and not done:
            done.append(table)
            consenting.answer(invitation, invitation.person, Answer.WITHDRAWN)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(withdraw_first):
        members = {member.invitation.pk: member for member in team(organisation, NOW)}

    assert done == [table]
    assert (members[invitation.pk].licences, members[invitation.pk].consent) == ((), None)
    assert members[other.pk].licences


def test_each_look_is_kept_for_those_who_share(organisation):
    shares, leader = sharing(organisation), leader_of(organisation)
    invited(organisation)

    boards.note_look(team(organisation, NOW), by=leader, as_file=True)

    look = Look.objects.get()
    assert (look.consent.invitation, look.by, look.as_file) == (shares, leader, True)


def test_two_organisations_never_see_each_other(organisation):
    theirs = sharing(OrganisationFactory(), renews=date(2027, 3, 31))
    invitation = invited(organisation, theirs.person)

    (member,) = team(organisation, NOW)

    assert (member.invitation, member.status, member.licences) == (invitation, Status.AWAITING, ())
