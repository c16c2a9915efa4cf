"""Acts by cause: the list first, then exactly that list, with a reason that everybody may read."""

import re

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent, Mail, Role
from certificates import acting
from certificates.acting import ACTS, ListChanged, carry_out, preview
from certificates.archiving import compromise
from certificates.causes import CAUSES
from certificates.issuing import correct, revoke
from certificates.models import Certificate, CertificateEvent, SigningKey
from certificates.signing import make_key
from certificates.verifying import Status, look_up
from tests.factories.accounts import person_with
from tests.factories.certificates import TaughtEditionFactory, issued

pytestmark = pytest.mark.django_db
REVOKE, REISSUE = ACTS["revoke"], ACTS["reissue"]
WHY = {"public_reason": "The course's approval was withdrawn", "private_reason": "the board wrote on Nov 3"}


@pytest.fixture
def registrar():
    return person_with(Role.REGISTRAR)


@pytest.fixture
def edition():
    return TaughtEditionFactory()


@pytest.fixture
def three(edition):
    issued("Of another edition")
    return [issued(f"Sam {number}", edition=edition) for number in range(3)]


def touched(edition):
    return CAUSES["edition"].touched(edition)


def statuses(certificates) -> list[Status]:
    return [look_up(Certificate.objects.get(pk=one.pk).code).status for one in certificates]


def test_looking_at_the_list_writes_nothing(edition, three, registrar):
    with CaptureQueriesContext(connection) as captured:
        plan = preview(REVOKE, touched(edition), by=registrar)

    assert [row.certificate for row in plan.todo] == three
    assert not [query for query in captured if not query["sql"].startswith("SELECT")]
    assert set(statuses(three)) == {Status.VALID}


def test_what_was_looked_at_is_done_and_nothing_else(edition, three, registrar):
    plan = preview(REVOKE, touched(edition), by=registrar)

    assert carry_out(plan, edition, by=registrar, digest=plan.digest, **WHY) == 3

    assert set(statuses(three)) == {Status.REVOKED}
    assert look_up(Certificate.objects.exclude(pk__in=[one.pk for one in three]).get().code).status == "valid"
    event = AuditEvent.objects.get(action="certificates.revoke_by_cause")
    assert (event.actor, event.object_id, event.detail["count"]) == (registrar, str(edition.pk), 3)
    assert AuditEvent.objects.filter(action="certificate.revoked").count() == 3
    assert Mail.objects.filter(kind="certificates/revoked").count() == 3
    assert {event.public_reason for event in CertificateEvent.objects.filter(kind="revoked")} == {
        WHY["public_reason"]
    }


def test_what_does_not_stand_is_left_alone_and_says_why(edition, three, registrar):
    revoke(three[0], by=registrar, public_reason="Issued in error", private_reason="x")
    new = correct(three[1], by=registrar, name="Samantha", reason="misspelt")
    Certificate.objects.filter(pk=three[2].pk).update(sha256="0" * 64)
    own = issued("Rita Registrar", edition=edition, enrolment__learner=registrar)

    plan = preview(REVOKE, touched(edition), by=registrar)

    assert [(row.certificate, row.name) for row in plan.todo] == [(new, "Samantha")]
    why = {row.certificate: row.why_not for row in plan.left_alone}
    assert why == {
        three[0]: "It is revoked already.",
        three[1]: "It is superseded already.",
        three[2]: "What is stored isn't what was signed. Look at it by itself.",
        own: "It is your own: another registrar must do it.",
    }


@pytest.mark.parametrize("what", ["one more", "one less", "another act"])
def test_another_list_than_was_looked_at_is_not_acted_on(edition, three, registrar, what):
    seen = preview(REISSUE if what == "another act" else REVOKE, touched(edition), by=registrar).digest
    if what == "one more":
        issued("Late", edition=edition)
    elif what == "one less":
        revoke(three[0], by=registrar, public_reason="Issued in error", private_reason="x")
    before = CertificateEvent.objects.count()

    with pytest.raises(ListChanged):
        carry_out(preview(REVOKE, touched(edition), by=registrar), edition, by=registrar, digest=seen, **WHY)

    assert CertificateEvent.objects.count() == before


def test_a_reason_that_is_not_on_the_list_is_refused(edition, three, registrar):
    plan = preview(REVOKE, touched(edition), by=registrar)

    with pytest.raises(ValueError, match="no public reason"):
        carry_out(plan, edition, by=registrar, digest=plan.digest, public_reason="Spite", private_reason="x")


