import shutil
import tempfile
from pathlib import Path

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from interchange import exporting
from interchange.reading import read_content


class Command(BaseCommand):
    help = "Write a course, its banks and what it cites as files, as load_content reads them."

    def add_arguments(self, parser):
        parser.add_argument("code", help="The course's code, as in its address.")
        parser.add_argument("--path", type=Path, default=settings.BASE / "content", help="The folder.")

    def handle(self, *, code: str, path: Path, **options):
        try:
            made = exporting.export(code, path)
        except exporting.NotExportable as error:
            raise CommandError(str(error)) from None
        self.refuse_what_would_not_load(made, path)
        for name in exporting.write(made, path):
            self.stdout.write(f"wrote {name}")
        for said in made.left_out:
            self.stderr.write(f"not in the files: {said}")
        self.stdout.write(f"{len(made.files)} files say what the course says.")

    def refuse_what_would_not_load(self, made: exporting.Export, path: Path) -> None:
        """Try it in a copy of the folder first: what can't be read back is not written."""
        with tempfile.TemporaryDirectory() as directory:
            copy = Path(directory) / path.resolve().name
            if path.is_dir():
                shutil.copytree(path, copy)
            exporting.write(made, copy)
            _, report = read_content(copy)
        for problem in report:
            if problem.refuses:
                self.stderr.write(str(problem))
        if report.refuses:
            raise CommandError("These files couldn't be loaded again, so nothing was written: see above.")
