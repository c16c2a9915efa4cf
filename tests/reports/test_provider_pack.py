"""What a registrar hands to an accreditor: all of it, in its order, with what isn't held said plainly."""

import csv
import io
import zipfile
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from accounts.models import AuditEvent, Role
from courses import enrolling
from courses.canonical import sha256
from courses.models import Acknowledgement, StepRecord
from quizzes.models import QuestionVersion
from reports.packing import zipped
from reports.provider_pack import MOST, TooMany, entries, gathered
from reports.sections import SECTIONS
from tests.factories.accounts import LicenceFactory, UserFactory, person_with
from tests.factories.certificates import ApprovalFactory, CompletionFactory, issued
from tests.factories.released import released

pytestmark = pytest.mark.django_db

FIRST, LAST = date(2026, 11, 1), date(2026, 11, 30)
AT = datetime(2026, 11, 22, 18, tzinfo=UTC)
GIVEN = {"accreditor": "NCBTMB", "first": "2026-11-01", "last": "2026-11-30"}


@pytest.fixture
def edition(keys):
    edition = released()
    ApprovalFactory(edition=edition, accreditor="NCBTMB", title="As approved", course_number="C-77")
    return edition


def finished(edition, name="Sam Learner", **fields):
    learner = UserFactory(name=name)
    LicenceFactory(holder=learner, jurisdiction="TX", number="MT123456")
    enrolment = enrolling.enrol(learner, edition.course)
    Acknowledgement.objects.create(
        enrolment=enrolment, edition=edition, text="Nobody paid.", digest=sha256("Nobody paid."),
        at=AT - timedelta(days=2),
    )  # fmt: skip
    step = edition.steps.order_by("position")[0]
    StepRecord.objects.create(
        enrolment=enrolment, step_key=step.key, edition=edition, digest=step.digest, at=AT - timedelta(days=1)
    )
    return issued(name, edition=edition, enrolment=enrolment, completed_at=AT, **fields)


def opened(pack) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(b"".join(zipped(entries(pack), pack.made_at))))


def packed(edition, accreditor="NCBTMB") -> zipfile.ZipFile:
    return opened(gathered(edition.course, accreditor, FIRST, LAST, timezone.now()))


def table(archive, name) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(archive.read(name).decode("utf-8-sig"))))


def text_of(archive, name) -> str:
    return " ".join(archive.read(name).decode().split())


def test_the_index_has_every_section_in_the_accreditors_order_and_says_what_is_not_held(edition):
    finished(edition)

    said = text_of(packed(edition, "Florida Board of Massage Therapy"), "index.html")

    places = [
        said.index(f"<h2>{SECTIONS[key].title.replace(chr(39), '&#x27;')}</h2>")
        for key in ("roster", "page", "approvals", "test")
    ]
    assert places == sorted(places)
    assert said.count("<h2>") == len(SECTIONS)
    assert said.count("Not held in Fascia:") == sum(bool(section.lacks) for section in SECTIONS.values()) > 0
    assert "Complaints by mail or phone" in said


def test_roster_certificates_and_proof_of_disclosure(edition):
    certificate = finished(edition, "Nguyễn Thị Ánh")

    archive = packed(edition)

    [row] = table(archive, "roster.csv")
    assert row["Name"] == "Nguyễn Thị Ánh"
    assert row["Certificate"] == certificate.serial
    assert (row["Course"], row["Course number"], row["License numbers"]) == (
        "As approved",
        "C-77",
        "TX MT123456",
    )
    assert row["Completed on"] == "2026-11-22"
    assert archive.read(f"certificates/{certificate.serial}.pdf").startswith(b"%PDF")
    [shown] = table(archive, "disclosure-shown.csv")
    assert shown["Read before"] == "yes"
    assert shown["SHA-256 of the text"] == sha256("Nobody paid.")


def test_the_post_test_stands_there_with_its_key(edition):
    archive = packed(edition)

    page = text_of(archive, next(name for name in archive.namelist() if name.endswith("-key.html")))
    versions = QuestionVersion.objects.filter(status="approved")
    assert versions.count() == 2
    for version in versions:
        assert version.payload["stem"] in page
    assert page.count("The right answer") == 2


