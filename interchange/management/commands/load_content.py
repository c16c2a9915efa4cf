from pathlib import Path

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from interchange import loading
from interchange.lengths import lesson_lines
from interchange.loading import Action, Plan
from interchange.reading import read_content


class Command(BaseCommand):
    help = "Load courses, lessons, questions and references from content/."

    def add_arguments(self, parser):
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument(
            "--check",
            action="store_true",
            help="Only look for mistakes in the files; -v2 tells lengths, too.",
        )
        what.add_argument("--plan", action="store_true", help="Say what would be written.")
        what.add_argument("--apply", action="store_true", help="Write it.")
        parser.add_argument("--path", type=Path, default=settings.BASE / "content")

    def handle(self, *, path: Path, check: bool, apply: bool, verbosity: int, **options):
        library, report = read_content(path)
        for problem in report:
            self.stderr.write(str(problem))
        if report.refuses:
            count = sum(problem.refuses for problem in report)
            raise CommandError(f"{count} mistakes; nothing was written.")
        if check:
            for line in lesson_lines(library) if verbosity > 1 else ():
                self.stdout.write(line)
            self.stdout.write("No mistakes.")
            return
        act = loading.apply if apply else loading.plan
        self.tell(act(library, path.resolve().name), verbosity)

    def tell(self, plan: Plan, verbosity: int) -> None:
        """Each change on a line. Exits 1 when a conflict needs a person."""
        for change in plan.changes:
            if change.action != Action.UNCHANGED or verbosity > 1:
                self.stdout.write(str(change))
        self.stdout.write(f"{len(plan.writes)} to write, {len(plan.conflicts)} in conflict.")
        if plan.conflicts:
            raise CommandError(
                "Conflicts were left as they are: see above. Where no line says what to do, write what the CMS says "
                "into the files (export_course), mend them, and load again."
            )
