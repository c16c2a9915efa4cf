"""Finding words: in the lessons that a learner may read, and across the public catalogue. Reads only."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from .excerpts import plain
from .models import EditionStep

LONGEST = 100  # of what is looked for
MOST_WORDS = 8
AROUND = 70  # characters that a result shows on either side


@dataclass(frozen=True, slots=True)
class Found:
    """A block that holds every word, as a line of text with the words marked."""

    step: EditionStep
    block: str
    text: SafeString


def words_of(text: str) -> list[str]:
    """What to look for: the first few words, each once, whatever their case."""
    return list(dict.fromkeys(text[:LONGEST].casefold().split()))[:MOST_WORDS]


def holding(query: QuerySet, words: Iterable[str], *fields: str) -> QuerySet:
    """The rows in which each word stands in one of the fields."""
    for word in words:
        somewhere = Q()
        for field in fields:
            somewhere |= Q(**{f"{field}__icontains": word})
        query = query.filter(somewhere)
    return query


def in_course(edition_id: int, open_steps: Iterable[UUID], text: str) -> list[Found]:
    """The blocks of the named steps that hold every word. One statement; none for no word."""
    words = words_of(text)
    if not words:
        return []
    steps = EditionStep.objects.filter(edition=edition_id, key__in=list(open_steps)).exclude(html="")
    found = []
    for step in holding(steps, words, "html", "title").defer("html").order_by("position"):
        for block in step.body.get("blocks", ()):
            said = plain(block)
            if all(word in said.casefold() for word in words):
                found.append(Found(step, block.get("id", ""), marked(said, words)))
    return found


def marked(text: str, words: list[str]) -> SafeString:
    """The stretch around the first word, with each of the words in <mark>."""
    pattern = re.compile("|".join(re.escape(word) for word in words), re.IGNORECASE)
    first = pattern.search(text)
    middle = first.start() if first else 0
    start, end = _whole_words(text, middle)
    shown = f"{'… ' if start else ''}{text[start:end]}{' …' if end < len(text) else ''}"
    pieces, at = [], 0
    for hit in pattern.finditer(shown):
        pieces += [(shown[at : hit.start()], hit[0])]
        at = hit.end()
    return format_html_join("", "{}<mark>{}</mark>", pieces) + format_html("{}", shown[at:])


def _whole_words(text: str, middle: int) -> tuple[int, int]:
    """Where to cut around a hit, so that no word is cut in two. One longer than the stretch is."""
    start, end = max(0, middle - AROUND), middle + AROUND * 2
    if start:
        start = text.find(" ", start, middle) + 1 or start
    if end < len(text):
        end = max(text.rfind(" ", middle + AROUND, end), middle + AROUND)
    return start, end
