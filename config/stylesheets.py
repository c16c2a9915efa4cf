"""One stylesheet for the browser, many small ones for us.

`static/css/fascia.css` imports the tokens, the base and every component. Thirty requests would slow the first
page on a phone, so the finder below serves it with its imports written out: the same file in development, in the
tests and in collectstatic, and nothing to build by hand.
"""

import re
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

ENTRY = "css/fascia.css"
IMPORT = re.compile(r'^@import url\("(?P<path>[^"]+)"\)(?: layer\((?P<layer>[\w-]+)\))?;$', re.MULTILINE)


def write_out(entry: str, folder: Path) -> str:
    """The text of a stylesheet with each @import replaced by the file it names, inside its layer.

    Addresses in an imported file are left as they are, so only files beside the entry may hold any.
    Raises ValueError when a file in a subfolder does, FileNotFoundError when one is missing.
    """

    def included(match: re.Match) -> str:
        text = (folder / match["path"]).read_text().rstrip()
        if "/" in match["path"] and "url(" in text:
            raise ValueError(f"{match['path']} holds a url(): move it into a token in tokens.css.")
        return f"@layer {match['layer']} {{\n{text}\n}}" if match["layer"] else text

    return IMPORT.sub(included, entry)


class StylesheetFinder(BaseFinder):
    """Finds fascia.css with its imports written out. It must stand before the file system's finder."""

    def __init__(self, *args, **kwargs):
        self.source = Path(settings.STATICFILES_DIRS[0]) / ENTRY
        self.storage = FileSystemStorage(settings.STYLESHEET_ROOT)
        super().__init__(*args, **kwargs)

    def check(self, **kwargs) -> list:
        return []

    def find(self, path, find_all=False):
        if path != ENTRY:
            return []
        written = str(self.write())
        return [written] if find_all else written

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, FileSystemStorage]]:
        self.write()
        yield ENTRY, self.storage

    def write(self) -> Path:
        target = Path(self.storage.path(ENTRY))
        text = write_out(self.source.read_text(), self.source.parent)
        if not target.exists() or target.read_text() != text:
            target.parent.mkdir(parents=True, exist_ok=True)
            # Two processes may start at once: each writes a file of its own, and the last one stands whole.
            with tempfile.NamedTemporaryFile("w", dir=target.parent, delete=False) as fresh:
                fresh.write(text)
            Path(fresh.name).chmod(0o644)
            Path(fresh.name).replace(target)
        return target
