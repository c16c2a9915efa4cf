"""Asking for a course, taking it back, and the one mail."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import consenting, mailing
from accounts.models import Answer, AuditEvent, Mail
from reports import erasing, reminding
from reports.assigning import assign, mail_assignments, offered, take_off, withdraw
from reports.models import Assignment
from tests.factories.accounts import OrganisationFactory, UserFactory
from tests.factories.certificates import TaughtEditionFactory
from tests.factories.released import released
from tests.factories.teams import invited, leader_of, sharing

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition():
    return TaughtEditionFactory()


@pytest.fixture
def organisation():
    return OrganisationFactory(name="Riverside")


@pytest.fixture
def leader(organisation):
    return leader_of(organisation)


def ask(edition, staff, leader, organisation, **fields):
    fields = {"due_on": timezone.localdate() + timedelta(days=60)} | fields
    return assign(edition, staff, by=leader, to=organisation, **fields)


def test_who_was_asked_already_is_left_as_they_are(edition, organisation, leader):
    sam, ann = sharing(organisation), sharing(organisation)
    (first,) = ask(edition, [sam], leader, organisation)

    made = ask(edition, [sam, ann], leader, organisation, due_on=timezone.localdate())

    assert [each.invitation for each in made] == [ann]
    first.refresh_from_db()
    assert first.due_on > timezone.localdate()
    assert list(
        AuditEvent.objects.filter(action="course asked for").values_list("detail__count", flat=True)
    ) == [1, 1]


def test_the_database_refuses_a_second_open_one(edition, organisation, leader):
    (first,) = ask(edition, [sharing(organisation)], leader, organisation)
    again = Assignment(
        invitation=first.invitation, course=first.course, title="x", due_on=first.due_on, by=leader
    )

    with pytest.raises(IntegrityError), transaction.atomic():
        again.save()
    withdraw([first], by=leader)
    again.save()


def test_nobody_is_asked_who_is_not_on_the_list(edition, organisation, leader):
    theirs, gone = sharing(OrganisationFactory()), sharing(organisation)
    take_off(gone, by=leader)

    assert ask(edition, [theirs, gone], leader, organisation) == []


def test_nobody_asks_or_takes_back_for_another_employer(edition, organisation, leader):
    (made,) = ask(edition, [sharing(organisation)], leader, organisation)
    stranger = leader_of(OrganisationFactory())

    with pytest.raises(PermissionDenied):
        ask(TaughtEditionFactory(), [made.invitation], stranger, organisation)
    with pytest.raises(PermissionDenied):
        withdraw([made], by=stranger)
    made.refresh_from_db()
    assert made.withdrawn_at is None


def test_withdrawing_keeps_the_row_and_does_it_once(edition, organisation, leader):
    (made,) = ask(edition, [sharing(organisation)], leader, organisation)

    assert (withdraw([made], by=leader), withdraw([made], by=leader)) == (1, 0)

    made.refresh_from_db()
    assert (made.withdrawn_by, Assignment.objects.open().exists()) == (leader, False)


def test_taking_somebody_off_ends_what_they_were_asked(edition, organisation, leader):
    invitation = sharing(organisation)
    (made,) = ask(edition, [invitation], leader, organisation)

    take_off(invitation, by=leader)

    made.refresh_from_db()
    assert made.withdrawn_by == leader
    assert not Assignment.objects.visible_to(invitation.person).exists()


def test_who_erases_their_account_is_asked_for_nothing(edition, organisation, leader):
    invitation = sharing(organisation)
    (made,) = ask(edition, [invitation], leader, organisation, note="Sam, for your shoulder")
    assert "1 course that an employer asks you to take" in erasing.foretold(invitation.person).ends

    erasing.erase(invitation.person, by=invitation.person)

    made.refresh_from_db()
    assert (made.note, made.withdrawn_at is None, made.withdrawn_by) == ("", False, None)


def test_only_what_the_catalogue_shows_is_offered(edition):
    shown = released()

    assert [each.pk for each in offered()] == [shown.pk]


def test_each_gets_one_mail_that_says_what_and_how_to_stop(edition, organisation, leader, mailoutbox):
    invitation = sharing(organisation)
    (made,) = ask(edition, [invitation], leader, organisation, note="Before spring, please")

    assert (mail_assignments(), mail_assignments()) == (1, 0)

    mail = Mail.objects.get(kind="reports/assigned")
    assert (mail.recipient, mail.about) == (invitation.person, f"reports.Assignment:{made.pk}")
    due = f"{made.due_on:%b} {made.due_on.day}, {made.due_on.year}"
    message = mailing.message_of("reports/assigned", "sam@example.com", {
        "organisation": "Riverside", "title": made.title, "due": due, "note": made.note,
        "page": "P", "learning": "L", "unsubscribe": "https://stop.example",
    })  # fmt: skip
    assert message.subject == "Riverside asks you to take a course"
    assert "“Before spring, please”" in message.body
    assert message.extra_headers["List-Unsubscribe"] == "<https://stop.example>"


@pytest.mark.parametrize("why", ["declined", "stopped", "silent", "withdrawn", "past", "unconfirmed"])
def test_who_gets_none(edition, organisation, leader, why):
    invitation = invited(organisation) if why in ("declined", "silent") else sharing(organisation)
    person = invitation.person or UserFactory()
    if why == "declined":
        consenting.answer(invitation, person, Answer.DECLINED)
    (made,) = ask(edition, [invitation], leader, organisation)
    if why == "stopped":
        reminding.turn_off(person)
    elif why == "withdrawn":
        withdraw([made], by=leader)
    elif why == "past":
        Assignment.objects.update(due_on=timezone.localdate() - timedelta(days=2))
    elif why == "unconfirmed":
        person.emailaddress_set.update(verified=False)

    assert mail_assignments() == 0
