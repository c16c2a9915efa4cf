"""Files that somebody drops to have them checked: kept in memory, never on a disk, and never too many."""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload

LARGEST_REQUEST = 48 * 1024 * 1024
LARGEST_FILE = 10 * 1024 * 1024
LARGEST_MEMBER = 5 * 1024 * 1024
LARGEST_UNPACKED = 100 * 1024 * 1024
MOST_FILES = 500


class TooMuch(ValueError):
    """More than one check takes. The message says what to do."""


class MemoryOnly(FileUploadHandler):
    """Keeps every file in memory, and stops reading once there is more than a check takes."""

    def __init__(self, request=None):
        super().__init__(request)
        self.received = 0
        self.files = 0
        self.stopped = False

    def new_file(self, *args, **kwargs):
        super().new_file(*args, **kwargs)
        self.files += 1
        if self.files > MOST_FILES + 1:
            self.stop()
        self.chunks: list[bytes] = []

    def receive_data_chunk(self, raw_data, start):
        self.received += len(raw_data)
        if self.received > LARGEST_REQUEST:
            self.stop()
        self.chunks.append(raw_data)

    def stop(self):
        """Read no more. Who handles the request sees that it was stopped."""
        self.stopped = True
        raise StopUpload(connection_reset=True)

    def file_complete(self, file_size):
        content = io.BytesIO(b"".join(self.chunks))
        self.chunks = []
        return InMemoryUploadedFile(
            content, self.field_name, self.file_name, self.content_type, file_size, self.charset
        )


@dataclass(frozen=True, slots=True)
class Dropped:
    """One file: its name and its bytes, or why it was not read."""

    name: str
    raw: bytes = b""
    refused: str = ""


def unpacked(name: str, raw: bytes) -> Iterator[Dropped]:
    """The files of a ZIP, one at a time. Raises TooMuch, and ValueError for what is no ZIP.

    What a member says of its size is not believed: reading stops at the limit.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(raw))
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise ValueError("This ZIP file is damaged.") from error
    members = [member for member in archive.infolist() if counts(member)]
    if len(members) > MOST_FILES:
        raise TooMuch(f"{name} holds {len(members):,} files. One check takes up to {MOST_FILES}.")
    if sum(member.file_size for member in members) > LARGEST_UNPACKED:
        raise TooMuch(f"{name} unpacks to more than 100 MB. Certificates are far smaller.")
    for member in members:
        yield Dropped(member.filename.rsplit("/", 1)[-1][:120], *read(archive, member))


def counts(member: zipfile.ZipInfo) -> bool:
    """Not the folders, and not what file managers add."""
    base = member.filename.rsplit("/", 1)[-1]
    return bool(base) and not base.startswith(".") and not member.filename.startswith("__MACOSX/")


def read(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> tuple[bytes, str]:
    """The bytes, and why they were not read."""
    if member.flag_bits & 1:
        return b"", "It is locked with a password."
    try:
        with archive.open(member) as file:
            raw = file.read(LARGEST_MEMBER + 1)
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError, RuntimeError):
        return b"", "It is damaged."
    except Exception as error:  # zlib.error and its like: every packing has its own
        if type(error).__module__ not in {"zlib", "_lzma", "lzma", "bz2"}:
            raise
        return b"", "It is damaged."
    if len(raw) > LARGEST_MEMBER:
        return b"", "It is larger than any certificate of ours."
    return raw, ""
