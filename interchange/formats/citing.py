"""References as people have them → references: RIS, PubMed's nbib, BibTeX, or a list pasted from a paper. Pure.

What the text doesn't say is left empty, for a person to fill in. Nothing is looked up.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import Any
from unicodedata import normalize

import rispy  # type: ignore[import-untyped]

from .bibliography import LIMITS, SHAPES, published_in, read_bibliography
from .bibliography import authors as shown_authors
from .problems import Report
from .sources import Reference

MOST_BYTES = 1_000_000
MOST = 100
LONGEST = 2000  # characters of one pasted reference: what is longer is prose
DOI = re.compile(r"10\.\d{4,9}/[^\s\"<>]{1,100}")
PMID = re.compile(r"\bPMID:?\s*([1-9]\d{0,8})\b", re.IGNORECASE)
YEAR = re.compile(r"\b(?:19|20)\d{2}\b")
URL = re.compile(r"https?://[^\s<>\"]{3,290}")
NUMBERED = re.compile(r"^\s*(?:\[\d{1,3}\]|\d{1,3}[.)])\s+")
# "Hinds T, McEwan I (2004). Title. Journal" and "Hinds T, McEwan I. Title. Journal. 2004;36:1308."
APA = re.compile(
    r"(?P<authors>.{2,300}?)\s*\((?P<year>\d{4})[^)]{0,20}\)\.?\s*(?P<title>.+?[.?!])\s+(?P<rest>.+)"
)
VANCOUVER = re.compile(r"(?P<authors>[^.]{2,300})\.\s+(?P<title>.+?[.?!])\s+(?P<rest>.+)")
TAG = re.compile(r"^([A-Z]{2,4}) *- (.*)$")


class Refused(ValueError):
    """It can't be read as references. Its text says what to do."""


