"""A reference → its entry of BibTeX: the one it was imported with, as long as that says what the reference says.

Files and the public download both take it from here.
"""

from collections.abc import Iterable

import bibtexparser
from bibtexparser import model

from courses import bibtex

from .bibliography import read_bibliography
from .problems import Report
from .sources import Reference

# What one field of an entry says alone. Authors and places are put together from several.
ALONE = ("title", "year", "doi", "pmid", "url")
# What else an entry says of where something appeared, and what goes with each of our fields.
PLACE = [
    "journal",
    "journaltitle",
    "shortjournal",
    "booktitle",
    "publisher",
    "institution",
    "howpublished",
    "note",
    "volume",
    "number",
    "issue",
    "pages",
    "eid",
    "series",
    "edition",
    "issn",
    "isbn",
]
BESIDE = {
    "title": ("subtitle", "shorttitle", "titleaddon"),
    "year": ("date", "month", "day"),
    "pmid": ("pmcid",),
}


def with_entry(reference: Reference) -> Reference:
    """The reference with an entry that reads back as it. Where it was edited since, its entry is mended; else new."""
    found = reference
    for write in (_as_imported, _mended, _new):
        text = write(reference)
        if text and (found := read_as(text, reference)) == _with(reference, text):
            return found
    return found


def says_all(reference: Reference) -> bool:
    """Whether an entry can say what the reference says: braces, backslashes and a year like “soon” it can't."""
    return with_entry(reference) == _with(reference, with_entry(reference).bibtex)


def read_as(text: str, reference: Reference) -> Reference:
    """What a file with this entry would say: nothing but its key, where it can't be read."""
    report = Report()
    found = read_bibliography("", text, report)
    if len(found) != 1 or report.refuses:
        return Reference(reference.key, "", "", "", "", "", "", "", text)
    return found[0]


def _with(reference: Reference, text: str) -> Reference:
    return Reference(**{**vars(reference), "bibtex": text})


def _as_imported(reference: Reference) -> str:
    return reference.bibtex


def _mended(reference: Reference) -> str:
    """The entry as imported, with the fields that were edited in their places, and without what these make untrue."""
    blocks = bibtexparser.parse_string(reference.bibtex).blocks
    if len(blocks) != 1 or not isinstance(blocks[0], model.Entry):
        return ""
    [entry] = blocks
    fields = {field.key.lower(): str(field.value) for field in entry.fields}
    there = read_as(reference.bibtex, reference)
    for name in ALONE:
        if getattr(there, name) != getattr(reference, name):
            fields[name] = bibtex.escaped(getattr(reference, name))
            _leave_out(fields, BESIDE.get(name, ()))
    if there.authors != reference.authors:
        fields["author"] = bibtex.people(reference.authors)
    if there.published_in != reference.published_in:
        _leave_out(fields, PLACE)
        fields["note"] = bibtex.escaped(reference.published_in)
    fields["retracted"] = bibtex.day(reference.retracted)
    fields["review_by"] = bibtex.day(reference.review_by)
    return bibtex.entry(entry.entry_type, reference.key, fields.items())


def _leave_out(fields: dict[str, str], names: Iterable[str]) -> None:
    for name in names:
        fields.pop(name, None)


def _new(reference: Reference) -> str:
    return bibtex.misc(reference, retracted=reference.retracted)
