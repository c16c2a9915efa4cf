"""Erasing a person: told first, done whole, nothing left that was said to go, and every record still there."""

import time

import pytest
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.accommodating import give
from accounts.models import AuditEvent, Grant, Invitation, Role, User
from certificates.models import Certificate, ShareLink
from certificates.verifying import Status, look_up
from courses.models import ExternalCredit, Note
from reports import erasing
from reports.erasing import Refused, erase, foretold
from reports.models import CalendarFeed, Report, ReportLine
from tests.factories.accounts import LicenceFactory, UserFactory, person_with
from tests.factories.certificates import CompletionFactory, issued, keys_in
from tests.replays import ADDRESS, CREDIT, LINK, NAME, NOTE, NUMBER, Replays

pytestmark = pytest.mark.django_db
WHY = "A private reason of hers"


@pytest.fixture(scope="module")
def everything(django_db_setup, django_db_blocker, tmp_path_factory):
    keys = tmp_path_factory.mktemp("keys")
    keys_in(keys)
    with django_db_blocker.unblock(), transaction.atomic(), override_settings(CREDENTIAL_KEYS=keys):
        yield Replays()
        transaction.set_rollback(True)


@pytest.fixture
def world(everything):
    """Each test erases the same learner, and puts her back."""
    with transaction.atomic():
        yield everything
        transaction.set_rollback(True)


def stored(word: str) -> set[str]:
    """The tables in which a word stands, in any column of any row."""
    found = set()
    for model in apps.get_models():
        if model._meta.managed and not model._meta.proxy:
            for row in model._base_manager.values():
                if any(word in str(bytes(v) if isinstance(v, memoryview) else v) for v in row.values()):
                    found.add(model._meta.label)
    return found


def test_what_was_said_to_go_is_nowhere(world):
    give(world.learner, by=world.people["registrar"], reason=WHY)
    before = {word: stored(word) for word in (ADDRESS, NOTE, CREDIT, LINK, NUMBER, NAME, WHY)}
    assert all(before.values())

    erase(world.learner, by=world.learner)

    left = {word: stored(word) for word in before}
    # An employer's own list is the employer's; certificates and what was confirmed are records.
    assert left == {
        ADDRESS: {"accounts.Invitation"}, NOTE: set(), CREDIT: set(), LINK: set(), NUMBER: set(), WHY: set(),
        NAME: {
            "accounts.Invitation", "certificates.Certificate", "certificates.Paper", "courses.Attestation",
        },
    }  # fmt: skip


def test_the_records_stand_and_the_certificate_is_checked_as_before(world):
    records = {
        label: apps.get_model(label)._base_manager.count()
        for label in (
            "certificates.Certificate", "certificates.CertificateEvent", "courses.Completion",
            "courses.Attestation", "courses.StepRecord", "quizzes.Attempt", "accounts.AuditEvent", "accounts.Consent",
        )
    }  # fmt: skip

    erase(world.learner, by=world.learner)

    for label, count in records.items():
        assert apps.get_model(label)._base_manager.count() >= count, label
    certificate = Certificate.objects.get(pk=world.certificate.pk)
    verified = look_up(certificate.code, "Quillfeather")
    assert verified is not None
    assert verified.status == Status.VALID
    assert verified.facts["name"] == world.PRINTED


def test_links_feeds_keys_roles_and_shares_end(world):
    client = Client()
    link, feed = world.link, world.feed

    erase(world.learner, by=world.learner)

    assert client.get(f"/shared/{link.token}/").status_code == 404
    assert client.get(f"/renewals/calendar/{feed.key}.ics").status_code == 404
    assert not ShareLink.objects.live().filter(holder=world.learner).exists()
    assert not CalendarFeed.objects.filter(person=world.learner, withdrawn_at=None).exists()
    assert not Invitation.objects.sharing().filter(person=world.learner).exists()


def test_an_employers_keys_and_role_end(world):
    erase(world.leader, by=world.leader)

    world.api_key.refresh_from_db()
    assert world.api_key.withdrawn_at
    assert not Grant.objects.live().of(world.leader).exists()
    answer = Client().post(
        "/api/v1/verify",
        {},
        content_type="application/json",
        headers={"Authorization": f"Bearer {world.api_secret}"},
    )
    assert answer.status_code == 401


def test_it_is_told_before_what_goes_and_what_stays(world):
    told = foretold(world.learner)

    assert any("1 note" in part for part in told.erased)
    assert any("hours from elsewhere" in part for part in told.erased)
    assert any("link to your certificates" in part for part in told.ends)
    kept = {row.what.split(",")[0]: row.until for row in told.kept}
    assert kept["1 certificate"].year == 2026 + 7
    assert told.reasons == []


