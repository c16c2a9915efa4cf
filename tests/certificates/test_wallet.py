"""A holder takes everything along, and shows what they choose, to whom they choose, for a time."""

import csv
import io
import zipfile
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent, Role
from certificates import dropped, wallet
from certificates.archiving import keyring
from certificates.disclosing import disclose
from certificates.issuing import correct, revoke
from certificates.limiting import LINK_HOUR
from certificates.models import Certificate, LinkLook, SharedCertificate, ShareLink
from certificates.uploading import Dropped
from tests.factories.accounts import UserFactory, person_with
from tests.factories.certificates import issued

from .test_verifying import words

pytestmark = pytest.mark.django_db
MONTH = timedelta(days=30)


@pytest.fixture
def holder():
    return UserFactory(name="Sam Learner")


@pytest.fixture
def certificates(holder):
    return [issued(name, enrolment__learner=holder) for name in ("Sam Learner", "Sam M. Learner")]


@pytest.fixture
def link(holder, certificates):
    return wallet.make_link(certificates[:1], by=holder, lasts=MONTH, note="Riverside Clinic")


def address(link, name="shared"):
    return reverse(f"certificates:{name}", args=[link.token])


def unzipped(response) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(response.getvalue())) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def listed(files) -> list[list[str]]:
    return list(csv.reader(io.StringIO(files["certificates.csv"].decode("utf-8-sig"))))[1:]


def test_everything_in_one_download_and_every_file_is_ours(client, holder, certificates):
    issued("Somebody Else")
    client.force_login(holder)

    files = unzipped(client.get(reverse("certificates:files")))

    serials = [certificate.serial for certificate in certificates]
    papers = {f"certificate-{serial}.{kind}" for serial in serials for kind in ("pdf", "json")}
    assert set(files) == papers | {"certificates.csv", "READ ME.txt"}
    assert {(row[0], row[2]) for row in listed(files)} == {
        (certificate.serial, certificate.name) for certificate in certificates
    }
    for kind in ("pdf", "json"):
        sent = [Dropped(name, files[name]) for name in sorted(papers) if name.endswith(kind)]
        judged = [dropped.judge(one, keyring(), timezone.now()) for one in sent]
        assert [answer.kind for answer in dropped.check(judged, "10.0.0.1")] == ["sample", "sample"]


def test_what_was_altered_is_left_out(client, holder, certificates):
    Certificate.objects.filter(pk=certificates[0].pk).update(sha256="0" * 64)
    client.force_login(holder)

    files = unzipped(client.get(reverse("certificates:files")))

    assert [row[0] for row in listed(files)] == [certificates[1].serial]
    assert not any(certificates[0].serial in name for name in files)


def test_without_a_certificate_there_is_no_download(client):
    client.force_login(UserFactory())

    assert client.get(reverse("certificates:files")).status_code == 404


def test_a_link_shows_what_was_chosen_and_nothing_else(client, link, certificates):
    page = words(client.get(address(link)))
    files = unzipped(client.get(address(link, "shared_files")))

    assert certificates[0].serial in page
    assert certificates[1].serial not in page
    assert "Riverside Clinic" not in page
    assert [row[0] for row in listed(files)] == [certificates[0].serial]


def test_it_shows_what_asks_for_a_name_elsewhere(client, holder, certificates):
    disclose(certificates[0], by=holder, confirm_only=True, family_name="Learner")
    link = wallet.make_link(certificates[:1], by=holder, lasts=MONTH)

    assert certificates[0].serial in words(client.get(address(link)))


def test_it_says_what_a_certificate_is_today(client, holder, certificates):
    link = wallet.make_link(certificates, by=holder, lasts=MONTH)
    registrar = person_with(Role.REGISTRAR)
    new = correct(certificates[0], by=registrar, name="Samantha Learner", reason="misspelt")
    revoke(certificates[1], by=registrar, public_reason="Issued in error", private_reason="x")

    page = client.get(address(link)).content.decode()

    assert "Replaced" in page
    assert "Revoked" in page
    assert reverse("certificates:verified", args=[new.code]) in page


def test_each_look_is_listed_for_the_holder(client, link, holder):
    client.get(address(link))
    client.head(address(link))
    client.get(address(link, "shared_files"))

    assert sorted(LinkLook.objects.values_list("what", flat=True)) == ["files", "page"]
    client.force_login(holder)
    page = words(client.get(reverse("certificates:link", args=[link.public_id])))
    assert page.count("Opened the page") == 1
    assert page.count("Downloaded the files") == 1
    assert "2 looks" in words(client.get(reverse("certificates:links")))


