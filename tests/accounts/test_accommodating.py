from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError
from django.utils import timezone

from accounts import accommodating
from accounts.models import Accommodation, AuditEvent
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def test_the_next_one_ends_the_one_before():
    person = UserFactory()
    first = accommodating.give(person, by=UserFactory(), reason="Dyslexia.", time_factor=Decimal("1.25"))

    second = accommodating.give(person, by=UserFactory(), reason="Dyslexia.", time_factor=Decimal("1.5"))

    assert list(Accommodation.objects.live()) == [second]
    assert Accommodation.objects.get(pk=first.pk).ended_at is not None
    assert accommodating.time_factor_of(person.pk) == Decimal("1.5")


def test_the_log_says_who_gave_what_and_not_why():
    person, registrar = UserFactory(), UserFactory()

    accommodating.give(person, by=registrar, reason="Low vision.", untimed=True)

    event = AuditEvent.objects.get(action="accommodation given")
    assert (event.actor, event.reason) == (registrar, "")
    assert event.detail == {"person": person.pk, "factor": "1", "untimed": True}


def test_nobody_gives_time_to_themselves():
    person = UserFactory()

    with pytest.raises(accommodating.OwnAccommodation):
        accommodating.give(person, by=person, reason="I like it.", untimed=True)


@pytest.mark.parametrize("wrong", [{"time_factor": Decimal("0.5")}, {"reason": ""}])
def test_it_gives_time_and_has_a_reason(wrong):
    values = {"by": None, "reason": "Dyslexia.", "time_factor": Decimal("1.5")} | wrong

    with pytest.raises(IntegrityError):
        accommodating.give(UserFactory(), **values)


def test_ended_or_run_out_it_gives_nothing():
    person = UserFactory()
    given = accommodating.give(person, by=None, reason="A broken hand.", untimed=True)
    assert accommodating.time_factor_of(person.pk) is None

    accommodating.end(accommodating.end(given, by=None), by=None)
    assert accommodating.time_factor_of(person.pk) == 1
    assert AuditEvent.objects.filter(action="accommodation ended").count() == 1

    over = timezone.now() - timedelta(days=1)
    accommodating.give(person, by=None, reason="A broken hand.", untimed=True, ends_at=over)
    assert accommodating.time_factor_of(person.pk) == 1
