"""May this PDF be handed out? Only one that does nothing by itself. ISO 32000-1, 12.6 and 7.11. Pure.

The file is read as a reader would read it: whatever its last cross-reference leads to, also inside compressed
objects, with a bound on how much that is.
"""

import zlib
from io import BytesIO
from typing import Any

from pyhanko.pdf_utils import generic, misc
from pyhanko.pdf_utils.reader import PdfFileReader

LARGEST = 20 * 1024 * 1024
MOST_OBJECTS = 400_000
# What a link may do: go to a place of the same file, or to an address that the reader sees first.
LINKS = {"/GoTo", "/URI", "/Named"}
AGAIN = "Print it to PDF again (“Save as PDF”, not “PDF form” or “portfolio”), and upload that."
# Where a PDF keeps what does something, and what to call it.
KEYS = {
    "/JS": "JavaScript",
    "/JavaScript": "JavaScript",
    "/AA": "actions that start by themselves",
    "/EmbeddedFiles": "files inside it",
    "/EmbeddedFile": "files inside it",
    "/EF": "files inside it",
    "/Collection": "files inside it",
    "/XFA": "an XFA form",
    "/RichMedia": "films inside it",
    "/RichMediaContent": "films inside it",
}
# What a parser meets in a file that was never whole, or that somebody made to break it.
BROKEN = (
    misc.PdfError,
    zlib.error,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    OSError,
    RecursionError,
)
ACTIONS = {
    "/JavaScript": "JavaScript",
    "/Launch": "a command that starts a program",
    "/SubmitForm": "a form that sends what is typed",
    "/ImportData": "a form that loads data",
    "/GoToE": "files inside it",
    "/GoToR": "a link into a file on the learner's own machine",
    "/Rendition": "films inside it",
    "/Movie": "films inside it",
    "/Sound": "sounds inside it",
}


def check(raw: bytes) -> None:
    """Raises ValueError, with what to do, unless a learner can open it without anything happening."""
    if len(raw) > LARGEST:
        raise ValueError(
            f"A document has at most {LARGEST // (1024 * 1024)} MB. Save it with smaller pictures."
        )
    if not raw.startswith(b"%PDF-"):
        raise ValueError("It is not a PDF, whatever its name says. Save it as PDF and upload that.")
    try:
        reader = PdfFileReader(BytesIO(raw), strict=False)
        if "/Encrypt" in reader.trailer:
            raise ValueError("It has a password. Save it without one and upload that.")
        found = _active(reader)
    except ValueError:
        raise
    except BROKEN:
        raise ValueError(f"It is damaged. {AGAIN}") from None
    if found:
        raise ValueError(f"It holds {found}, and a document for learners does nothing by itself. {AGAIN}")


def _active(reader: PdfFileReader) -> str:
    """What it would do, in words. Empty: nothing."""
    waiting: list[Any] = [
        reader.trailer.raw_get(name) for name in ("/Root", "/Info") if name in reader.trailer
    ]
    seen: set[tuple[int, int]] = set()
    count = 0
    while waiting:
        each = waiting.pop()
        count += 1
        if count > MOST_OBJECTS:
            raise ValueError(f"It is too involved to look through. {AGAIN}")
        if isinstance(each, generic.IndirectObject):
            name = (each.idnum, each.generation)
            if name not in seen:
                seen.add(name)
                waiting.append(reader.get_object(generic.Reference(*name, reader)))
        elif isinstance(each, generic.DictionaryObject):
            if found := _of(each):
                return found
            waiting += [each.raw_get(key) for key in each]
        elif isinstance(each, generic.ArrayObject):
            waiting += [each.raw_get(at) for at in range(len(each))]
    return ""


def _of(entry: generic.DictionaryObject) -> str:
    for key in entry:
        if key in KEYS:
            return KEYS[key]
    if (kind := _name(entry, "/S")) in ACTIONS:
        return ACTIONS[kind]
    # Whatever an action is called that isn't known: a link or an opening may only lead somewhere.
    for key in ("/A", "/OpenAction", "/Next"):
        action = _followed(entry, key)
        if (
            isinstance(action, generic.DictionaryObject)
            and "/S" in action
            and _name(action, "/S") not in LINKS
        ):
            return ACTIONS.get(_name(action, "/S"), "an action that isn't a plain link")
    return ""


def _name(entry: generic.DictionaryObject, key: str) -> str:
    value = _followed(entry, key)
    return str(value) if isinstance(value, generic.NameObject) else ""


def _followed(entry: generic.DictionaryObject, key: str) -> Any:
    """What stands there, wherever it is kept. A dictionary's own `get` would stop at the reference."""
    return entry[key] if key in entry else None  # noqa: SIM401
