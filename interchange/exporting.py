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

from courses.models import CoursePage, EvaluationPage, LessonDocument, LessonImage, Reference
from quizzes.models import Question as StoredQuestion

from .formats import sources, writing
from .formats.media import NAME
from .reading import read_content
from .stored import stored_sources

STEPS = (sources.Lesson, sources.Quiz, sources.Attestation)


class NotExportable(Exception):
    """The course can't be written as files. Its text says why."""


@dataclass
class Export:
    """The files by their path in the folder, and what they can't say, a sentence each."""

    files: dict[str, bytes] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)


def export(code: str, root: Path) -> Export:
    """What the files of a course say, to be written below `root`. Reads only. Raises NotExportable."""
    name_uploads(code)
    before = read_content(root)[0] if root.is_dir() else sources.Library()
    stored = list(stored_sources().values())
    course = _only(stored, sources.Course, code)
    steps = [each for each in stored if isinstance(each, STEPS) and each.course == code]
    steps.sort(key=lambda step: course.steps.index(step.id))
    banks, questions = _banks(stored, code)
    made = Export(left_out=_left_out(code))
    folder = f"courses/{code}"
    made.files[f"{folder}/course.yaml"] = writing.write_course(course).encode()
    for name, step in zip(_names(steps, root / folder), steps, strict=True):
        made.files[f"{folder}/{name}"] = writing.write_step(step).encode()
    for bank in banks:
        own = in_order((q for q in questions if q.bank == bank.code), before.questions)
        made.files[f"banks/{bank.code}.yaml"] = writing.write_bank(bank, own).encode()
    texts = b"\n".join(made.files.values()).decode()
    made.files |= _library(stored, before, texts)
    for model in (LessonImage, LessonDocument):
        for row in model.objects.exclude(source=""):
            if f" {PurePath(row.source).name}\n" in texts and row.source.startswith(("media/", f"{folder}/")):
                with row.file.open() as stream:
                    made.files[row.source] = stream.read()
    return made


def write(made: Export, root: Path) -> list[str]:
    """Write the files whose bytes differ. Their paths, in order."""
    changed = []
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


def _names(steps: list[Any], folder: Path) -> list[str]:
    """The file of each step: as it is called already, else by its place."""
    known = {}
    for path in sorted(folder.glob("*.md")) if folder.is_dir() else []:
        if found := re.search(r"^id: \"?([a-z0-9-]+)\"?$", path.read_text(), re.MULTILINE):
            known[found[1]] = path.name
    kept = [known.get(step.id, "") for step in steps]
    if all(kept) and kept == sorted(kept):
        return kept
    return [f"{number * 10:02}-{step.id}.md" for number, step in enumerate(steps, 1)]


def _banks(stored: list[Any], code: str) -> tuple[list[sources.Bank], list[sources.Question]]:
    """The banks whose questions test this course, and all that these hold."""
    rows = StoredQuestion.objects.filter(objective__course__code=code).values_list("bank__code", flat=True)
    wanted = set(rows)
    order = {
        f"{bank}/{key}": pk for bank, key, pk in StoredQuestion.objects.values_list("bank__code", "key", "pk")
    }
    banks = [
        replace(bank, course=code)
        for bank in stored
        if isinstance(bank, sources.Bank) and bank.code in wanted
    ]
    questions = [each for each in stored if isinstance(each, sources.Question) and each.bank in wanted]
    questions.sort(key=lambda question: order[f"{question.bank}/{question.id}"])
    filled = {question.bank for question in questions}
    return [bank for bank in banks if bank.code in filled], questions


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
        made["references.bib"] = writing.write_bibliography(map(_entry, references)).encode()
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


def _entry(reference: sources.Reference) -> sources.Reference:
    """With an entry of BibTeX, also where it was written in the CMS."""
    if reference.bibtex:
        return reference
    return replace(reference, bibtex=Reference.objects.get(key=reference.key).as_bibtex())


def _left_out(code: str) -> list[str]:
    """What a course may be in the CMS and files have no word for."""
    page = CoursePage.objects.get(course__code=code)
    found = []
    if page.requires.exists():
        found.append("which courses must be completed first")
    if not page.asks_to_acknowledge:
        found.append("that the disclosure needn't be acknowledged")
    if EvaluationPage.objects.child_of(page).filter(expired=False).exists():
        found.append("the evaluation form")
    if any(not step.required for step in page.steps()):
        found.append("which steps are optional")
    if any(each.has_unpublished_changes for each in (page, *page.steps())):
        found.append("that some of it is a draft: it is written as it was last drafted")
    return found


def name_uploads(code: str) -> None:
    """Give what was uploaded in the CMS, and stands in this course, the name of its file."""
    page = CoursePage.objects.filter(course__code=code).first()
    for step in page.steps() if page else []:
        for block in getattr(step.get_latest_revision_as_object(), "body", ()):
            for name in ("image", "document", "recording"):
                row = block.value.get(name)
                if row is not None and not row.source:
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
