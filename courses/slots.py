"""Pages from parts that are kept in memory, with slots for what differs from request to request. Pure."""

import re
from collections.abc import Mapping

from django.utils.safestring import SafeString, mark_safe

# No text holds this character: PostgreSQL refuses it, and so does Markdown.
SLOT = re.compile("\0([a-z_]+)\0")
type Parts = tuple[tuple[bytes, str], ...]


def slot(name: str) -> SafeString:
    """A place in a template's output that is filled for each request."""
    return mark_safe(f"\0{name}\0")  # noqa: S308  a word of ours


def split(html: str) -> Parts:
    """Each stretch of bytes with the name of the slot after it; the last has none."""
    pieces = SLOT.split(html)
    return tuple(zip((piece.encode() for piece in pieces[::2]), [*pieces[1::2], ""], strict=True))


def filled(parts: Parts, slots: Mapping[str, bytes]) -> bytes:
    return b"".join([piece for text, name in parts for piece in (text, slots.get(name, b""))])
