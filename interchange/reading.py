"""The files of content/ → a library of plain values, with every problem in them."""

import re
from pathlib import Path

from courses.rulebooks import Body

from .formats import agreement
from .formats.banks import read_bank
from .formats.bibliography import read_bibliography
from .formats.course_markdown import read_step
from .formats.course_yaml import read_course
from .formats.evidence import read_evidence
from .formats.glossary import read_glossary
from .formats.media import read_medium
from .formats.problems import Place, Report
from .formats.rules import read_rules
from .formats.sources import Bank, Course, Library, Medium, Question, Reference, Step, Term

LARGEST = 256 * 1024
STEP = re.compile(r"[0-9]{2,3}-[a-z0-9-]+\.md")
NAMED = re.compile(r"([a-z0-9-]+)\.yaml")
# NEL, LS and PS end a line in YAML but not in an editor: the line numbers would be wrong.
FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff]")


def read_content(root: Path) -> tuple[Library, Report]:
    """Read everything below `root`. If the report refuses, the library is incomplete: load nothing of it."""
    reader = Reader(root)
    library = reader.read()
    if not reader.report.refuses:
        agreement.check(library, reader.report)
    return library, reader.report


class Reader:
    """Walks a folder. Names in problems begin with the folder's own name."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.report = Report()
        self.references: list[Reference] = []
        self.terms: list[Term] = []
        self.media: list[Medium] = []
        self.courses: list[Course] = []
        self.steps: list[Step] = []
        self.banks: list[Bank] = []
        self.questions: list[Question] = []
        self.bodies: list[Body] = []

    def read(self) -> Library:
        if not self.root.is_dir():
            self.report.add(Place(str(self.root)), "E004", "there is no such folder")
        for path in sorted(self.root.iterdir()) if self.root.is_dir() else []:
            self.read_top(path)
        return Library(
            references=tuple(self.references),
            terms=tuple(self.terms),
            media=tuple(self.media),
            courses=tuple(self.courses),
            steps=tuple(self.steps),
            banks=tuple(self.banks),
            questions=tuple(self.questions),
            bodies=tuple(self.bodies),
        )

    def read_top(self, path: Path) -> None:
        if path.name == "references.bib":
            text = self.text(path)
            if text is not None:
                self.references = read_bibliography(self.name(path), text, self.report)
        elif path.name == "evidence.yaml":
            text = self.text(path)
            if text is not None:
                read_evidence(self.name(path), text, self.report)
        elif path.name == "glossary.yaml":
            text = self.text(path)
            if text is not None:
                self.terms = read_glossary(self.name(path), text, self.report)
        elif path.name == "media" and path.is_dir():
            self.read_media(path, "")
        elif path.name == "figures" and path.is_dir():
            pass  # the programs that draw media/; nothing of them is loaded
        elif path.name == "courses" and path.is_dir():
            for folder in sorted(path.iterdir()):
                self.read_course(folder)
        elif path.name == "banks" and path.is_dir():
            for file in sorted(path.iterdir()):
                self.read_bank(file)
        elif path.name == "rules" and path.is_dir():
            for file in sorted(path.iterdir()):
                self.read_rules(file)
        else:
            self.unknown(path)

    def read_course(self, folder: Path) -> None:
        if not folder.is_dir():
            self.unknown(folder)
            return
        file = folder / "course.yaml"
        if not file.exists():
            self.report.add(Place(self.name(folder)), "E004", "the folder holds no course.yaml")
        text = self.text(file) if file.exists() else None
        course = read_course(self.name(file), text, folder.name, self.report) if text is not None else None
        steps = [step for step in map(self.read_step, sorted(folder.iterdir())) if step]
        if (folder / "media").is_dir():
            self.read_media(folder / "media", folder.name)
        self.steps += steps
        if course:
            ids = tuple(step.id for step in steps)
            self.courses.append(Course(**{**vars(course), "steps": ids}))

    def read_media(self, folder: Path, course: str) -> None:
        for path in sorted(folder.iterdir()):
            if not path.is_file():
                self.unknown(path)
                continue
            name = self.name(path)
            stands = str(path.relative_to(self.root))
            medium = read_medium(name, stands, path.read_bytes(), self.report)
            if medium:
                self.media.append(medium)
                self.report.define("medium", path.name, Place(name), course)

    def read_step(self, path: Path) -> Step | None:
        if path.name == "course.yaml" or (path.name == "media" and path.is_dir()):
            return None
        if not STEP.fullmatch(path.name) or not path.is_file():
            self.unknown(path)
            return None
        text = self.text(path)
        return read_step(self.name(path), text, path.parent.name, self.report) if text is not None else None

    def read_bank(self, path: Path) -> None:
        match = NAMED.fullmatch(path.name)
        if not match:
            self.unknown(path)
            return
        text = self.text(path)
        read = read_bank(self.name(path), text, match.group(1), self.report) if text is not None else None
        if read:
            bank, questions = read
            self.banks.append(bank)
            self.questions += questions

    def read_rules(self, path: Path) -> None:
        if not NAMED.fullmatch(path.name):
            self.unknown(path)
            return
        text = self.text(path)
        body = read_rules(self.name(path), text, self.report) if text is not None else None
        if body:
            self.bodies.append(body)

    def unknown(self, path: Path) -> None:
        self.report.add(Place(self.name(path)), "E005", "nothing in content/ has this name")

    def text(self, path: Path) -> str | None:
        """The file's text, or None with the problem reported."""
        name = self.name(path)
        if not path.is_file():
            self.unknown(path)
            return None
        if path.stat().st_size > LARGEST:
            self.report.add(Place(name), "E002", f"{path.stat().st_size} bytes; {LARGEST} is the most")
            return None
        raw = path.read_bytes()
        try:
            text = raw.decode()
        except UnicodeDecodeError as error:
            line = raw.count(b"\n", 0, error.start) + 1
            column = error.start - raw.rfind(b"\n", 0, error.start)
            self.report.add(Place(name, line, column), "E001", f"byte 0x{raw[error.start]:02x} is not UTF-8")
            return None
        strange = FORBIDDEN.search(text)
        if strange:
            line = text.count("\n", 0, strange.start()) + 1
            column = strange.start() - text.rfind("\n", 0, strange.start())
            message = f"character U+{ord(strange.group()):04X} is not allowed; lines end with LF alone"
            self.report.add(Place(name, line, column), "E003", message)
            return None
        return text

    def name(self, path: Path) -> str:
        return str(Path(self.root.name) / path.relative_to(self.root))
