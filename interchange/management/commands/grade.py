import json
from pathlib import Path

from django.core.management import BaseCommand, CommandError

from interchange.marking import fraction_of


class Command(BaseCommand):
    help = "Print what each response in a list of {question, response} earns, as JSON."

    def add_arguments(self, parser):
        parser.add_argument("--json", type=Path, required=True, dest="path", metavar="FILE")

    def handle(self, *, path: Path, **options):
        try:
            cases = json.loads(path.read_text())
            found = [
                fraction_of(f"{path.name}[{n}]", case["question"], case["response"])
                for n, case in enumerate(cases)
            ]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(json.dumps(found))
