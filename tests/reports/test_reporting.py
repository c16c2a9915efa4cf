"""The roster for CE Broker, read back with xlrd: no office program is asked for on the machines that test."""

import csv
from datetime import UTC, date, datetime
from io import StringIO

import pytest
import xlrd
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from accounts.models import AuditEvent
from certificates.tables import Unreadable
from reports.models import LineAnswer, Report, ReportLine
from reports.receipts import LARGEST_RECEIPT, Receipt, read
from reports.reporting import AlreadyAnswered, NothingToReport, WrongReceipt, completions, report, take_in
from reports.rosters import ACCEPTED, MOST_LINES, REFUSED, WAITING, Row, Sent, cells, due, workbook
from tests.factories.accounts import LicenceFactory, UserFactory
from tests.factories.certificates import ApprovalFactory, CompletionFactory, TaughtEditionFactory

pytestmark = pytest.mark.django_db

PERIOD = (date(2026, 11, 1), date(2026, 11, 30))
NOON = datetime(2026, 11, 20, 18, tzinfo=UTC)


def a_row(**changes) -> Row:
    fields = {
        "provider_number": "50-1234",
        "course_number": "20-98765",
        "course_id": "massage",
        "licence_number": "0012345",
        "completed_on": date(2026, 11, 20),
        "state": "FL",
        "profession": "MA",
    }
    return Row(**fields | changes)


@pytest.fixture
def edition():
    edition = TaughtEditionFactory()
    ApprovalFactory(
        edition=edition,
        accreditor="Florida Board of Massage Therapy",
        provider_number="50-1234",
        course_number="20-98765",
    )
    return edition


def done(edition, number="", at=NOON, **person):
    learner = UserFactory(**person)
    if number:
        LicenceFactory(holder=learner, jurisdiction="FL", number=number)
    return CompletionFactory(edition=edition, learner=learner, completed_at=at)


def florida(edition) -> Report:
    return report(edition.course, "FL", "MA", *PERIOD)


def numbers(made: Report) -> list[str]:
    return [line.licence_number for line in made.lines.all()]


def receipt(*lines: str) -> Receipt:
    return read("\n".join(["License,Message", *lines]).encode())


# The file


def test_the_file_has_the_columns_of_the_board_and_no_others():
    book = xlrd.open_workbook(file_contents=workbook([a_row(), a_row(course_number="")]))
    sheet = book.sheet_by_index(0)

    assert (sheet.nrows, sheet.ncols) == (2, 8)
    first = sheet.row_values(0)
    assert xlrd.xldate_as_datetime(first.pop(5), book.datemode).date() == date(2026, 11, 20)
    assert first == ["1234", "98765", "", "", "0012345", "State=FL", "Profession=MA"]
    assert sheet.row_values(1)[:4] == ["1234", "", "massage", ""]


def test_a_licence_number_is_text_and_a_day_is_a_day():
    book = xlrd.open_workbook(file_contents=workbook([a_row()]), formatting_info=True)
    cell, day = book.sheet_by_index(0).cell(0, 4), book.sheet_by_index(0).cell(0, 5)

    assert (cell.ctype, cell.value) == (xlrd.XL_CELL_TEXT, "0012345")
    assert book.format_map[book.xf_list[cell.xf_index].format_key].format_str == "@"
    assert day.ctype == xlrd.XL_CELL_DATE


def test_it_is_an_excel_file_of_the_old_kind():
    assert workbook([a_row()]).startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")


@pytest.mark.parametrize("number", ['=HYPERLINK("http://evil")', "+1", "@a"])
def test_a_formula_in_a_number_stays_text(number):
    book = xlrd.open_workbook(file_contents=workbook([a_row(licence_number=number)]))

    assert book.sheet_by_index(0).cell(0, 4).ctype == xlrd.XL_CELL_TEXT
    assert book.sheet_by_index(0).cell(0, 4).value == number


def test_a_course_without_a_number_goes_by_our_own():
    assert cells(a_row(course_number=" "))[1:3] == ["", "massage"]


# What is sent


@pytest.mark.parametrize(
    ("standing", "mended", "again"),
    [
        (WAITING, False, False),
        (WAITING, True, False),
        (ACCEPTED, False, False),
        (ACCEPTED, True, False),
        (REFUSED, False, False),
        (REFUSED, True, True),
    ],
)
def test_only_what_was_refused_and_mended_goes_again(standing, mended, again):
    before = a_row(licence_number="WRONG") if mended else a_row()

    assert (due({1: a_row()}, {1: Sent(before, standing)}) != {}) == again


def test_a_second_export_repeats_nothing_and_carries_each_mended_line(edition):
    done(edition, "MA1")
    wrong = done(edition, "MA2")
    done(edition, "MA3")
    first = florida(edition)
    assert take_in(first, receipt("MA2,Invalid license number")) == (2, 1)
    with pytest.raises(NothingToReport):
        florida(edition)

    LicenceFactory(holder=wrong.enrolment.learner, jurisdiction="FL", number="MA22")
    done(edition, "MA4")
    second = florida(edition)

    assert numbers(first) == ["MA1", "MA2", "MA3"]
    assert numbers(second) == ["MA22", "MA4"]
    take_in(second, Receipt([]))
    with pytest.raises(NothingToReport):
        florida(edition)


