"""A course in the database → its files, as loading would read them. The other direction of `loading`.

What stands in the folder already keeps its place: the names of steps, and the order of questions, references and
words. So files that were loaded come out as they went in, byte for byte.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePath
from typing import Any

from django.utils.text import slugify

from courses.models import CoursePage, LessonDocument, LessonImage, Reference
from quizzes.models import Question as StoredQuestion

from .formats import sources, writing
from .formats.entries import says_all
from .formats.media import NAME
from .reading import read_content
from .shelving import STEPS
from .stored import as_source, stored_sources


class NotExportable(Exception):
    """The course can't be written as files. Its text says why."""


@dataclass
class Export:
    """The files by their path in the folder, and what they can't say, a sentence each.

    `moved` are files of steps that have another name now: they go.
    """

    files: dict[str, bytes] = field(default_factory=dict)
    moved: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def export(code: str, root: Path) -> Export:
    """What the files of a course say, to be written below `root`. Reads only. Raises NotExportable."""
    name_uploads(code)
    before = read_content(root)[0] if root.is_dir() else sources.Library()
    stored = list(stored_sources().values())
    course = _only(stored, sources.Course, code)
    steps = [each for each in stored if isinstance(each, STEPS) and each.course == code]
    steps.sort(key=lambda step: course.steps.index(step.id))
    banks, questions = _banks(stored, code, steps)
    folder = f"courses/{code}"
    made = Export()
    made.files[f"{folder}/course.yaml"] = writing.write_course(course).encode()
    there = _there(root / folder)
    for name, step in zip(_names(steps, there), steps, strict=True):
        made.files[f"{folder}/{name}"] = writing.write_step(step).encode()
    old = {f"{folder}/{there[step.id]}" for step in steps if step.id in there}
    made.moved = sorted(old - made.files.keys())
    for bank in banks:
        own = in_order((q for q in questions if q.bank == bank.code), before.questions)
        made.files[f"banks/{bank.code}.yaml"] = writing.write_bank(bank, own).encode()
    texts = b"\n".join(made.files.values()).decode()
    made.files |= _library(stored, before, texts)
    made.files |= _media(folder, texts)
    made.left_out = [*_left_out(code), *_unsaid(stored, texts), *_strays(root, folder, made)]
    return made


def write(made: Export, root: Path) -> list[str]:
    """Write the files whose bytes differ. Their paths, in order."""
    changed = []
    for name in made.moved:
        (root / name).unlink()
    for name, content in sorted(made.files.items()):
        path = root / name
        if not path.exists() or path.read_bytes() != content:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            changed.append(name)
    return changed


def _only(stored: Iterable[Any], kind: type, code: str) -> Any:
    for each in stored:
        if isinstance(each, kind) and each.code == code:  # type: ignore[attr-defined]
            return each
    raise NotExportable(f"There is no published course “{code}”.")


def _there(folder: Path) -> dict[str, str]:
    """The files of steps that stand in a folder, by the id of their step."""
    known = {}
    for path in sorted(folder.glob("*.md")) if folder.is_dir() else []:
        if found := re.search(r"^id: \"?([a-z0-9-]+)\"?$", path.read_text(), re.MULTILINE):
            known[found[1]] = path.name
    return known


def _names(steps: list[Any], there: dict[str, str]) -> list[str]:
    """The file of each step: as it is called already, or between those around it; else by its place.

    Files stand in the order of their names, so that all numbers have as many digits.
    """
    kept = [there.get(step.id, "") for step in steps]
    numbers = [int(name.partition("-")[0]) if name else 0 for name in kept]
    names = list(kept)
    for place, step in enumerate(steps):
        if not kept[place]:
            below = numbers[place - 1] if place else 0
            above = next((number for number in numbers[place:] if number), below + 20)
            numbers[place] = (below + above) // 2
            names[place] = f"{numbers[place]:02}-{step.id}.md"
    if any(kept) and names == sorted(names) and len(set(numbers)) == len(numbers):
        return names
    digits = 2 if len(steps) < 10 else 3
    return [f"{number * 10:0{digits}}-{step.id}.md" for number, step in enumerate(steps, 1)]


def _banks(
    stored: list[Any], code: str, steps: Iterable[Any]
) -> tuple[list[sources.Bank], list[sources.Question]]:
    """The banks whose questions test this course or that its steps ask, those above them, and all that these hold."""
    there = {bank.code: bank for bank in stored if isinstance(bank, sources.Bank)}
    asked = {question.partition("/")[0] for step in steps for question in _asked(step)}
    rows = StoredQuestion.objects.values_list("bank__code", "key", "pk", "objective__course__code")
    order = {f"{bank}/{key}": pk for bank, key, pk, _ in rows}
    courses: dict[str, set[str]] = {}
    for bank, _, _, course in rows:
        courses.setdefault(bank, set()).add(course or code)
    wanted = {bank for bank, names in courses.items() if code in names} | asked
    for bank in list(wanted):
        while (bank := there[bank].parent) and bank not in wanted:
            wanted.add(bank)
    mixed = sorted(bank for bank in wanted if len(courses.get(bank, ())) > 1)
    if mixed:
        raise NotExportable(
            f"The bank “{mixed[0]}” tests objectives of several courses ({', '.join(sorted(courses[mixed[0]]))}), and "
            "a file says those of one. Move the questions of each into a bank of its own."
        )
    banks = [replace(there[bank], course=next(iter(courses.get(bank, {code})))) for bank in sorted(wanted)]
    questions = [each for each in stored if isinstance(each, sources.Question) and each.bank in wanted]
    questions.sort(key=lambda question: order[f"{question.bank}/{question.id}"])
    return banks, questions


