"""references.bib → references. bibtexparser reads it; what it would let pass is refused here."""

import logging
import re
from datetime import date

import bibtexparser
from bibtexparser import model

from courses import bibtex

from .problems import Place, Report
from .sources import Reference
from .yaml_nodes import ID

# Each block that it cannot read is reported with its line: its own log lines say it a second time.
logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)

MOST_AUTHORS = 6
LIMITS = {"authors": 300, "title": 400, "published_in": 300}
MONTHS = [
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "nov",
    "dec",
]  # as BibTeX knows them
DAYS = ("retracted", "review_by")
ESCAPES = re.compile(r"\\([&%$#_])")


def read_bibliography(file: str, text: str, report: Report) -> list[Reference]:
    """The references, with every problem reported."""
    library = bibtexparser.parse_string(text)
    references = []
    for block in library.blocks:
        place = Place(file, (block.start_line or 0) + 1)
        if isinstance(block, model.DuplicateBlockKeyBlock | model.DuplicateFieldKeyBlock):
            report.add(place, "E402", str(block.error).split(". Note")[0])
        elif isinstance(block, model.ParsingFailedBlock):
            report.add(place, "E401", "this entry cannot be read: look for a missing brace or comma")
        elif isinstance(block, model.ImplicitComment):
            report.add(place, "E405", f"text outside an entry: {block.comment.strip()[:40]}")
        elif isinstance(block, model.Entry):
            references.append(reference_of(block, place, report))
            report.define("reference", block.key, place)
    return references


def reference_of(entry: model.Entry, place: Place, report: Report) -> Reference:
    """What an entry says, with every problem reported."""
    if not ID.fullmatch(entry.key) or len(entry.key) > 60:
        report.add(place, "E019", f"`{entry.key}` is not a key: use [a-z0-9-], at most 60")
    values = {field.key.lower(): _value(field, place, report) for field in entry.fields}
    if not values.get("title"):
        report.add(place, "E403", f"{entry.key} has no title")
    reference = Reference(
        key=entry.key,
        authors=authors(values.get("author", "")),
        title=values.get("title", ""),
        year=values.get("year", "n.d."),
        published_in=published_in(values),
        doi=values.get("doi", ""),
        pmid=values.get("pmid", ""),
        url=values.get("url", ""),
        bibtex=(entry.raw or "").strip(),
        retracted=_day(values, "retracted"),
        review_by=_day(values, "review_by"),
    )
    _check(reference, entry, place, report)
    return reference


def _value(field: model.Field, place: Place, report: Report) -> str:
    """A field's text, without LaTeX. Braces that protect capitals go; those round a whole author stay."""
    place = Place(place.file, (field.start_line or 0) + 1)
    text = str(field.value)
    is_known = text.isdigit() or (field.key.lower() == "month" and text.lower() in MONTHS)
    if field.enclosing == "no-enclosing" and not is_known:
        # bibtexparser reads on over a missing comma, and takes an unknown abbreviation as it is.
        report.add(place, "E401", f"{field.key}: look for a missing brace or comma")
        return ""
    text = ESCAPES.sub(r"\1", " ".join(text.split()))
    if "\\" in text:
        report.add(place, "E406", f"{field.key}: write the character itself instead of a LaTeX command")
    return text if field.key.lower() == "author" else re.sub("[{}]", "", text).replace("--", "–")


def _day(values: dict[str, str], name: str) -> date | None:
    """A day, or None where there is none: `_check` says what is wrong with it."""
    try:
        return date.fromisoformat(values.get(name, ""))
    except ValueError:
        return None


def _check(reference: Reference, entry: model.Entry, place: Place, report: Report) -> None:
    lines = {field.key.lower(): (field.start_line or 0) + 1 for field in entry.fields}
    for name, limit in LIMITS.items():
        if len(getattr(reference, name)) > limit:
            report.add(place, "E018", f"{reference.key}: {name} is longer than {limit} characters")
    for name, (shape, message) in bibtex.SHAPES.items():
        value = getattr(reference, name)
        if value and not shape.fullmatch(value):
            at = Place(place.file, lines.get(name, place.line))
            report.add(at, "E407", f"{reference.key}: {message}, not `{value[:60]}`")
    for field in entry.fields:
        name = field.key.lower()
        if name in DAYS and str(field.value) != bibtex.day(getattr(reference, name)):
            message = f"{name} is a day like 2026-11-20, not `{str(field.value)[:60]}`"
            report.add(Place(place.file, lines[name]), "E407", f"{reference.key}: {message}")


def authors(names: str) -> str:
    """BibTeX's `Hinds, Toby and …` → `Hinds T, …`: at most six, as journals print them."""
    if not names:
        return ""
    people = [part.strip() for part in re.split(r" and (?![^{]*\})", names)]
    shown = [_person(person) for person in people if person != "others"][:MOST_AUTHORS]
    return ", ".join(shown) + (", et al." if len(shown) < len(people) else "")


def _person(name: str) -> str:
    if name.startswith("{") or "," not in name:
        return re.sub("[{}]", "", name)
    last, first = (part.strip() for part in name.split(",", 1))
    initials = "".join(part[0] for part in re.split(r"[\s.-]+", first) if part).upper()
    return re.sub("[{}]", "", f"{last} {initials}".strip())


def published_in(values: dict[str, str]) -> str:
    """Journal, volume, issue and pages; or publisher, institution, or where else it appeared."""
    journal = values.get("journal", "")
    if not journal:
        parts = [values.get(name, "") for name in ("booktitle", "publisher", "institution", "howpublished")]
        parts += [values.get("number", ""), values.get("note", "")]
        return ". ".join(part for part in parts if part)
    issue = values.get("volume", "") + (f"({values['number']})" if values.get("number") else "")
    pages = f":{values['pages']}" if values.get("pages") else ""
    return f"{journal} {issue}{pages}".strip() if issue else f"{journal}{pages.replace(':', ' ')}"