@pytest.mark.parametrize("name", ["shared", "shared_files"])
@pytest.mark.parametrize("how", ["expired", "withdrawn"])
def test_an_ended_link_and_one_that_never_was_answer_alike(client, link, holder, time_machine, name, how):
    live = client.get(address(link, name))
    if how == "withdrawn":
        wallet.withdraw_link(link, by=holder)
    else:
        time_machine.move_to(link.expires_at)

    ended = client.get(address(link, name))
    never = client.get(reverse(f"certificates:{name}", args=["x" * 32]))

    assert (live.status_code, ended.status_code, never.status_code) == (200, 404, 404)
    assert ended.content == never.content
    assert LinkLook.objects.count() == 1


def test_a_link_is_not_indexed_kept_or_told_to_other_sites(client, link):
    response = client.get(address(link))

    assert response["X-Robots-Tag"] == "noindex"
    assert response["Referrer-Policy"] == "same-origin"
    assert "no-store" in response["Cache-Control"]


def test_a_crowd_is_asked_to_wait(client, link, time_machine):
    time_machine.move_to("2026-11-26T12:00:01Z", tick=False)
    for _ in range(LINK_HOUR.most):
        assert client.get(address(link)).status_code == 200

    late = client.get(address(link))

    assert (late.status_code, late["Retry-After"]) == (429, "3600")
    assert LinkLook.objects.count() == LINK_HOUR.most


@pytest.mark.parametrize("count", [1, 3])
def test_a_look_costs_the_same_for_one_and_for_three(client, holder, count, django_assert_num_queries):
    shown = [issued("Sam Learner", enrolment__learner=holder) for _ in range(count)]
    link = wallet.make_link(shown, by=holder, lasts=MONTH)

    with django_assert_num_queries(4):  # the link, its count, what it shows, the look
        client.get(address(link))


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_links_costs_the_same(client, holder, certificates, count, django_assert_num_queries):
    for _ in range(count):
        wallet.make_link(certificates, by=holder, lasts=MONTH)
    client.force_login(holder)
    client.get(reverse("certificates:links"))

    with django_assert_num_queries(4):  # the session, the person, their certificates, their links
        client.get(reverse("certificates:links"))


def test_a_link_is_made_and_withdrawn_on_pages(client, holder, certificates):
    client.force_login(holder)
    form = client.get(reverse("certificates:links"), {"certificate": certificates[1].public_id})
    assert form.content.decode().count(" checked>") == 1

    made = client.post(
        reverse("certificates:links"),
        {"certificates": [str(certificates[1].public_id)], "note": "Texas board", "lasts": "7"},
    )

    link = ShareLink.objects.get()
    assert made.url == reverse("certificates:link", args=[link.public_id])
    assert list(link.certificates.all()) == [certificates[1]]
    assert link.expires_at - link.made_at == timedelta(days=7)
    assert f"/shared/{link.token}/" in client.get(made.url).content.decode()
    client.post(made.url)
    link.refresh_from_db()
    assert link.withdrawn_at
    assert "Withdrawn" in words(client.get(made.url))
    actions = AuditEvent.objects.filter(action__startswith="share_link.").order_by("pk")
    assert [event.action for event in actions] == ["share_link.made", "share_link.withdrawn"]


@pytest.mark.parametrize("changed", [{"certificates": []}, {"lasts": "9999"}, {"certificates": ["x"]}])
def test_what_cannot_be_is_refused_in_words(client, holder, certificates, changed):
    client.force_login(holder)
    said = {"certificates": [str(certificates[0].public_id)], "lasts": "30"} | changed

    assert client.post(reverse("certificates:links"), said).status_code == 400
    assert not ShareLink.objects.exists()


def test_nobody_shares_what_is_not_theirs(client, link, certificates):
    stranger = person_with(Role.REGISTRAR)
    client.force_login(stranger)

    with pytest.raises(PermissionDenied):
        wallet.make_link(certificates, by=stranger, lasts=MONTH)
    with pytest.raises(PermissionDenied):
        wallet.withdraw_link(link, by=stranger)
    said = {"certificates": [str(certificates[0].public_id)], "lasts": "30"}
    assert client.post(reverse("certificates:links"), said).status_code == 400
    assert client.post(reverse("certificates:link", args=[link.public_id])).status_code == 404
    assert ShareLink.objects.live().count() == 1


def test_a_holder_has_a_bounded_number_of_links(holder, certificates):
    for _ in range(wallet.MOST):
        wallet.make_link(certificates, by=holder, lasts=MONTH)

    with pytest.raises(wallet.TooManyLinks):
        wallet.make_link(certificates, by=holder, lasts=MONTH)


def test_the_database_refuses_a_link_that_ends_before_it_begins(holder):
    now = timezone.now()

    with pytest.raises(IntegrityError), transaction.atomic():
        ShareLink.objects.create(token="x", holder=holder, made_at=now, expires_at=now)


def test_a_shared_certificate_cannot_be_deleted_from_under_its_link(link):
    assert SharedCertificate._meta.get_field("certificate").remote_field.on_delete.__name__ == "PROTECT"
    assert link.items.count() == 1
