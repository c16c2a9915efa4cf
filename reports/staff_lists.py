"""An employer's list of staff, as a CSV file: all of it read, or every fault of it named by its line. Pure."""

import csv
import io
import re
from dataclasses import dataclass

from accounts.invitees import Invitee

LARGEST_FILE = 1024 * 1024
TOO_LARGE = "The list is larger than 1 MB. Split it, or keep the columns email, name, location."
MOST_ROWS = 10_000
MOST_FAULTS = 1_000
LONGEST_NAME, LONGEST_LOCATION, LONGEST_ADDRESS = 120, 80, 254
COLUMNS = {
    "email": re.compile(r"e-?mail", re.IGNORECASE),
    "location": re.compile(r"location|site|clinic|branch", re.IGNORECASE),
    "name": re.compile(r"name|therapist|staff", re.IGNORECASE),
}
ADDRESS = re.compile(
    r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+"
)
CONTROL = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a line of the file. Line 0 is the file as a whole."""

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class StaffList:
    """Use `invitees` only if there is no fault. `left_out` counts faults beyond those listed."""

    invitees: tuple[Invitee, ...] = ()
    faults: tuple[Fault, ...] = ()
    left_out: int = 0

    @property
    def fault_count(self) -> int:
        return len(self.faults) + self.left_out


def read(text: str) -> StaffList:
    """Read a list with a head line that names the columns: email, name and perhaps location."""
    if len(text.encode()) > LARGEST_FILE:
        return _refused(TOO_LARGE)
    if "\0" in text:
        return _refused("This is no CSV file. Save the list as CSV and send it again.")
    delimiter = max(",;\t", key=text.split("\n", 1)[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        return _read(reader)
    except csv.Error as error:
        return _refused(f"The file can't be read beyond line {reader.line_num}: {error}.")


def _read(reader) -> StaffList:
    places = columns(next(reader, []))
    if not {"email", "name"} <= set(places):
        return _refused("The first line must name the columns. Call two of them email and name.")
    found: dict[str, Invitee] = {}
    line_of: dict[str, int] = {}
    faults: list[Fault] = []
    count, before = 0, reader.line_num
    for row in reader:
        line, before = before + 1, reader.line_num
        if not any(cell.strip() for cell in row):
            continue
        count += 1
        if count > MOST_ROWS:
            return _refused(f"The list has more than {MOST_ROWS:,} people. Split it.")
        invitee = as_invitee(row, places)
        wrong = problems(invitee)
        if not wrong and invitee.email in line_of:
            wrong = [f"{invitee.email} is in line {line_of[invitee.email]} already."]
        faults += [Fault(line, text) for text in wrong]
        if not wrong:
            found[invitee.email], line_of[invitee.email] = invitee, line
    if not count:
        return _refused("The list names nobody.")
    return StaffList(tuple(found.values()), tuple(faults[:MOST_FAULTS]), max(0, len(faults) - MOST_FAULTS))


def columns(head: list[str]) -> dict[str, int]:
    """Where each column is; each place is taken once."""
    places: dict[str, int] = {}
    for name, pattern in COLUMNS.items():
        taken = set(places.values())
        for place, title in enumerate(head):
            if place not in taken and pattern.search(title):
                places[name] = place
                break
    return places


def as_invitee(row: list[str], places: dict[str, int]) -> Invitee:
    cells = {name: row[place].strip() if place < len(row) else "" for name, place in places.items()}
    return Invitee(cells["email"].lower(), cells["name"], cells.get("location", ""))


def problems(invitee: Invitee) -> list[str]:
    """What is wrong with one line, in plain words."""
    found = []
    if not invitee.email:
        found.append("The email address is missing.")
    elif len(invitee.email) > LONGEST_ADDRESS or not ADDRESS.fullmatch(invitee.email):
        found.append(f"“{invitee.email[:80]}” is no email address.")
    if not invitee.name:
        found.append("The name is missing.")
    if len(invitee.name) > LONGEST_NAME:
        found.append(f"The name is longer than {LONGEST_NAME} characters.")
    if len(invitee.location) > LONGEST_LOCATION:
        found.append(f"The location is longer than {LONGEST_LOCATION} characters.")
    if CONTROL.search(invitee.name + invitee.location):
        found.append("The name or the location holds a line break or another character that can't be kept.")
    return found


def _refused(text: str) -> StaffList:
    return StaffList(faults=(Fault(0, text),))
