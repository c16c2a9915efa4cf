"""A verdict from outside races the author, a colleague and a withdrawal. The guard is also taken away.

Two connections take turns, statement by statement: nothing is left to luck.
"""

from threading import Event, Thread

import pytest
from django.db import OperationalError, connection, transaction

from courses import outside as links
from quizzes import authoring, outside
from quizzes.models import OutsideQuestionVerdict, QuestionVersion
from quizzes.models.questions import QuestionQuerySet
from tests.factories.accounts import UserFactory
from tests.factories.kinds import single

from .test_outside import author, invitation, judged, pages, written

__all__ = ["author", "invitation", "pages"]
pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def held_open(function, *arguments, **named) -> tuple[Thread, Event]:
    """Call a function in a transaction that commits only when told. Returns once it has been called."""
    called, commit = Event(), Event()

    def run():
        try:
            with transaction.atomic():
                function(*arguments, **named)
                called.set()
                commit.wait(10)
        finally:
            connection.close()

    thread = Thread(target=run)
    thread.start()
    assert called.wait(10)
    return thread, commit


def meanwhile(function) -> tuple[Thread, list]:
    """Call a function on a connection of its own; what it returns or raises is kept."""
    found: list = []

    def run():
        try:
            found.append(function())
        except Exception as refusal:
            found.append(refusal)
        finally:
            connection.close()

    thread = Thread(target=run)
    thread.start()
    thread.join(0.5)
    return thread, found


def rewrite(version, by):
    return authoring.write_version(
        version.question, single("other words"), kind="single", by=by, change="typo"
    )


def test_an_edit_that_is_under_way_stops_the_approval(pages, author, invitation):
    version = written(pages, author)
    thread, commit = held_open(rewrite, version, author)

    waiting, found = meanwhile(lambda: judged(invitation, version))
    assert found == []  # it waits for the author's transaction
    commit.set()
    waiting.join(10)
    thread.join(10)

    assert isinstance(found[0], outside.Changed)
    assert not QuestionVersion.objects.filter(status="approved", question=version.question).exists()
    assert not OutsideQuestionVerdict.objects.exists()


def test_without_the_lock_the_edit_is_not_seen(pages, author, invitation, monkeypatch):
    """The planted fault: nobody holds the question while its newest version is read."""
    monkeypatch.setattr(QuestionQuerySet, "select_for_update", lambda self: self)
    version = written(pages, author)
    thread, commit = held_open(rewrite, version, author)

    waiting, found = meanwhile(lambda: judged(invitation, version))
    waiting.join(10)
    commit.set()
    thread.join(10)

    assert not isinstance(found[0], outside.Changed)
    assert QuestionVersion.objects.get(pk=version.pk).status == "approved"


def test_an_edit_waits_for_a_verdict_that_is_under_way(pages, author, invitation):
    version = written(pages, author)
    thread, commit = held_open(judged, invitation, version)
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '300ms'")
    with pytest.raises(OperationalError):
        rewrite(version, author)
    with connection.cursor() as cursor:
        cursor.execute("RESET lock_timeout")
    commit.set()
    thread.join(10)

    later = rewrite(version, author)
    version.refresh_from_db()
    assert (version.status, later.status) == ("approved", "draft")


def test_a_withdrawal_that_is_under_way_stops_the_approval(pages, author, invitation):
    version = written(pages, author)
    thread, commit = held_open(links.withdraw, invitation, by=author)

    waiting, found = meanwhile(lambda: judged(invitation, version))
    commit.set()
    waiting.join(10)
    thread.join(10)

    assert isinstance(found[0], links.Closed)
    assert not OutsideQuestionVerdict.objects.exists()


def test_a_colleague_who_is_quicker_has_approved_it(pages, author, invitation):
    version, colleague = written(pages, author), UserFactory()
    thread, commit = held_open(authoring.approve, version, by=colleague)

    waiting, found = meanwhile(lambda: judged(invitation, version))
    commit.set()
    waiting.join(10)
    thread.join(10)

    version.refresh_from_db()
    assert isinstance(found[0], outside.Settled)
    assert (version.approved_by, version.approved_outside) == (colleague, None)
    assert not OutsideQuestionVerdict.objects.exists()


def test_a_button_pressed_twice_at_once_is_one_verdict(pages, author, invitation):
    version = written(pages, author)
    thread, commit = held_open(judged, invitation, version)

    waiting, found = meanwhile(lambda: judged(invitation, version))
    commit.set()
    waiting.join(10)
    thread.join(10)

    assert isinstance(found[0], outside.Settled)
    assert OutsideQuestionVerdict.objects.get().approved
