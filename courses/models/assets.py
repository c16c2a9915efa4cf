import hashlib
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import PurePath
from typing import Any, BinaryIO

from django.core.files.storage import Storage
from django.db import models
from django.db.models import Q
from django.db.models.fields.files import FieldFile

from .enrolments import Enrolment

CHUNK = 1024 * 1024

# What a learner's browser is told that a file is. Whatever is not here is not served.
MEDIA_TYPES = {
    ".avif": "image/avif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
    ".pdf": "application/pdf",
    ".mp4": "video/mp4",
    ".webm": "video/webm",
    ".m4a": "audio/mp4",
    ".mp3": "audio/mpeg",
    ".vtt": "text/vtt",
}


@dataclass(frozen=True, slots=True)
class Asset:
    """A file as it is now, to be kept under its digest when its step is released. Or a text that is served as one."""

    file: FieldFile | bytes
    name: str
    media_type: str
    sha256: str
    size: int

    def open(self) -> BinaryIO:
        """To be read from its beginning, and closed. Raises OSError when it is gone."""
        if isinstance(self.file, bytes):
            return BytesIO(self.file)
        return self.file.storage.open(str(self.file.name))  # type: ignore[return-value]  # a File has all that we read

    def frozen(self) -> dict[str, Any]:
        """What the edition's digest covers of it."""
        return {"sha256": self.sha256, "media_type": self.media_type, "bytes": self.size, "name": self.name}


def asset_of(row: Any) -> Asset:
    """The file of an image or a document. Raises OSError when it is gone, ValueError for a type not served."""
    name = PurePath(row.source or row.file.name).name
    media_type = MEDIA_TYPES.get(PurePath(name).suffix.lower())
    if media_type is None:
        raise ValueError(f"“{name}” is a kind of file that isn't served.")
    storage, place = row.file.storage, str(row.file.name)
    size = storage.size(place)
    # A film takes seconds to digest, and the editor asks at every glance. A release reads the copy again: see keeping.
    sha256 = _remembered(storage, place, size, storage.get_modified_time(place).timestamp())
    return Asset(row.file, name, media_type, sha256, size)


def asset_of_text(text: str, name: str) -> Asset:
    """A text that is served as a file of its own, such as captions."""
    content = text.encode()
    media_type = MEDIA_TYPES[PurePath(name).suffix]
    return Asset(content, name, media_type, hashlib.sha256(content).hexdigest(), len(content))


@lru_cache(maxsize=2048)
def _remembered(storage: Storage, place: str, size: int, modified: float) -> str:
    """The digest of a file that has neither been replaced nor changed in size since it was read."""
    return _digest(storage, place)


def digest_of(file: FieldFile) -> str:
    """The SHA-256 of a stored file, read a piece at a time. Raises OSError when it is gone."""
    return _digest(file.storage, str(file.name))


def _digest(storage: Storage, place: str) -> str:
    digest = hashlib.sha256()
    with storage.open(place) as stream:
        for chunk in iter(lambda: stream.read(CHUNK), b""):
            digest.update(chunk)
    return digest.hexdigest()


def place_of(asset: "FrozenAsset", filename: str) -> str:
    """By digest, in folders of a bearable size. Nothing of what a person called the file."""
    return f"editions/{asset.sha256[:2]}/{asset.sha256}"


class FrozenAsset(models.Model):
    """The bytes of a file that an edition shows, kept under their SHA-256 whatever happens to the original."""

    sha256 = models.CharField(max_length=64, unique=True)
    media_type = models.CharField(max_length=80)
    size = models.PositiveBigIntegerField(help_text="In bytes.")
    file = models.FileField(upload_to=place_of, max_length=120)
    frozen_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.media_type} {self.sha256[:12]}"


class StepAssetQuerySet(models.QuerySet["StepAsset"]):
    def visible_to(self, user):
        """What a person was taught, ever; and the first lesson of a course is open to everybody."""
        open_to_all = Q(step__position=1, step__opens="courses:read")
        if not user.is_authenticated:
            return self.filter(open_to_all)
        taught = Enrolment.objects.visible_to(user).values("moves__edition")
        return self.filter(open_to_all | Q(step__edition__in=taught))


class StepAsset(models.Model):
    """A file in a step of an edition, under the name by which it is offered. Written once, never changed."""

    step = models.ForeignKey("courses.EditionStep", on_delete=models.PROTECT, related_name="assets")
    asset = models.ForeignKey(FrozenAsset, on_delete=models.PROTECT, related_name="uses")
    name = models.CharField(max_length=120)

    objects = StepAssetQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["step", "asset"], name="an_asset_stands_once_in_a_step"),
        ]

    def __str__(self) -> str:
        return f"{self.name} in {self.step}"
