"""A DOI or a PMID → what its registry says of it, in a format that `citing` reads."""

import re
from collections.abc import Callable
from urllib.parse import quote

from courses import bibtex, fetching

from .formats.citing import MOST_BYTES

DOI = re.compile(r"10\.\d{4,9}/\S{1,200}")
PMID = re.compile(r"\d{1,8}")
PASTE = "Paste the reference below instead."


class NotFound(ValueError):
    """Nothing was found. Its text says why, and what to do."""


def address_of(named: str) -> tuple[str, str]:
    """Where a registry says what a DOI or a PMID names, and the form to ask for. Raises NotFound."""
    bare = bibtex.bare(named).rstrip("/.")
    if DOI.fullmatch(bare):
        return f"https://doi.org/{quote(bare, safe='/:;()._-')}", "application/x-bibtex"
    if PMID.fullmatch(bare):
        base = "https://eutils.ncbi.nlm.nih.gov/entrez/eutils/efetch.fcgi"
        return f"{base}?db=pubmed&rettype=medline&retmode=text&id={bare}", "text/plain"
    raise NotFound("A DOI is like 10.1249/01.MSS.0000135797.09291.71, a PMID like 15292740.")


def look_up(named: str, fetch: Callable[..., fetching.Answer] = fetching.fetch) -> bytes:
    """The record, as the registry writes it. Raises NotFound."""
    url, accept = address_of(named)
    try:
        answer = fetch(url, accept=accept, most_bytes=MOST_BYTES)
    except (fetching.NoAnswer, fetching.NotAllowed):
        raise NotFound(f"We couldn’t reach the registry just now. Nothing is lost. {PASTE}") from None
    if answer.status in (400, 404, 410):
        raise NotFound(
            f"The registry knows no such number. Look at it again, or: {PASTE[0].lower()}{PASTE[1:]}"
        )
    if answer.status != 200 or not answer.body.strip():
        raise NotFound(f"The registry didn’t say. Try later, or: {PASTE[0].lower()}{PASTE[1:]}")
    return answer.body
