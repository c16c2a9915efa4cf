"""Two who speak for an employer ask the same person at once: one open row, and nobody sees an error."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from threading import Barrier, BrokenBarrierError

import pytest
from django.db import IntegrityError, connection
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from reports import assigning
from reports.models import Assignment
from tests.factories.certificates import TaughtEditionFactory
from tests.factories.teams import leader_of, sharing

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

AT_ONCE = 4


@pytest.fixture
def asked():
    invitation = sharing()
    return invitation, TaughtEditionFactory(), leader_of(invitation.organisation)


def race(asked, monkeypatch) -> list[object]:
    """What each of several requests made of asking the same person for the same course."""
    invitation, edition, leader = asked
    together, look = Barrier(AT_ONCE), assigning.not_yet_asked

    def look_together(*args):
        found = look(*args)
        with suppress(BrokenBarrierError):  # with the lock they never meet here, and go on one by one
            together.wait(1)
        return found

    def ask():
        due = timezone.localdate() + timedelta(days=30)
        try:
            by = User.objects.get(pk=leader.pk)
            return len(assigning.assign(edition, [invitation], due_on=due, by=by, to=invitation.organisation))
        except IntegrityError:
            return "refused"
        finally:
            connection.close()

    monkeypatch.setattr(assigning, "not_yet_asked", look_together)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return [each.result() for each in [pool.submit(ask) for _ in range(AT_ONCE)]]


def test_one_is_asked_and_the_others_find_it_done(asked, monkeypatch):
    assert sorted(race(asked, monkeypatch)) == [0, 0, 0, 1]
    assert Assignment.objects.count() == 1


def test_without_the_lock_the_database_still_refuses(asked, monkeypatch):
    """The planted fault: nobody holds the employer's row. The constraint holds, but people see an error."""
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, *args, **options: rows)

    assert "refused" in race(asked, monkeypatch)
    assert Assignment.objects.count() == 1
