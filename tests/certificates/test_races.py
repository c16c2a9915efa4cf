"""A thousand requests for fifty people make fifty certificates. Without the constraints they make more."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest
from django.db import OperationalError, connection, transaction

from accounts.models import Mail
from certificates.issuing import issue, issue_due
from certificates.models import Certificate, CertificateEvent
from courses import enrolling, progress
from courses.models import Completion, EditionStep
from tests.factories.accounts import UserFactory
from tests.factories.certificates import CompletionFactory, TaughtEditionFactory, issued
from tests.factories.courses import NOON, EditionStepFactory

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
PEOPLE, AT_ONCE = 50, 20


def in_thread(function, *args):
    """Run in a thread with a connection of its own, and close it."""

    def run():
        try:
            return function(*args)
        finally:
            connection.close()

    return run


def surplus() -> dict[int, int]:
    """The invariant: nobody holds two first certificates for one completion. What breaks it, if anything."""
    held = Counter(Certificate.objects.filter(supersedes=None).values_list("completion", flat=True))
    return {completion: count for completion, count in held.items() if count > 1}


def test_a_thousand_racing_requests_for_fifty_people_make_fifty_certificates():
    edition = TaughtEditionFactory()
    step = EditionStepFactory(edition=edition)
    enrolments = [enrolling.enrol(UserFactory(), edition.course) for _ in range(PEOPLE)]
    together = Barrier(AT_ONCE)

    def finish_everybody(number: int) -> int:
        for enrolment in enrolments:
            together.wait(60)
            progress.record_step(enrolment, EditionStep.objects.get(pk=step.pk), NOON)
            if number == 0:
                issue_due()  # the sweep runs at the same time, as it would
        return len(enrolments)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        requests = list(pool.map(lambda number: in_thread(finish_everybody, number)(), range(AT_ONCE)))

    assert sum(requests) == 1000
    assert Completion.objects.count() == Certificate.objects.count() == CertificateEvent.objects.count() == 50
    assert Mail.objects.filter(kind="certificates/ready").count() == 50
    assert surplus() == {}


@pytest.fixture
def completion():
    issued("Somebody Earlier")  # so that the key is in the archive, and nobody waits for that
    return CompletionFactory(attested="Sam")


@pytest.fixture
def held(completion):
    """A certificate that another connection has inserted and not yet committed."""
    inserted, commit = Event(), Event()

    def insert_and_wait():
        with transaction.atomic():
            certificate = issue(completion)
            inserted.set()
            assert commit.wait(10)
        return certificate

    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(in_thread(insert_and_wait))
        assert inserted.wait(10)
        yield lambda: (commit.set(), future.result(10))[1]
        commit.set()


def test_whoever_is_second_waits_and_gets_the_first_ones(completion, held):
    with ThreadPoolExecutor(1) as pool:
        second = pool.submit(in_thread(issue, completion))
        first = held()

        assert second.result(10) == first
    assert surplus() == {}


def test_whoever_is_second_really_waits(completion, held):
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '200ms'")

    with pytest.raises(OperationalError, match="lock timeout"):
        issue(completion)

    connection.close()  # and with it the setting
    held()
    assert surplus() == {}


@pytest.fixture
def without_constraints():
    """Both guards taken away: the constraint, and the unique serial that follows from the completion."""
    table = Certificate._meta.db_table
    [constraint] = [it for it in Certificate._meta.constraints if it.name.startswith("one_first")]
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, table)
        [serial] = [name for name, held in found.items() if held["columns"] == ["serial"] and held["unique"]]
        cursor.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT "{serial}"')
    with connection.schema_editor() as editor:
        editor.remove_constraint(Certificate, constraint)
    yield
    CertificateEvent.objects.all().delete()
    Certificate.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute(f'ALTER TABLE "{table}" ADD CONSTRAINT "{serial}" UNIQUE (serial)')
    with connection.schema_editor() as editor:
        editor.add_constraint(Certificate, constraint)


def test_without_the_constraints_there_are_two(without_constraints, completion, held):
    second = issue(completion)
    first = held()

    assert first != second
    assert surplus() == {completion.pk: 2}