def test_a_stolen_keys_certificates_are_issued_anew(keys, registrar):
    old = [issued("One"), issued("Two")]
    key = SigningKey.objects.get()
    make_key(keys, "2027-01-01")
    new = issued("After")
    compromise(key.key_id, since=old[1].issued_at, by=None, reason="a stolen laptop")
    plan = preview(REISSUE, CAUSES["key"].touched(key), by=registrar)

    done = carry_out(
        plan,
        key,
        by=registrar,
        digest=plan.digest,
        public_reason="The key that signed it was withdrawn",
        private_reason="a stolen laptop",
    )

    assert done == 2
    replaced = [Certificate.objects.get(supersedes=one) for one in old]
    assert {one.key_id for one in replaced} == {new.key_id}
    assert set(statuses(replaced)) == {Status.VALID}
    assert preview(REISSUE, CAUSES["key"].touched(key), by=registrar).todo == []


def test_what_is_more_than_one_go_waits_and_is_done_in_the_next(edition, three, registrar, monkeypatch):
    monkeypatch.setattr(acting, "AT_ONCE", 2)

    done = []
    for _ in range(3):
        plan = preview(REVOKE, touched(edition), by=registrar)
        done.append(carry_out(plan, edition, by=registrar, digest=plan.digest, **WHY) if plan.todo else 0)

    assert done == [2, 1, 0]


def test_one_that_somebody_was_quicker_with_does_not_stop_the_rest(edition, three, registrar):
    plan = preview(REISSUE, touched(edition), by=registrar)
    revoke(three[1], by=registrar, public_reason="Issued in error", private_reason="a moment ago")

    done = carry_out(
        plan,
        edition,
        by=registrar,
        digest=plan.digest,
        public_reason="Its files were lost",
        private_reason="x",
    )

    assert done == 2
    assert statuses(three) == [Status.SUPERSEDED, Status.REVOKED, Status.SUPERSEDED]


@pytest.mark.parametrize("role", [Role.LEARNER, Role.EMPLOYER, Role.INSTRUCTOR, Role.REVIEWER, Role.AUDITOR])
def test_others_do_not_even_see_the_list(edition, role):
    with pytest.raises(PermissionDenied):
        preview(REVOKE, touched(edition), by=person_with(role))


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(edition, registrar, count, django_assert_num_queries):
    for number in range(count):
        issued(f"Sam {number}", edition=edition)

    with django_assert_num_queries(2):  # the roles, the certificates
        assert len(preview(REVOKE, touched(edition), by=registrar).todo) == count


def page(edition, act="revoke"):
    return reverse("certificates_cause", args=["edition", edition.pk, act])


def test_a_registrar_looks_types_how_many_and_does_it(client, edition, three, registrar):
    client.force_login(registrar)
    assert page(edition) in client.get(reverse("certificates_causes")).content.decode()
    shown = client.get(page(edition)).content.decode()
    assert all(one.serial in shown and one.name in shown for one in three)
    [digest] = re.findall(r'name="digest" value="([0-9a-f]{64})"', shown)
    said = {"digest": digest, "count": 3, **WHY}

    for wrong in ({"count": 2}, {"count": ""}, {"public_reason": "Spite"}, {"private_reason": ""}):
        assert client.post(page(edition), said | wrong).status_code == 200
    assert client.post(page(edition), said | {"digest": "0" * 64}).status_code == 302
    assert set(statuses(three)) == {Status.VALID}
    assert client.post(page(edition), said).url == page(edition)

    assert set(statuses(three)) == {Status.REVOKED}
    again = client.get(page(edition)).content.decode()
    assert "3 revoked, and their holders are told." in again
    assert "Nothing to do" in again


@pytest.mark.parametrize("path", ["nothing/1/revoke", "edition/9999/revoke", "edition/1/destroy"])
def test_what_is_no_cause_is_not_there(client, registrar, path):
    client.force_login(registrar)

    assert client.get(f"/cms/certificates/by-cause/{path}/").status_code == 404


@pytest.mark.parametrize("role", [Role.INSTRUCTOR, Role.REVIEWER])
def test_other_staff_get_no_page(client, edition, three, role):
    client.force_login(person_with(role))

    for address in (page(edition), reverse("certificates_causes")):
        response = client.get(address)
        assert response.status_code in (302, 403)
        assert three[0].serial not in response.content.decode()
    client.post(page(edition), {"count": 3, "digest": "x", **WHY})
    assert set(statuses(three)) == {Status.VALID}


def test_a_key_says_in_which_state_it_is(keys):
    issued()
    first = SigningKey.objects.get()
    assert CAUSES["key"].label(first).endswith("in use")
    make_key(keys, "2027-01-01")
    issued("After")
    first.refresh_from_db()
    assert CAUSES["key"].label(first).endswith("retired")
    compromise(first.key_id, since=timezone.now(), by=None, reason="x")
    first.refresh_from_db()
    assert CAUSES["key"].label(first).endswith("withdrawn")