def read(data: bytes) -> list[Reference]:
    """What a file or a pasted text holds, in its order. Raises Refused."""
    if len(data) > MOST_BYTES:
        raise Refused("That is more than a megabyte. Bring it in parts.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    if "\x00" in text:
        raise Refused("This is no text. Export your references as RIS, nbib or BibTeX.")
    found = list(by_shape(text.replace("\r\n", "\n").replace("\r", "\n")))
    if not found:
        raise Refused("There is no reference in it. Paste one a line, or bring a .ris, .nbib or .bib file.")
    if len(found) > MOST:
        raise Refused(f"These are {len(found)} references. Bring at most {MOST} at once.")
    return with_keys(map(tidy, found))


def by_shape(text: str) -> Iterator[Reference]:
    if re.search(r"^TY {1,2}- ", text, re.MULTILINE):
        return map(of_ris, rispy.loads(text))
    if re.search(r"^PMID *- ", text, re.MULTILINE):
        return map(of_nbib, entries(text))
    if re.search(r"^\s*@\w+\s*[{(]", text, re.MULTILINE):
        return of_bibtex(text)
    return map(of_line, pasted(text))


def of_ris(entry: Mapping[str, Any]) -> Reference:
    journal = first(entry, "journal_name", "secondary_title", "alternate_title3", "alternate_title1")
    address = next(iter(entry.get("urls", [])), "")
    pages = "–".join(part for part in (entry.get("start_page", ""), entry.get("end_page", "")) if part)
    said = {
        "journal": journal,
        "volume": entry.get("volume", ""),
        "number": entry.get("number", ""),
        "pages": pages,
        "publisher": entry.get("publisher", ""),
    }
    return Reference(
        key="",
        authors=shown_authors(" and ".join(entry.get("authors") or entry.get("first_authors") or [])),
        title=first(entry, "title", "primary_title"),
        year=year_in(first(entry, "year", "publication_year", "date")),
        published_in=published_in(said),
        doi=entry.get("doi", ""),
        pmid="",
        url="" if DOI.search(address) else address,
        bibtex="",
    )


def first(entry: Mapping[str, Any], *names: str) -> str:
    return next((str(entry[name]) for name in names if entry.get(name)), "")


def entries(text: str) -> Iterator[dict[str, list[str]]]:
    """MEDLINE's records: a tag of up to four letters, and lines that go on with six blanks."""
    record: dict[str, list[str]] = {}
    last: list[str] = []
    for line in text.splitlines():
        if found := TAG.match(line):
            tag, value = found.groups()
            if tag == "PMID" and record:
                yield record
                record = {}
            last = record.setdefault(tag, [])
            last.append(value.strip())
        elif line.startswith("      ") and last:
            last[-1] += f" {line.strip()}"
    if record:
        yield record


def of_nbib(entry: Mapping[str, list[str]]) -> Reference:
    def one(tag: str) -> str:
        return next(iter(entry.get(tag, [])), "")

    names = entry.get("AU", [])
    people = ", ".join(names[:6]) + (", et al." if len(names) > 6 else "")
    dois = [said.removesuffix("[doi]").strip() for said in entry.get("LID", []) + entry.get("AID", [])]
    said = {"journal": one("TA") or one("JT"), "volume": one("VI"), "number": one("IP"), "pages": one("PG")}
    return Reference(
        key="",
        authors=people,
        title=one("TI"),
        year=year_in(one("DP")),
        published_in=published_in(said),
        doi=next((each for each in dois if DOI.fullmatch(each)), ""),
        pmid=one("PMID"),
        url="",
        bibtex="",
    )


def of_bibtex(text: str) -> Iterator[Reference]:
    """With the keys as they are. Raises Refused where an entry can't be read."""
    report = Report()
    found = read_bibliography("", text, report)
    broken = [problem for problem in report.found if problem.code == "E401"]
    if broken:
        raise Refused(f"Line {broken[0].place.line}: {broken[0].message}.")
    return iter(found)


def pasted(text: str) -> Iterator[str]:
    """One reference a paragraph; where nothing is parted by blank lines, one a line."""
    blocks = [block for block in re.split(r"\n\s*\n", text) if block.strip()]
    if len(blocks) == 1:
        blocks = [line for line in text.splitlines() if line.strip()]
    for block in blocks:
        yield NUMBERED.sub("", " ".join(block.split()))[:LONGEST]


def of_line(text: str) -> Reference:
    doi, pmid, address = DOI.search(text), PMID.search(text), URL.search(text)
    said = URL.sub("", PMID.sub("", DOI.sub("", text)))
    said = re.sub(r"\b(?:doi|DOI):?\s*(?=[.\s]|$)|https?://\S*$", "", said).strip(" .;,") + "."
    found = APA.fullmatch(said) or VANCOUVER.fullmatch(said)
    parts = found.groupdict() if found else {"title": said if len(said) > 1 else "", "rest": ""}
    return Reference(
        key="",
        authors=parts.get("authors", "").strip(" .,"),
        title=parts["title"].strip(" ."),
        year=parts.get("year") or year_in(parts["rest"] or said),
        published_in=parts["rest"].strip(" ."),
        doi=doi.group().rstrip(".,;)") if doi else "",
        pmid=pmid.group(1) if pmid else "",
        url=address.group().rstrip(".,;)") if address and not DOI.search(address.group()) else "",
        bibtex="",
    )


def year_in(text: str) -> str:
    found = YEAR.search(text)
    return found.group() if found else "n.d."


def tidy(reference: Reference) -> Reference:
    """Cut to what the library holds, and without what is no DOI, PMID or address."""
    cut: dict[str, Any] = {
        name: " ".join(getattr(reference, name).split())[:limit] for name, limit in LIMITS.items()
    }
    doi = DOI.search(reference.doi)
    cut["doi"] = doi.group() if doi else ""
    cut["title"] = cut["title"].rstrip(".")
    for name in ("pmid", "url"):
        value = getattr(reference, name)
        cut[name] = value if SHAPES[name][0].fullmatch(value) else ""
    return replace(reference, **cut)


def with_keys(references: Iterator[Reference]) -> list[Reference]:
    """Each with a key of its own: the first author's name and the year, as texts cite it."""
    found: list[Reference] = []
    for reference in references:
        taken = {each.key for each in found}
        found.append(replace(reference, key=free(reference.key or base(reference), taken)))
    return found


def base(reference: Reference) -> str:
    name = re.sub(r"[^a-z0-9]", "", ascii_of(reference.authors.split(",")[0].rsplit(" ", 1)[0]))
    return f"{name or 'source'}{reference.year if reference.year.isdigit() else ''}"[:56]


def ascii_of(text: str) -> str:
    return normalize("NFKD", text).encode("ascii", "ignore").decode().lower()


def free(key: str, taken: Collection[str]) -> str:
    """The key, or with the first letter behind it that nobody has."""
    offered = (f"{key}{end}" for end in ("", *"bcdefghijklmnopqrstuvwxyz"))
    return next((each for each in offered if each not in taken), f"{key}-{len(taken)}")


def same(text: str) -> str:
    """A title as it is compared: letters and digits alone."""
    return re.sub(r"\W", "", text.casefold())
