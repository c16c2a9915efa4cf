"""An employer's CSV: whole, or every fault by its line."""

import time

from accounts.invitees import Invitee
from reports import staff_lists
from reports.staff_lists import MOST_FAULTS, MOST_ROWS, Fault, read


def faults(text):
    return [(fault.line, fault.text) for fault in read(text).faults]


def test_columns_are_found_by_their_titles():
    found = read("Staff name;Clinic;E-Mail\nÅsa Müller;North;ASA@Example.com\n\n")

    assert found.invitees == (Invitee("asa@example.com", "Åsa Müller", "North"),)
    assert found.faults == ()


def test_every_fault_is_named_by_its_line():
    text = (
        "email,name,location\n"
        "ann@example.com,Ann,North\n"
        ",Ben,\n"
        "not-an-address,,\n"
        '"ANN@example.com","Ann\nagain",\n'
        "ANN@example.com,Ann again,\n"
        f"c@example.com,{'x' * 121},\n"
    )

    assert faults(text) == [
        (3, "The email address is missing."),
        (4, "“not-an-address” is no email address."),
        (4, "The name is missing."),
        (5, "The name or the location holds a line break or another character that can't be kept."),
        (7, "ann@example.com is in line 2 already."),
        (8, "The name is longer than 120 characters."),
    ]


def test_ten_thousand_rows_with_three_hundred_faults_are_read_at_once():
    lines = [f"p{n}@example.com,Person {n}," for n in range(MOST_ROWS)]
    for n in range(0, 9_000, 30):
        lines[n] = f"p{n}example.com,Person {n},"

    began = time.process_time()
    found = read("email,name,location\n" + "\n".join(lines))

    assert [fault.line for fault in found.faults] == [n + 2 for n in range(0, 9_000, 30)]
    assert (len(found.faults), found.left_out, len(found.invitees)) == (300, 0, 9_700)
    assert time.process_time() - began < 5


def test_faults_beyond_a_thousand_are_counted():
    found = read("email,name\n" + "x,X\n" * (MOST_FAULTS + 5))

    assert (len(found.faults), found.left_out, found.fault_count) == (1000, 5, 1005)


def test_what_is_no_list_is_refused():
    assert read("email,name\n" + "a@example.com,A\n" * (MOST_ROWS + 1)).faults[0].line == 0
    assert read("x" * (staff_lists.LARGEST_FILE + 1)).faults[0].text.startswith("The list is larger")
    assert read("who,where\nAnn,North\n").faults == (
        Fault(0, "The first line must name the columns. Call two of them email and name."),
    )
    assert read("").faults[0].line == read("email,name\n").faults[0].line == 0
    assert read("email,name\n\0").faults == (
        Fault(0, "This is no CSV file. Save the list as CSV and send it again."),
    )
    assert read("email,name\n" + "y" * 200_000).faults[0].text.startswith("The file can't be read beyond")
