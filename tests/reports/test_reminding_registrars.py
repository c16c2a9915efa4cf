"""An approval ends: each registrar is told at 90, 30 and 7 days, once."""

from datetime import UTC, date, datetime

import pytest
from django.core import mail as outbox
from django.db import IntegrityError, transaction

from accounts.granting import revoke
from accounts.models import Mail, Role
from reports.reminding_registrars import KIND, remind_registrars
from tests.factories.accounts import person_with
from tests.factories.certificates import ApprovalFactory

pytestmark = pytest.mark.django_db

LAST = date(2027, 3, 31)


@pytest.fixture
def approval():
    return ApprovalFactory(valid_until=LAST)


@pytest.fixture
def registrar():
    return person_with(Role.REGISTRAR, time_zone="America/Chicago")


def morning(year, month, day, hour=15):
    return datetime(year, month, day, hour, tzinfo=UTC)  # 9 or 10 in Chicago


def subjects():
    return list(Mail.objects.filter(kind=KIND).order_by("pk").values_list("about", flat=True))


def test_each_stage_is_told_once(approval, registrar):
    days = [
        (2026, 12, 30),
        (2026, 12, 31),
        (2027, 1, 1),
        (2027, 3, 1),
        (2027, 3, 2),
        (2027, 3, 24),
        (2027, 3, 31),
    ]

    told = [remind_registrars(morning(*day)) + remind_registrars(morning(*day)) for day in days]

    assert told == [0, 1, 0, 1, 0, 1, 0]
    assert subjects() == [f"courses.Approval:{approval.pk} {stage} days" for stage in (90, 30, 7)]


def test_the_database_refuses_a_second_one(approval, registrar):
    remind_registrars(morning(2027, 3, 24))

    with pytest.raises(IntegrityError), transaction.atomic():
        Mail.objects.create(recipient=registrar, kind=KIND, about=subjects()[0])


def test_it_says_what_ends_when_and_where_to_look(approval, registrar):
    remind_registrars(morning(2027, 3, 24))

    (message,) = outbox.outbox
    assert (message.to, message.subject) == ([registrar.email], "An approval ends in 7 days: NCBTMB")
    assert "is valid until Mar 31, 2027" in message.body
    assert "/cms/registrar/approvals/" in message.body


@pytest.mark.parametrize("why", ["followed", "withdrawn", "ended", "before morning", "no registrar any more"])
def test_nobody_is_told_for_nothing(approval, registrar, why):
    now = morning(2027, 3, 24)
    if why == "followed":
        ApprovalFactory(edition=approval.edition, valid_from=date(2027, 4, 1), valid_until=date(2029, 3, 31))
    elif why == "withdrawn":
        approval.withdrawn_at = now
        approval.save()
    elif why == "ended":
        now = morning(2027, 4, 1)
    elif why == "before morning":
        now = morning(2027, 3, 24, hour=12)
    else:
        revoke(registrar.grants.get(), by=None, reason="left")

    assert remind_registrars(now) == 0


def test_each_registrar_and_nobody_else(approval, registrar):
    other = person_with(Role.REGISTRAR)
    person_with(Role.INSTRUCTOR)
    person_with(Role.REGISTRAR, scope="course:1")

    remind_registrars(morning(2027, 3, 24, hour=20))

    assert {mail.recipient for mail in Mail.objects.filter(kind=KIND)} == {registrar, other}


@pytest.mark.parametrize("count", [1, 3])
def test_a_sweep_without_news_costs_the_same(registrar, count, django_assert_num_queries):
    for _ in range(count):
        ApprovalFactory(valid_until=LAST)
    remind_registrars(morning(2027, 3, 24))

    with django_assert_num_queries(3):
        remind_registrars(morning(2027, 3, 24))
