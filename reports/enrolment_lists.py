"""A registrar's list of enrolments, as a CSV file: all of it read, or every fault of it named by its line. Pure."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field

from .staff_lists import ADDRESS, MOST_FAULTS, Fault

LARGEST_FILE = 512 * 1024
TOO_LARGE = "The list is larger than 512 KB. Split it, or keep the columns email and course."
MOST_ROWS = 2_000
HEAD = ("email", "course")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A line: who is to be enrolled in what, by the course's code."""

    line: int
    email: str
    course: str


@dataclass(slots=True)
class EnrolmentList:
    """Use `wanted` only if there is no fault."""

    wanted: list[Wanted] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    @property
    def listed(self) -> list[Fault]:
        """By line, as many as anybody reads."""
        return sorted(self.faults, key=lambda fault: fault.line)[:MOST_FAULTS]

    @property
    def left_out(self) -> int:
        return max(0, len(self.faults) - MOST_FAULTS)


def read(text: str) -> EnrolmentList:
    """Read a list whose first line names the columns email and course."""
    if len(text.encode()) > LARGEST_FILE:
        return refused(TOO_LARGE)
    if "\0" in text:
        return refused("This is no CSV file. Save the list as CSV and send it again.")
    delimiter = max(",;\t", key=text.split("\n", 1)[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        head = [cell.strip().casefold().replace("-", "") for cell in next(reader, [])]
        if not set(HEAD) <= set(head):
            return refused("The first line must name the columns. Call two of them email and course.")
        rows = list(lines(reader))
    except csv.Error as error:
        return refused(f"The file can't be read beyond line {reader.line_num}: {error}.")
    if len(rows) > MOST_ROWS:
        return refused(f"The list has more than {MOST_ROWS:,} lines. Split it.")
    if not rows:
        return refused("The list names nobody.")
    return checked(rows, head.index("email"), head.index("course"))


def lines(reader) -> Iterator[tuple[int, list[str]]]:
    """Each row that isn't empty, with the number of the line on which it begins."""
    before = reader.line_num
    for row in reader:
        line, before = before + 1, reader.line_num
        if any(cell.strip() for cell in row):
            yield line, row


def checked(rows: list[tuple[int, list[str]]], email: int, course: int) -> EnrolmentList:
    found = EnrolmentList()
    first: dict[tuple[str, str], int] = {}
    for line, row in rows:
        cells = [cell.strip() for cell in row] + [""] * (max(email, course) + 1 - len(row))
        wanted = Wanted(line, cells[email].lower(), cells[course].lower())
        pair = (wanted.email, wanted.course)
        if not ADDRESS.fullmatch(wanted.email):
            found.faults.append(Fault(line, f"“{wanted.email[:80]}” is no email address."))
        elif not wanted.course:
            found.faults.append(Fault(line, "The course is missing."))
        elif pair in first:
            found.faults.append(Fault(line, f"The same stands in line {first[pair]} already."))
        else:
            first[pair] = line
            found.wanted.append(wanted)
    return found


def refused(text: str) -> EnrolmentList:
    return EnrolmentList(faults=[Fault(0, text)])
