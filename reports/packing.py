"""A ZIP that is sent while it is written: however large it gets, one piece of it is in memory at a time."""

import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.files.storage import Storage
from django.http import StreamingHttpResponse
from django.template.loader import render_to_string

PIECE = 64 * 1024
# What a page of a pack looks like: our own stylesheet, and the two fonts that it needs first.
LOOKS = ("css/fascia.css", "fonts/literata-latin.woff2", "fonts/atkinson-next-latin.woff2")


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of a pack. `content` is whole, or comes in pieces."""

    name: str
    content: bytes | Iterable[bytes]


class _Sink(io.RawIOBase):
    """Where a ZIP is written: bytes stay until they are taken. Nothing can go back in it."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, part: Any) -> int:
        self.parts.append(bytes(part))
        return len(part)

    def taken(self) -> bytes:
        whole, self.parts = b"".join(self.parts), []
        return whole


def zipped(entries: Iterable[Entry], at: datetime) -> Iterator[bytes]:
    """The bytes of a ZIP with these files, each dated `at`. What breaks off has no directory, so it won't open."""
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry in entries:
            described = zipfile.ZipInfo(entry.name, at.timetuple()[:6])
            described.compress_type = zipfile.ZIP_DEFLATED
            described.external_attr = 0o644 << 16
            pieces = (entry.content,) if isinstance(entry.content, bytes) else entry.content
            with archive.open(described, "w") as file:
                for piece in pieces:
                    file.write(piece)
                    yield sink.taken()
            yield sink.taken()
    yield sink.taken()


def sent(entries: Iterable[Entry], at: datetime, name: str) -> StreamingHttpResponse:
    """The ZIP as a download."""
    return StreamingHttpResponse(
        zipped(entries, at),
        content_type="application/zip",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "private, no-store",
        },
    )


def page(name: str, template: str, context: dict[str, Any]) -> Entry:
    """A page of a pack. `up` is the way from it to the top."""
    known = {"up": "../" * name.count("/"), "provider": settings.PROVIDER, "site": settings.PUBLIC_URL}
    return Entry(name, render_to_string(template, known | context).encode())


def looks() -> Iterator[Entry]:
    for name in LOOKS:
        yield Entry(name, _static(name))


@cache
def _static(name: str) -> bytes:
    return Path(str(finders.find(name))).read_bytes()


def pieces(storage: Storage, name: str) -> Iterator[bytes]:
    """A stored file, a piece at a time."""
    with storage.open(name) as stream:
        while piece := stream.read(PIECE):
            yield piece
