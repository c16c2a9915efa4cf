"""References as people have them → references: RIS, PubMed's nbib, BibTeX, or a list pasted from a paper. Pure.

What the text doesn't say is left empty, for a person to fill in. Nothing is looked up.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import Any
from unicodedata import normalize

import bibtexparser
import rispy  # type: ignore[import-untyped]
from bibtexparser import model
from bibtexparser.middlewares import LatexDecodingMiddleware

from courses.bibtex import SHAPES

from .bibliography import LIMITS, published_in, reference_of
from .bibliography import authors as shown_authors
from .problems import Place, Report
from .sources import Reference

MOST_BYTES = 1_000_000
MOST = 100
LONGEST = 2000  # characters of one pasted reference: what is longer is prose
DOI = re.compile(r"10\.\d{4,9}/[^\s\"<>]{1,100}")
PMID = re.compile(r"\bPMID:?\s*([1-9]\d{0,8})\b", re.IGNORECASE)
YEAR = re.compile(r"\b(?:19|20)\d{2}\b")
URL = re.compile(r"https?://[^\s<>\"]{3,290}")
LETTERS = LatexDecodingMiddleware(keep_braced_groups=True, keep_math_mode=False)
NUMBERED = re.compile(r"^\s*(?:\[\d{1,3}\]|\d{1,3}[.)])\s+")
# "Hinds T, McEwan I (2004). Title. Journal" and "Hinds T, McEwan I. Title. Journal. 2004;36:1308."
APA = re.compile(
    r"(?P<authors>.{2,300}?)\s*\((?P<year>\d{4})[^)]{0,20}\)\.?\s*(?P<title>.+?[.?!])\s+(?P<rest>.+)"
)
VANCOUVER = re.compile(r"(?P<authors>[^.]{2,300})\.\s+(?P<title>.+?[.?!])\s+(?P<rest>.+)")
STRANGE = re.compile(r"[\x00-\x08\x0b\x0e-\x1f]")  # in no text
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
    if STRANGE.search(text):
        raise Refused("This is no text. Export your references as RIS, nbib or BibTeX.")
    found = list(by_shape(text.replace("\r\n", "\n").replace("\r", "\n")))
    if not found:
        raise Refused("There is no reference in it. Paste one a line, or bring a .ris, .nbib or .bib file.")
    refuse_many(len(found))
    return with_keys(map(tidy, found))


def refuse_many(count: int) -> None:
    if count > MOST:
        raise Refused(f"These are {count} references. Bring at most {MOST} at once, in files of their own.")


def by_shape(text: str) -> Iterator[Reference]:
    if re.search(r"^TY {1,2}- ", text, re.MULTILINE):
        return map(of_ris, rispy.loads(closed(text)))
    if re.search(r"^PMID *- ", text, re.MULTILINE):
        return map(of_nbib, entries(text))
    if re.search(r"^\s*@\w+\s*[{(]", text, re.MULTILINE):
        return of_bibtex(text)
    return map(of_line, pasted(text))


def closed(text: str) -> str:
    """RIS as it should be, in which every entry ends: one that was cut off would be passed over, and the next one with it."""
    text = re.sub(r"^([A-Z][A-Z0-9]) {1,2}- ?", r"\1  - ", text, flags=re.MULTILINE)
    text = re.sub(r"^ER {1,2}-.*$", "", text, flags=re.MULTILINE)
    return (
        re.sub(r"^(?=TY {1,2}- )", "ER  - \n", f"{text}\n", flags=re.MULTILINE).replace("ER  - \n", "", 1)
        + "ER  - \n"
    )


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
    """With the keys as they are, and letters for LaTeX. Raises Refused where an entry can't be read.

    Of two entries with one key each is kept; of two fields with one name the first.
    """
    report = Report()
    blocks = bibtexparser.parse_string(text).blocks
    refuse_many(len([block for block in blocks if not isinstance(block, model.ImplicitComment)]))
    for block in blocks:
        place = Place("", (block.start_line or 0) + 1)
        entry = entry_in(block)
        if entry is not None:
            yield reference_of(in_letters(entry), place, report)
        elif isinstance(block, model.ParsingFailedBlock):
            raise Refused(f"Line {place.line}: this entry cannot be read: look for a missing brace or comma.")
    broken = [problem for problem in report.found if problem.code == "E401"]
    if broken:
        raise Refused(f"Line {broken[0].place.line}: {broken[0].message}.")


def entry_in(block: model.Block) -> model.Entry | None:
    """The entry that a block is, also where it stands a second time, or has a field twice."""
    if isinstance(block, model.DuplicateBlockKeyBlock):
        found = bibtexparser.parse_string(block.raw or "").entries
        return found[0] if found else None
    if not isinstance(block, model.DuplicateFieldKeyBlock):
        return block if isinstance(block, model.Entry) else None
    entry = block.ignore_error_block
    if not isinstance(entry, model.Entry):
        return None
    once = {field.key: field for field in reversed(entry.fields)}
    bare = [model.Field(key, str(field.value).strip('{}" ')) for key, field in reversed(once.items())]
    return model.Entry(entry.entry_type, entry.key, bare, entry.start_line, entry.raw)


def in_letters(entry: model.Entry) -> model.Entry:
    """The entry with letters where LaTeX has commands. Long fields are cut first: decoding them takes its time."""
    for field in entry.fields:
        field.value = str(field.value)[:LONGEST]
    if not any("\\" in field.value for field in entry.fields):
        return entry
    read = LETTERS.transform_entry(entry, bibtexparser.Library())
    return read if isinstance(read, model.Entry) else entry


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
        found.append(replace(reference, key=free(shaped(reference.key) or base(reference), taken)))
    return found


def shaped(key: str) -> str:
    """A key as texts cite it: other programs allow more."""
    return re.sub(r"[^a-z0-9]+", "-", ascii_of(key)).strip("-")[:56].strip("-")


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
