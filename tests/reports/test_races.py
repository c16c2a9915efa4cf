"""Two registrars make the same roster at once: no completion goes out twice. Without the lock some do."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, date, datetime
from threading import Barrier, BrokenBarrierError

import pytest
from django.db import connection
from django.db.models import Count, QuerySet

from reports import reporting
from reports.models import ReportLine
from tests.factories.accounts import LicenceFactory, UserFactory
from tests.factories.certificates import ApprovalFactory, CompletionFactory, TaughtEditionFactory

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

PERIOD = (date(2026, 11, 1), date(2026, 11, 30))
AT_ONCE = 4


@pytest.fixture
def edition():
    edition = TaughtEditionFactory()
    ApprovalFactory(edition=edition, accreditor="Florida Board of Massage Therapy")
    for number in range(10):
        learner = UserFactory()
        LicenceFactory(holder=learner, jurisdiction="FL", number=f"MA{number}")
        at = datetime(2026, 11, 20, 18, tzinfo=UTC)
        CompletionFactory(edition=edition, learner=learner, completed_at=at)
    return edition


def race(edition, monkeypatch) -> dict[int, int]:
    """How often each completion went out that went out more than once, after several made the roster at once."""
    together, look = Barrier(AT_ONCE), reporting.completions

    def look_together(*args):
        found = look(*args)
        with suppress(BrokenBarrierError):  # with the lock they never meet here, and go on one by one
            together.wait(1)
        return found

    def make():
        try:
            return reporting.report(edition.course, "FL", "MA", *PERIOD)
        except reporting.NothingToReport:
            return None
        finally:
            connection.close()

    monkeypatch.setattr(reporting, "completions", look_together)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        made = [each.result() for each in [pool.submit(make) for _ in range(AT_ONCE)]]
    assert any(made)
    sent = ReportLine.objects.values("completion").annotate(times=Count("pk")).filter(times__gt=1)
    return dict(sent.values_list("completion", "times"))


def test_no_completion_is_reported_twice(edition, monkeypatch):
    assert race(edition, monkeypatch) == {}
    assert ReportLine.objects.count() == 10


def test_without_the_lock_some_are(edition, monkeypatch):
    """The planted fault: nobody holds the course's row."""
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, *args, **options: rows)

    assert race(edition, monkeypatch) != {}
