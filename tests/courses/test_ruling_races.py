"""Two registrars who read the same version enter another at once: one is kept, the other is told."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import date
from threading import Barrier, BrokenBarrierError

import pytest
from django.db import IntegrityError, connection
from django.db.models import QuerySet

from accounts.models import Role, User
from courses import ruling
from courses.models import RenewalRuleRow
from tests.courses.test_ruling import BODY, RULE
from tests.factories.accounts import person_with

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

AT_ONCE = 3


def race(monkeypatch) -> list[str]:
    """What became of each."""
    body, registrar = ruling.put_body(BODY), person_with(Role.REGISTRAR)
    together, look = Barrier(AT_ONCE), ruling.latest_of

    def look_together(*args):
        found = look(*args)
        with suppress(BrokenBarrierError):  # with the lock they never meet here, and go on one by one
            together.wait(1)
        return found

    def enter():
        rule = replace(RULE, effective_from=date(2027, 1, 1))
        try:
            by = User.objects.get(pk=registrar.pk)
            ruling.enter_version(body, rule, after="xx-1", changed="x", by=by)
        except ruling.Outdated:
            return "told"
        except IntegrityError:
            return "broken"
        finally:
            connection.close()
        return "kept"

    monkeypatch.setattr(ruling, "latest_of", look_together)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return sorted(each.result() for each in [pool.submit(enter) for _ in range(AT_ONCE)])


def test_one_is_kept_and_the_others_are_told(monkeypatch):
    assert race(monkeypatch) == ["kept", "told", "told"]
    assert RenewalRuleRow.objects.current().count() == 2


def test_without_the_lock_nobody_is_told(monkeypatch):
    """The planted fault: nobody holds the body's row."""
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, *args, **options: rows)

    assert "told" not in race(monkeypatch)
