"""What an employer sees of the courses that it asked for: what each person shares now, and nothing else."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from accounts import consenting
from accounts.models import Answer, Consent, Role
from certificates.issuing import revoke
from reports import team as boards
from reports.assigned import State, state_of, wishes
from reports.assigning import assign
from reports.team import team
from tests.factories.accounts import OrganisationFactory, person_with
from tests.factories.certificates import TaughtEditionFactory, issued, keys_in
from tests.factories.teams import invited, leader_of, sharing

pytestmark = pytest.mark.django_db

BY = date(2027, 3, 31)
AT = datetime(2027, 1, 1, tzinfo=UTC)
JUST = timedelta(seconds=1)


@pytest.fixture
def edition(settings, tmp_path):
    settings.CREDENTIAL_KEYS = tmp_path / "keys"
    settings.CREDENTIAL_KEYS.mkdir()
    keys_in(settings.CREDENTIAL_KEYS)
    return TaughtEditionFactory()


@pytest.fixture
def organisation():
    return OrganisationFactory(name="Riverside")


def asked(edition, *staff, due_on=None):
    to = staff[0].organisation
    due_on = due_on or timezone.localdate() + timedelta(days=60)
    return assign(edition, staff, due_on=due_on, by=leader_of(to), to=to)


def finish(edition, invitation, at=None):
    return issued(edition=edition, learner=invitation.person, completed_at=at or timezone.now())


def states(organisation):
    return {each.invitation.pk: [asked.state for asked in each.asked] for each in team(organisation)}


@pytest.mark.parametrize(
    ("finished_at", "since", "today", "state"),
    [
        (None, None, BY, State.ASKED),
        (AT, None, BY, State.ASKED),
        (None, None, date(2027, 4, 1), State.ASKED),
        (None, AT, date(2027, 3, 16), State.ASSIGNED),
        (None, AT, date(2027, 3, 17), State.DUE),
        (None, AT, BY, State.DUE),
        (None, AT, date(2027, 4, 1), State.OVERDUE),
        (AT, AT, date(2027, 4, 1), State.DONE),
        (AT - JUST, AT, date(2027, 3, 1), State.ASSIGNED),
    ],
)
def test_how_a_course_stands(finished_at, since, today, state):
    assert state_of(BY, finished_at, since, today) == state


def test_done_is_a_certificate_earned_while_it_is_shared(organisation, edition):
    invitation = sharing(organisation)
    asked(edition, invitation)
    assert states(organisation) == {invitation.pk: [State.ASSIGNED]}

    finish(edition, invitation)

    assert states(organisation) == {invitation.pk: [State.DONE]}
    assert boards.rows(team(organisation))[0][-1].startswith(f"{edition.title}: Done, by 20")


def test_any_edition_of_the_course_counts(organisation, edition):
    invitation = sharing(organisation)
    asked(edition, invitation)

    finish(TaughtEditionFactory(course=edition.course, major=2), invitation)

    assert states(organisation) == {invitation.pk: [State.DONE]}


def test_another_course_or_another_person_does_not_count(organisation, edition):
    sam, ann = sharing(organisation, name="Sam"), sharing(organisation, name="Ann")
    asked(edition, sam, ann)

    finish(TaughtEditionFactory(), sam)
    finish(edition, ann)

    assert states(organisation) == {sam.pk: [State.ASSIGNED], ann.pk: [State.DONE]}


def test_what_was_finished_before_it_was_shared_is_not_told(organisation, edition):
    invitation = sharing(organisation)
    asked(edition, invitation)

    finish(edition, invitation, at=timezone.now() - timedelta(days=1))

    assert states(organisation) == {invitation.pk: [State.ASSIGNED]}


def test_what_is_revoked_is_not_done(organisation, edition):
    invitation = sharing(organisation)
    asked(edition, invitation)
    certificate = finish(edition, invitation)

    revoke(certificate, public_reason="Issued in error", private_reason="why", by=person_with(Role.REGISTRAR))

    assert states(organisation) == {invitation.pk: [State.ASSIGNED]}


def test_withdrawing_hides_it_at_once(organisation, edition):
    invitation = sharing(organisation)
    asked(edition, invitation)
    finish(edition, invitation)

    consenting.answer(invitation, invitation.person, Answer.WITHDRAWN)

    assert states(organisation) == {invitation.pk: [State.ASKED]}
    assert "Done" not in str(boards.rows(team(organisation)))


@pytest.mark.parametrize("table", ["reports_assignment", "certificates_certificate"])
def test_who_withdraws_while_a_board_is_read_is_not_told_of(organisation, edition, table):
    invitation = sharing(organisation)
    asked(edition, invitation)
    finish(edition, invitation)
    done = []

    def withdraw_first(execute, sql, params, many, context):
        if f'FROM "{table}"' in sql and not done:
            done.append(table)
            consenting.answer(invitation, invitation.person, Answer.WITHDRAWN)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(withdraw_first):
        found = states(organisation)

    assert done == [table]
    assert found == {invitation.pk: [State.ASKED]}


def test_who_agreed_to_the_older_list_is_only_asked_until_they_agree_again(organisation, edition):
    invitation = sharing(organisation)
    Consent.objects.update(terms=consenting.COURSES_ASKED - 1)
    asked(edition, invitation)
    finish(edition, invitation)
    assert states(organisation) == {invitation.pk: [State.ASKED]}

    consenting.answer(invitation, invitation.person, Answer.SHARED)
    assert states(organisation) == {invitation.pk: [State.ASSIGNED]}  # what came before stays untold
    another = TaughtEditionFactory()
    asked(another, invitation)
    finish(another, invitation)

    assert states(organisation) == {invitation.pk: [State.ASSIGNED, State.DONE]}


def test_without_consent_the_board_says_only_that_it_was_asked(organisation, edition):
    invitation = invited(organisation)
    asked(edition, invitation, due_on=timezone.localdate())

    assert states(organisation) == {invitation.pk: [State.ASKED]}


def test_two_organisations_never_see_each_others(organisation, edition):
    theirs = sharing(OrganisationFactory())
    asked(edition, theirs)
    ours = invited(organisation, theirs.person)
    consenting.answer(ours, theirs.person, Answer.SHARED)

    assert states(organisation) == {ours.pk: []}
    assert states(theirs.organisation) == {theirs.pk: [State.ASSIGNED]}


def test_a_therapist_reads_what_each_employer_asks_and_what_it_knows(organisation, edition):
    first = sharing(organisation)
    person = first.person
    second = invited(person=person)
    asked(edition, first, due_on=timezone.localdate() + timedelta(days=1))
    asked(edition, second)
    finish(edition, first)

    found = [(wish.assignment.invitation, wish.finished, wish.shares, wish.told) for wish in wishes(person)]

    assert found == [(first, True, True, True), (second, True, False, False)]


def test_nobody_reads_what_is_asked_of_somebody_else(organisation, edition):
    asked(edition, sharing(organisation))

    assert wishes(sharing(organisation).person) == []