def _asked(step: Any) -> list[str]:
    """Which banks a step names, each as the name of a question of it or of the bank itself."""
    if isinstance(step, sources.Quiz):
        return [*step.questions, *(pool.bank for pool in step.pools)]
    blocks = getattr(step, "blocks", ())
    return [block.question for block in blocks if isinstance(block, sources.Check) and block.question]


def _media(folder: str, texts: str) -> dict[str, bytes]:
    """The files that the texts name: the course's own, those of all courses, and copies of another course's."""
    made = {}
    for model in (LessonImage, LessonDocument):
        rows = {row.source: row for row in model.objects.exclude(source="")}
        named = {name for name in map(_file_name, rows) if f" {name}\n" in texts}
        for name in named:
            own, shared = f"{folder}/media/{name}", f"media/{name}"
            others = sorted(source for source in rows if _file_name(source) == name)
            place = next(each for each in (own, shared, *others) if each in rows)
            with rows[place].file.open() as stream:
                made[place if place in (own, shared) else own] = stream.read()
    return made


def _file_name(source: str) -> str:
    return PurePath(source).name


def in_order(found: Iterable[Any], before: Iterable[Any]) -> list[Any]:
    """What stood in the folder before keeps its place there; what is new follows."""
    places = {_name(each): place for place, each in enumerate(before)}
    return sorted(found, key=lambda each: places.get(_name(each), len(places)))


def _name(source: Any) -> str:
    return f"{source.bank}/{source.id}" if isinstance(source, sources.Question) else source.key


def _library(stored: list[Any], before: sources.Library, texts: str) -> dict[str, bytes]:
    """References and words: those that stand in the folder, and those that the course uses."""
    references = _used(stored, sources.Reference, before.references, texts)
    terms = _used(stored, sources.Term, before.terms, texts)
    made = {}
    if references:
        made["references.bib"] = writing.write_bibliography(references).encode()
    if terms:
        made["glossary.yaml"] = writing.write_glossary(terms).encode()
    return made


def _used(stored: list[Any], kind: type, before: Iterable[Any], texts: str) -> list[Any]:
    there: dict[str, Any] = {each.key: each for each in before}
    named = set(re.findall(r"[\w-]+", texts))
    of_kind: list[Any] = [each for each in stored if isinstance(each, kind)]
    now = {each.key: each for each in of_kind}
    return in_order(
        [now.get(key, there.get(key)) for key in {**there, **now} if key in there or key in named],
        there.values(),
    )


def _left_out(code: str) -> list[str]:
    """What of a course files have no word for."""
    page = CoursePage.objects.get(course__code=code)
    steps = page.steps()
    found = [f"“{step.title}”, which isn't published" for step in steps if not step.live]
    if any(each.has_unpublished_changes for each in (page, *(step for step in steps if step.live))):
        found.append("that some of it is a draft: it is written as it was last drafted")
    return found


def _unsaid(stored: list[Any], texts: str) -> list[str]:
    """References of which an entry can't say everything."""
    named = set(re.findall(r"[\w-]+", texts))
    used = [each for each in stored if isinstance(each, sources.Reference) and each.key in named]
    rows = {row.key: as_source(row) for row in Reference.objects.filter(key__in=[each.key for each in used])}
    return [
        f"all that the library says of “{key}”: look at its entry in references.bib"
        for key, row in rows.items()
        if not says_all(row)
    ]


def _strays(root: Path, folder: str, made: Export) -> list[str]:
    """Files of steps that the course doesn't have: they are left as they are, and would be loaded."""
    there = sorted((root / folder).glob("*.md")) if (root / folder).is_dir() else []
    return [
        f"{folder}/{path.name}: the published course has no such step, and the file was left as it is"
        for path in there
        if f"{folder}/{path.name}" not in {*made.files, *made.moved}
    ]


def name_uploads(code: str) -> None:
    """Give what was uploaded in the CMS, and stands in this course, the name of its file."""
    page = CoursePage.objects.filter(course__code=code).first()
    for step in page.steps() if page else []:
        for block in getattr(step.get_latest_revision_as_object(), "body", ()):
            for name in ("image", "document", "recording"):
                row = block.value.get(name)
                if row is not None and type(row).objects.filter(pk=row.pk, source="").exists():
                    row.source = _free(row, code)
                    row._set_file_hash()  # by which loading knows it again
                    row.save(update_fields=["source", "file_hash"])


def _free(row: Any, code: str) -> str:
    """A file name like those of content/ that no other row has."""
    path = PurePath(row.file.name)
    stem = slugify(path.stem.replace("_", "-"))[:38].strip("-") or "file"
    taken = type(row).objects.values_list("source", flat=True)
    folder = f"courses/{code}/media"
    names = (f"{stem}{number}{path.suffix.lower()}" for number in ("", *(f"-{n}" for n in range(2, 1000))))
    return next(f"{folder}/{n}" for n in names if NAME.fullmatch(n) and f"{folder}/{n}" not in taken)
