"""A ZIP that is sent while it is written."""

import io
import random
import tracemalloc
import zipfile
from datetime import UTC, datetime

import pytest

from reports.packing import Entry, zipped

AT = datetime(2026, 11, 25, 12, 0, 0, tzinfo=UTC)
PIECE = 64 * 1024


def test_it_opens_and_holds_what_was_given():
    entries = [Entry("a.txt", b"one"), Entry("deep/b.txt", [b"two ", b"pieces"]), Entry("empty", b"")]

    archive = zipfile.ZipFile(io.BytesIO(b"".join(zipped(entries, AT))))

    assert archive.testzip() is None
    assert {name: archive.read(name) for name in archive.namelist()} == {
        "a.txt": b"one", "deep/b.txt": b"two pieces", "empty": b"",
    }  # fmt: skip
    assert archive.getinfo("a.txt").date_time == (2026, 11, 25, 12, 0, 0)


def test_a_large_one_is_never_whole_in_memory():
    """64 MB that don't compress, in pieces: far less is held at a time."""
    dice = random.Random(7)  # noqa: S311  noise, no secret
    count = 1024

    def large():
        for _ in range(count):
            yield dice.randbytes(PIECE)

    tracemalloc.start()
    sent = sum(len(part) for part in zipped([Entry("large.bin", large())], AT))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert sent > count * PIECE
    assert most < 4 * 1024 * 1024


def test_what_breaks_off_does_not_open():
    def breaks():
        yield b"begun"
        raise OSError("gone")

    got: list[bytes] = []
    with pytest.raises(OSError, match="gone"):
        got.extend(zipped([Entry("a", b"good"), Entry("b", breaks())], AT))

    assert not zipfile.is_zipfile(io.BytesIO(b"".join(got)))