def test_a_roster_without_its_receipt_is_not_sent_again(edition):
    done(edition, "MA1")
    florida(edition)

    with pytest.raises(NothingToReport):
        florida(edition)


def test_what_cannot_be_reported_is_counted_by_its_reason(edition):
    done(edition)
    done(TaughtEditionFactory(course=edition.course, major=2), "MA1")

    found = completions(edition.course, "FL", "MA", *PERIOD)

    assert found.rows == {}
    assert found.lacking == {
        "no license number of this state on file": 1,
        "not approved by this state on the day of completion": 1,
    }


def test_a_completion_counts_on_the_learners_own_day(edition):
    late = datetime(2026, 12, 1, 3, tzinfo=UTC)  # the evening before in Chicago
    done(edition, "MA1", at=late, time_zone="America/Chicago")
    done(edition, "MA2", at=late, time_zone="UTC")

    assert numbers(florida(edition)) == ["MA1"]
    assert ReportLine.objects.get().completed_on == date(2026, 11, 30)


def test_the_database_refuses_a_second_acceptance(edition):
    done(edition, "MA1")
    first = florida(edition)
    take_in(first, Receipt([]))
    line = first.lines.get()
    again = Report.objects.create(
        course=first.course, state="FL", profession="MA", first=PERIOD[0], last=PERIOD[1], made_at=NOON
    )
    line.pk, line.report = None, again
    line.save()

    with pytest.raises(IntegrityError), transaction.atomic():
        take_in(again, Receipt([]))

    assert LineAnswer.objects.count() == 1


def test_without_the_constraint_a_second_acceptance_would_be_kept(edition):
    """The planted fault: the same rows with the guarantee removed."""
    with connection.cursor() as cursor:
        cursor.execute('DROP INDEX "a_completion_is_accepted_once_by_a_state"')

    with pytest.raises(pytest.fail.Exception):
        test_the_database_refuses_a_second_acceptance(edition)


@pytest.mark.parametrize("count", [1, 3])
def test_a_roster_costs_the_same_whatever_its_length(edition, count, django_assert_num_queries):
    for number in range(count):
        done(edition, f"MA{number}")

    with django_assert_num_queries(3):
        assert len(completions(edition.course, "FL", "MA", *PERIOD).rows) == count


# What comes back


def test_a_receipt_is_taken_in_once(edition):
    done(edition, "MA1")
    made = florida(edition)
    take_in(made, Receipt([]))

    with pytest.raises(AlreadyAnswered):
        take_in(made, Receipt([]))


def test_a_receipt_of_another_report_changes_nothing_and_names_each_line(edition):
    done(edition, "MA1")
    made = florida(edition)

    with pytest.raises(WrongReceipt) as error:
        take_in(made, receipt("MA1,bad", "MA8,bad", "MA9,bad"))

    assert error.value.faults == [
        "Line 3: this report sent no such line.",
        "Line 4: this report sent no such line.",
    ]
    assert LineAnswer.objects.count() == 0


def test_a_licence_that_was_sent_twice_needs_its_day():
    rows = [a_row(), a_row(completed_on=date(2026, 11, 3))]
    plain = read(b"License,Message\n0012345,bad")
    dated = read(b"License,Error,Date completed\n12345,bad,11/3/2026")

    assert plain.matched(rows) == (
        {},
        ["Line 2: this license was sent twice. Add a column with the dates."],
    )
    assert dated.matched(rows) == ({1: "bad"}, [])


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"", "The first row must name the columns"),
        (b"Name,Message\nA,b", "The first row must name the columns"),
        (b"License,Message\n" + b"1,b\n" * (MOST_LINES + 1), "more than 5,000 lines"),
        (b"x" * (LARGEST_RECEIPT + 1), "larger than 2 MB"),
        (b"PK\x03\x04broken", "damaged"),
        (b"License,Message,Date\n1,b,soon", "Line 2: this is no date"),
        (b"\xd0\xcf\x11\xe0\0\0", "no spreadsheet"),
    ],
)
def test_a_receipt_out_of_bounds_is_refused_in_plain_words(raw, says):
    with pytest.raises(Unreadable, match=says):
        read(raw)


def test_the_commands_write_the_file_and_take_the_receipt_in(edition, tmp_path):
    done(edition, "0012345")
    file, answer = tmp_path / "roster.xls", tmp_path / "receipt.csv"
    period = ("--first", "2026-11-01", "--last", "2026-11-30", "--state", "FL", "--profession", "MA")
    call_command("ce_broker_roster", edition.course.code, str(file), *period, stdout=StringIO())
    text = StringIO()
    csv.writer(text).writerows([["License", "Message"], ["0012345", "Invalid license number"]])
    answer.write_text(text.getvalue())
    said = StringIO()

    call_command("ce_broker_receipt", str(Report.objects.get().pk), "--file", str(answer), stdout=said)

    assert xlrd.open_workbook(file).sheet_by_index(0).cell_value(0, 4) == "0012345"
    assert said.getvalue() == "0 accepted, 1 refused\n"
    assert list(AuditEvent.objects.values_list("action", flat=True).filter(object_label="reports.Report"))
    with pytest.raises(CommandError, match="exists"):
        call_command("ce_broker_roster", edition.course.code, str(file), *period, stdout=StringIO())