def test_a_link_that_is_left_open_would_be_seen(world, monkeypatch):
    """The planted fault."""
    monkeypatch.setattr(erasing, "withdraw_link", lambda link, by: link)

    erase(world.learner, by=world.learner)

    assert ShareLink.objects.live().filter(holder=world.learner).exists()
    assert Client().get(f"/shared/{world.link.token}/").status_code == 200


def test_erasing_twice_changes_nothing_more(world):
    erase(world.learner, by=world.learner)
    erase(world.learner, by=world.learner)

    assert AuditEvent.objects.filter(action="person erased", object_id=str(world.learner.pk)).count() == 1


def test_it_breaks_off_whole(world, monkeypatch):
    def breaks(person):
        raise RuntimeError

    monkeypatch.setattr(erasing, "end_sessions", breaks)
    with pytest.raises(RuntimeError):
        erase(world.learner, by=world.learner)

    assert User.objects.get(pk=world.learner.pk).email == ADDRESS
    assert Note.objects.filter(learner=world.learner).exists()


def test_somebody_else_is_erased_by_nobody(world):
    with pytest.raises(PermissionError):
        erase(world.learner, by=world.people["registrar"])


def test_who_answers_for_records_hands_over_first():
    with pytest.raises(Refused, match="as registrar"):
        erase(person := person_with(Role.REGISTRAR), by=person)


def test_a_certificate_that_is_due_is_issued_first():
    person = CompletionFactory(attested="Ann").enrolment.learner

    with pytest.raises(Refused, match="still being issued"):
        erase(person, by=person)


def test_a_line_that_a_state_has_not_answered_holds(keys):
    certificate = issued("Ann")
    person = certificate.completion.enrolment.learner
    report = Report.objects.create(
        course=certificate.completion.edition.course, state="FL", profession="MA", first="2026-11-01",
        last="2026-11-30", made_at=timezone.now(),
    )  # fmt: skip
    ReportLine.objects.create(
        report=report, position=1, completion=certificate.completion, provider_number="1", course_code="c",
        licence_number="1", completed_on="2026-11-20",
    )  # fmt: skip

    with pytest.raises(Refused, match="hasn't answered"):
        erase(person, by=person)


def test_it_costs_the_same_to_tell_for_one_and_for_three(keys):
    person = UserFactory()

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            foretold(person)
        return len(asked)

    def more():
        LicenceFactory(holder=person)
        issued("Ann", learner=person)
        ExternalCredit.objects.create(holder=person, title="x", provider="y", hours=1, earned_on="2026-01-01")

    more()
    one = cost()
    more()
    more()

    assert cost() == one


@pytest.fixture
def client_of():
    def signed_in(person, *, again=True):
        client = Client()
        client.force_login(person)
        session = client.session
        if again:
            session["account_authentication_methods_user"] = str(person.pk)
            session["account_authentication_methods"] = [
                {"method": "password", "at": time.time(), "reauthenticated": True}
            ]
            session.save()
        return client

    return signed_in


def test_the_page_asks_who_it_is_and_for_a_tick(client_of):
    person = UserFactory(name="Ann")

    unsure = client_of(person, again=False).post("/my-data/erase/", {"understood": "on"})
    unticked = client_of(person).post("/my-data/erase/", {})

    assert unsure.headers["Location"].startswith("/accounts/reauthenticate/")
    assert "Nothing was erased. Tick the box" in unticked.content.decode()
    assert User.objects.get(pk=person.pk).erased_at is None


def test_every_session_ends_at_once(client_of):
    person = UserFactory(name="Ann")
    phone, laptop = client_of(person), client_of(person)
    keys: list[str] = []
    for client in (phone, laptop):
        keys.append(key := client.session.session_key)
        UserSession.objects.create(user=person, session_key=key, ip="127.0.0.1", user_agent="x")
        assert client.get("/my-data/").status_code == 200

    answer = laptop.post("/my-data/erase/", {"understood": "on"})

    assert "Your account is erased" in answer.content.decode()
    for client in (phone, laptop):
        assert client.get("/my-data/").headers["Location"].startswith("/accounts/login/")
    assert not UserSession.objects.filter(user=person).exists()
    assert not Session.objects.filter(pk__in=keys).exists()


def test_the_page_says_why_not_and_offers_no_button(client_of):
    client = client_of(person_with(Role.REGISTRAR))

    page = client.get("/my-data/erase/").content.decode()

    assert "Ask an administrator to end that role first." in page
    assert 'name="understood"' not in page
