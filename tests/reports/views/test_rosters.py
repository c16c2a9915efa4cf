"""The registrar's pages of rosters: choose, look, make, download, take in what came back, see what to mend."""

import csv
import io
from datetime import UTC, datetime

import pytest
import xlrd
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from accounts.models import AuditEvent, Role
from reports.models import LineAnswer, Report
from tests.factories.accounts import LicenceFactory, UserFactory, person_with
from tests.factories.certificates import ApprovalFactory, CompletionFactory, TaughtEditionFactory

pytestmark = pytest.mark.django_db

PERIOD = {"first": "2026-11-01", "last": "2026-11-30"}


@pytest.fixture
def edition():
    edition = TaughtEditionFactory()
    ApprovalFactory(
        edition=edition, accreditor="Florida Board of Massage Therapy", provider_number="50-1234",
        course_number="20-98765",
    )  # fmt: skip
    return edition


@pytest.fixture
def registrar(client):
    person = person_with(Role.REGISTRAR)
    client.force_login(person)
    return person


def done(edition, number="", **person):
    learner = UserFactory(**person)
    if number:
        LicenceFactory(holder=learner, jurisdiction="FL", number=number)
    at = datetime(2026, 11, 20, 18, tzinfo=UTC)
    return CompletionFactory(edition=edition, learner=learner, completed_at=at, attested=learner.name)


def ask(client, edition, **more):
    given = {"course": edition.course_id, "state": "FL", "profession": "ma"} | PERIOD | more
    return client.post("/cms/rosters/", given)


def said(response) -> str:
    return " ".join(response.content.decode().split())


def test_a_registrar_sees_first_what_would_go_out(client, registrar, edition):
    done(edition, "0012345")
    done(edition)

    page = said(ask(client, edition))

    assert "<strong>1 completion</strong>" in page
    assert "1 left out: no license number of this state on file." in page
    assert "0012345" in page
    assert Report.objects.count() == 0


def test_a_confirmed_roster_is_made_once(client, registrar, edition):
    done(edition, "0012345")

    first = ask(client, edition, confirmed="1")
    second = ask(client, edition, confirmed="1")  # a double click

    made = Report.objects.get()
    assert (first.url, second.url) == (f"/cms/rosters/{made.pk}/", "/cms/rosters/")
    assert (made.made_by, made.profession, made.lines.count()) == (registrar, "MA", 1)
    assert "1 sent before and not answered yet" in said(ask(client, edition))
    assert AuditEvent.objects.get(action="roster made").actor == registrar


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"first": "2026-12-01"}, "The period ends before it begins"),
        ({"profession": "massage therapist"}, "up to ten letters and digits"),
        ({"state": "ZZ"}, "Select a valid choice"),
        ({"course": "999"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_is_refused_in_words(client, registrar, edition, given, says):
    assert says in said(ask(client, edition, **given))
    assert Report.objects.count() == 0


def test_each_file_holds_the_licence_number_as_text(client, registrar, edition):
    done(edition, "0012345", name="=HYPERLINK(1)")
    address = ask(client, edition, confirmed="1").url

    old = xlrd.open_workbook(file_contents=client.get(f"{address}roster.xls").content).sheet_by_index(0)
    sheet = load_workbook(io.BytesIO(client.get(f"{address}roster.xlsx").content)).active
    text = client.get(f"{address}roster.csv").content.decode("utf-8-sig")

    assert (old.cell(0, 4).ctype, old.cell_value(0, 4)) == (xlrd.XL_CELL_TEXT, "0012345")
    header, row = list(sheet.iter_rows())
    assert [cell.value for cell in header][:5] == [
        "Name",
        "State",
        "License number",
        "Completed on",
        "Course",
    ]
    assert {cell.data_type for cell in row} <= {"s", "inlineStr"}
    assert [cell.value for cell in row][:4] == ["=HYPERLINK(1)", "FL", "0012345", "2026-11-20"]
    assert list(csv.reader(io.StringIO(text)))[1][:3] == ["'=HYPERLINK(1)", "FL", "0012345"]
    assert client.get(f"{address}roster.pdf").status_code == 404


def test_a_refused_line_is_listed_until_it_goes_out_again(client, registrar, edition):
    done(edition, "MA1")
    wrong = done(edition, "MA2", name="Wanda Wrong")
    address = ask(client, edition, confirmed="1").url
    receipt = SimpleUploadedFile("r.csv", b"License,Message\nMA2,Invalid license number\n")

    client.post(address, {"receipt": receipt})

    listed = said(client.get("/cms/rosters/"))
    assert "Wanda Wrong" in listed
    assert "Invalid license number" in listed
    assert "1 refused before and not mended yet" in said(ask(client, edition))
    LicenceFactory(holder=wrong.enrolment.learner, jurisdiction="FL", number="MA22")
    ask(client, edition, confirmed="1")
    assert "Wanda Wrong" not in said(client.get("/cms/rosters/"))
    assert [line.licence_number for line in Report.objects.first().lines.all()] == ["MA22"]


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"none_refused": ""}, "one of the two"),
        ({"receipt": b"License,Message\nMA1,x\n", "none_refused": "on"}, "one of the two"),
        ({"receipt": b"License,Message\nMA9,x\n"}, "Line 2: this report sent no such line."),
        ({"receipt": b"PK\x03\x04broken"}, "damaged"),
    ],
)
def test_a_receipt_that_does_not_fit_changes_nothing(client, registrar, edition, given, says):
    done(edition, "MA1")
    address = ask(client, edition, confirmed="1").url
    if "receipt" in given:
        given = given | {"receipt": SimpleUploadedFile("r.csv", given["receipt"])}

    page = client.post(address, given)

    assert says in said(page)
    assert LineAnswer.objects.count() == 0


def test_a_receipt_is_taken_in_once(client, registrar, edition):
    done(edition, "MA1")
    address = ask(client, edition, confirmed="1").url

    for _ in range(2):
        client.post(address, {"none_refused": "on"})

    assert LineAnswer.objects.get().accepted
    assert "1 accepted, 0 refused" in said(client.get(address))


@pytest.mark.parametrize("role", [Role.INSTRUCTOR, Role.REVIEWER])
def test_other_staff_see_none_of_it(client, registrar, edition, role):
    done(edition, "MA1")
    address = ask(client, edition, confirmed="1").url
    client.force_login(person_with(role))

    for door in ("/cms/rosters/", address, f"{address}roster.csv"):
        assert client.get(door).status_code in (302, 403)
    assert client.post(address, {"none_refused": "on"}).status_code in (302, 403)
    assert LineAnswer.objects.count() == 0


def test_the_pages_cost_the_same_for_one_and_for_three(client, registrar, edition):
    counts = []
    for round_ in range(2):
        for number in range(1 + 2 * round_):
            done(edition, f"MA{round_}{number}")
        address = ask(client, edition, confirmed="1").url
        receipt = SimpleUploadedFile("r.csv", f"License,Message\nMA{round_}0,bad\n".encode())
        client.post(address, {"receipt": receipt})
        for door in ("/cms/rosters/", address, f"{address}roster.csv"):
            client.get(door)  # Wagtail keeps its site and its settings
            with CaptureQueriesContext(connection) as captured:
                client.get(door)
            counts.append(len(captured))

    assert counts[:3] == counts[3:]
