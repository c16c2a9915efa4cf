from datetime import date
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction

from accounts import licensing
from accounts.models import LicenceCycle
from tests.factories.accounts import LicenceFactory

FIRST, LAST = date(2025, 4, 1), date(2027, 3, 31)


@pytest.mark.django_db
def test_cycles_that_touch_do_not_overlap():
    licence = LicenceFactory()
    licensing.set_cycle(licence, FIRST, LAST)

    licensing.set_cycle(licence, date(2027, 4, 1), date(2029, 3, 31))

    assert [cycle.first for cycle in licence.cycles.all()] == [FIRST, date(2027, 4, 1)]


@pytest.mark.django_db
@pytest.mark.parametrize("first", [date(2025, 4, 1), date(2027, 3, 31), date(2024, 1, 1)])
def test_cycles_that_share_a_day_are_refused(first):
    licence = LicenceFactory()
    licensing.set_cycle(licence, FIRST, LAST)

    with pytest.raises(licensing.OverlappingCycle):
        licensing.set_cycle(licence, first, date(2029, 3, 31))


@pytest.mark.django_db
def test_a_cycle_that_ends_on_the_same_day_is_corrected():
    licence = LicenceFactory()
    licensing.set_cycle(licence, FIRST, LAST)

    licensing.set_cycle(licence, date(2026, 4, 1), LAST)

    assert [cycle.first for cycle in licence.cycles.all()] == [date(2026, 4, 1)]


@pytest.mark.django_db
def test_a_cycle_that_ends_before_it_begins_is_refused_by_the_database():
    licence = LicenceFactory()

    with pytest.raises(IntegrityError, match="a_cycle_ends_after_it_begins"), transaction.atomic():
        licensing.set_cycle(licence, LAST, FIRST)


@pytest.mark.django_db
def test_a_licence_takes_its_cycles_along_when_it_is_removed():
    licence = LicenceFactory()
    licensing.set_cycle(licence, FIRST, LAST)

    licensing.remove_licence(licence, by=licence.holder)

    assert not LicenceCycle.objects.exists()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_overlapping_cycles_at_once_leave_one():
    licence = LicenceFactory()
    start = Barrier(8)
    refused = []

    def enter(number):
        start.wait(60)
        try:
            licensing.set_cycle(licence, date(2025, 4, 1 + number), date(2027, 3, 1 + number))
        except licensing.OverlappingCycle:
            refused.append(number)
        finally:
            connection.close()

    threads = [Thread(target=enter, args=[number]) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (licence.cycles.count(), len(refused)) == (1, 7)
