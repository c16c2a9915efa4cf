"""Take in what CE Broker answered to a roster."""

from pathlib import Path

from django.core.management import BaseCommand, CommandError

from certificates.tables import Unreadable
from reports.models import Report
from reports.receipts import LARGEST_RECEIPT, Receipt, read
from reports.reporting import AlreadyAnswered, WrongReceipt, take_in


class Command(BaseCommand):
    help = "Lines that the receipt lists were refused; all others of the report were accepted."

    def add_arguments(self, parser):
        parser.add_argument("report", type=int)
        answer = parser.add_mutually_exclusive_group(required=True)
        answer.add_argument("--file", type=Path, help="The error receipt, as .csv or .xlsx.")
        answer.add_argument("--no-errors", action="store_true", help="Every line was accepted.")

    def handle(self, report, file, no_errors, **options):
        made = Report.objects.filter(pk=report).first()
        if made is None:
            raise CommandError(f"There is no report {report}.")
        try:
            accepted, refused = take_in(made, Receipt([]) if no_errors else read(bounded(file)))
        except (Unreadable, WrongReceipt) as error:
            raise CommandError(str(error)) from error
        except AlreadyAnswered as error:
            raise CommandError("The receipt of this report was taken in before.") from error
        self.stdout.write(f"{accepted} accepted, {refused} refused")


def bounded(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(LARGEST_RECEIPT + 1)