def test_a_question_that_is_not_as_it_was_frozen_is_not_shown(edition):
    version = QuestionVersion.objects.filter(status="approved").first()
    QuestionVersion._base_manager.filter(pk=version.pk)._update(
        [(QuestionVersion._meta.get_field("payload"), None, version.payload | {"stem": "Forged?"})]
    )

    archive = packed(edition)

    page = text_of(archive, next(name for name in archive.namelist() if name.endswith("-key.html")))
    assert "Forged?" not in page
    assert page.count("word for word what this edition froze") == 1


def test_other_courses_and_other_days_stay_out(edition):
    other = released(title="Another", slug="another")
    theirs = finished(other, "Zephyrine Quillfeather")
    CompletionFactory(
        edition=edition, learner=UserFactory(name="Too Late"), attested="Too Late",
        completed_at=datetime(2026, 12, 2, tzinfo=UTC),
    )  # fmt: skip

    archive = packed(edition)

    everything = b"".join(archive.read(name) for name in archive.namelist())
    assert not [word for word in ("Zephyrine", theirs.serial, "Too Late") if word.encode() in everything]
    assert table(archive, "roster.csv") == []


def test_formulas_in_names_are_text(edition):
    finished(edition, '=HYPERLINK("http://evil")')

    archive = packed(edition)

    assert table(archive, "roster.csv")[0]["Name"].startswith("'=")
    cell = load_workbook(io.BytesIO(archive.read("roster.xlsx")))["Roster"]["A2"]
    assert (cell.data_type, cell.value) == ("s", '=HYPERLINK("http://evil")')


def test_more_than_it_takes_is_said(edition, monkeypatch):
    monkeypatch.setattr("reports.provider_pack.MOST", 1)
    finished(edition)
    finished(edition)

    with pytest.raises(TooMany, match="Make a pack for each part of it"):
        gathered(edition.course, "NCBTMB", FIRST, LAST, timezone.now())
    assert MOST > 0


@pytest.mark.parametrize("count", [1, 3])
def test_it_costs_the_same_for_one_completion_and_for_many(edition, count, django_assert_num_queries):
    for _ in range(count):
        finished(edition)
    packed(edition)  # signs the papers

    with django_assert_num_queries(22):
        packed(edition)


@pytest.mark.parametrize("role", [Role.INSTRUCTOR, Role.REVIEWER, Role.AUDITOR, Role.EMPLOYER, Role.LEARNER])
def test_nobody_but_a_registrar_gets_it(client, edition, role):
    client.force_login(person_with(role))
    shown_again(client)

    answer = client.post("/cms/provider-pack/", {"course": edition.course_id} | GIVEN)

    assert (answer.status_code, answer.headers.get("Location")) in ((403, None), (302, "/cms/"))
    assert not AuditEvent.objects.filter(action="provider pack made").exists()


def test_a_registrar_shows_again_that_it_is_them(client, edition):
    client.force_login(person_with(Role.REGISTRAR))

    answer = client.post("/cms/provider-pack/", {"course": edition.course_id} | GIVEN)

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/accounts/reauthenticate/")
    assert not AuditEvent.objects.filter(action="provider pack made").exists()


def test_then_they_get_it_and_the_log_says_so(client, edition):
    finished(edition)
    registrar = person_with(Role.REGISTRAR)
    client.force_login(registrar)
    shown_again(client)

    page = client.get("/cms/provider-pack/").content.decode()
    answer = client.post("/cms/provider-pack/", {"course": edition.course_id} | GIVEN)

    assert "Make the pack" in page
    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    assert "index.html" in archive.namelist()
    event = AuditEvent.objects.get(action="provider pack made")
    assert (event.actor, event.detail["completions"]) == (registrar, 1)


def shown_again(client) -> None:
    session = client.session
    session["account_authentication_methods_user"] = session["_auth_user_id"]
    session["account_authentication_methods"] = [
        {"method": "password", "at": timezone.now().timestamp(), "reauthenticated": True}
    ]
    session.save()


def test_a_period_that_ends_before_it_begins_is_refused(client, edition):
    client.force_login(person_with(Role.REGISTRAR))
    shown_again(client)

    answer = client.post(
        "/cms/provider-pack/", {"course": edition.course_id} | GIVEN | {"last": "2026-10-01"}
    )

    assert "The period ends before it begins." in answer.content.decode()
