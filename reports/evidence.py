"""Files that people bring as evidence: read with bounds, in memory, and never interpreted by us."""

from dataclasses import dataclass
from typing import Protocol

MOST = 5 * 1024 * 1024
KINDS = {
    b"%PDF-": ("application/pdf", "pdf"),
    b"\x89PNG\r\n\x1a\n": ("image/png", "png"),
    b"\xff\xd8\xff": ("image/jpeg", "jpg"),
}


class UnreadableEvidence(ValueError):
    """The file is not one that we keep. The message says what to do."""


class Upload(Protocol):
    @property
    def size(self) -> int | None: ...
    def read(self, size: int) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Evidence:
    """The bytes as they came, and what kind of file they begin as."""

    content: bytes
    content_type: str
    extension: str


def read_evidence(upload: Upload) -> Evidence:
    """Raises UnreadableEvidence. The kind is told by the first bytes, whatever the name says."""
    if (upload.size or 0) > MOST:
        raise UnreadableEvidence("The file is larger than 5 MB. A photo in a smaller size will do.")
    content = upload.read(MOST + 1)
    if len(content) > MOST:
        raise UnreadableEvidence("The file is larger than 5 MB. A photo in a smaller size will do.")
    for begins, (content_type, extension) in KINDS.items():
        if content.startswith(begins):
            return Evidence(content, content_type, extension)
    raise UnreadableEvidence(
        "We keep PDF, PNG and JPEG files. Save or photograph the certificate as one of them."
    )
