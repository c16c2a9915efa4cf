"""A source as BibTeX. Pure.

Texts show authors as journals print them, "Hinds T, McEwan IM, et al."; BibTeX parts a family from its names.
"""

import re
from collections.abc import Iterable
from datetime import date
from typing import Protocol

PERSON = re.compile(r"(?P<family>[^\d{}]+) (?P<initials>[^\W\d_a-z]{1,5})")
MORE = ", et al."
SHAPES = {
    "doi": (re.compile(r"10\.\d{4,9}/\S{1,100}"), "a DOI is like 10.1000/xyz"),
    "pmid": (re.compile(r"[1-9]\d{0,8}"), "a PMID is a number"),
    "url": (re.compile(r"https?://[^\s<>\"]{3,290}"), "an address begins with http or https"),
    "year": (re.compile(r"\d{4}|n\.d\."), "a year is like 2004, or n.d."),
}
KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
PREFIX = re.compile(
    r"^\s*(?:https?://(?:dx\.)?doi\.org/|https?://pubmed\.ncbi\.nlm\.nih\.gov/|doi:|pmid:?)\s*", re.IGNORECASE
)
# What a source calls a field, and what BibTeX does.
NAMES = {"title": "title", "year": "year", "published_in": "note", "doi": "doi", "pmid": "pmid", "url": "url"}


class Source(Protocol):
    """What is asked of a source: a row of the library, or one that was read from a file."""

    @property
    def key(self) -> str: ...
    @property
    def authors(self) -> str: ...
    @property
    def review_by(self) -> date | None: ...


def bare(number: str) -> str:
    """A DOI or a PMID without the address or the word in front of it."""
    return PREFIX.sub("", number).strip().rstrip("/")


def misc(source: Source, *, retracted: date | None) -> str:
    """An entry that says what the source says, of whatever kind it is."""
    said = [(name, escaped(getattr(source, field))) for field, name in NAMES.items()]
    days = [("retracted", day(retracted)), ("review_by", day(source.review_by))]
    return entry("misc", source.key, [("author", people(source.authors)), *said, *days])


def entry(kind: str, key: str, fields: Iterable[tuple[str, str]]) -> str:
    """One entry. Values stand in it as they are: see `escaped`. Empty ones are left out."""
    lines = [f"  {name} = {{{value}}}" for name, value in fields if value]
    return f"@{kind}{{" + ",\n".join([key, *lines]) + "\n}"


def day(said: date | None) -> str:
    return said.isoformat() if said else ""


def escaped(text: str) -> str:
    """As BibTeX takes it: braces and backslashes would end the field or begin a command."""
    return re.sub(r"([&%$#_])", r"\\\1", re.sub(r"[{}\\]", "", text))


def people(authors: str) -> str:
    """Authors as texts show them → as BibTeX lists them. Whoever doesn't look like a person is kept whole."""
    if not authors:
        return ""
    listed = [_person(each) for each in authors.removesuffix(MORE).split(", ") if each]
    return " and ".join([*listed, "others"] if authors.endswith(MORE) else listed)


def _person(name: str) -> str:
    found = PERSON.fullmatch(name)
    if not found:
        return f"{{{escaped(name)}}}"
    initials = " ".join(f"{letter}." for letter in found["initials"])
    return f"{escaped(found['family'])}, {initials}"
