"""Make the next roster of a course for CE Broker."""

from datetime import date
from pathlib import Path

from django.core.management import BaseCommand, CommandError

from accounts.places import STATES
from courses.models import Course
from reports.reporting import NothingToReport, completions, report
from reports.rosters import workbook


class Command(BaseCommand):
    help = (
        "Write an .xls file of the completions of a period that CE Broker has not been sent yet, and of those "
        "that it refused and that were mended since. Take its answer in with ce_broker_receipt."
    )

    def add_arguments(self, parser):
        parser.add_argument("course", help="The course's code.")
        parser.add_argument("file", type=Path, help="Where to write. A file that exists is not touched.")
        parser.add_argument("--first", type=date.fromisoformat, required=True, help="YYYY-MM-DD")
        parser.add_argument("--last", type=date.fromisoformat, required=True, help="YYYY-MM-DD")
        parser.add_argument("--state", choices=sorted(STATES), required=True)
        parser.add_argument("--profession", required=True, help="CE Broker's profession code; ask the board.")

    def handle(self, course, file, first, last, state, profession, **options):
        if file.exists():
            raise CommandError(f"{file} exists. CE Broker wants a new file each time.")
        if last < first:
            raise CommandError("The period ends before it begins.")
        taught = Course.objects.filter(code=course).first()
        if taught is None:
            raise CommandError(f"There is no course {course}.")
        for reason, count in completions(taught, state, profession, first, last).lacking.items():
            self.stderr.write(f"left out {count}: {reason}")
        try:
            made = report(taught, state, profession, first, last)
        except NothingToReport as error:
            raise CommandError("There is nothing new to report.") from error
        rows = [line.as_row() for line in made.lines.select_related("report")]
        file.write_bytes(workbook(rows))
        self.stdout.write(f"report {made.pk}: {len(rows)} lines in {file}")
