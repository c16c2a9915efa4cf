import json
from decimal import Decimal
from pathlib import Path

from django.core.management import BaseCommand, CommandError

from interchange.marking import fraction_of


class Command(BaseCommand):
    help = "Print what each response in a list of {question, response} earns, as JSON."

    def add_arguments(self, parser):
        parser.add_argument("--json", type=Path, required=True, dest="path", metavar="FILE")

    def handle(self, *, path: Path, **options):
        """One that cannot be graded is printed as {"error": …}, and does not stop the others."""
        try:
            # Decimals stay what was written: no float comes between.
            cases = json.loads(path.read_text(), parse_float=Decimal)
        except (OSError, ValueError, RecursionError) as error:
            raise CommandError(str(error)) from error
        if not isinstance(cases, list):
            raise CommandError(f"{path.name} is no list of cases.")
        found = [self.graded(f"{path.name}[{n}]", case) for n, case in enumerate(cases)]
        self.stdout.write(json.dumps(found, ensure_ascii=False))
        errors = sum(isinstance(each, dict) for each in found)
        if errors:
            self.stderr.write(f"{errors} of {len(found)} could not be graded.")

    def graded(self, name: str, case: object) -> str | dict[str, str] | None:
        if not isinstance(case, dict) or "question" not in case:
            return {"error": f"{name}: a case is {{question, response}}"}
        try:
            return fraction_of(name, case["question"], case.get("response"))
        except ValueError as error:
            return {"error": str(error)}
