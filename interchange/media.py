"""Files of content/ → Wagtail's libraries of images and documents."""

from io import BytesIO
from pathlib import PurePath
from typing import Any

from django.core.files.base import ContentFile
from django.db.models import Model

from courses import recordings
from courses.models import LessonDocument, LessonImage

from .formats import svg
from .formats.sources import Medium


def put(source: Medium) -> Model:
    """The row of a file, with its bytes. One that changed keeps its row; editions keep what they froze."""
    model: Any = LessonImage if source.is_image else LessonDocument
    row = model.objects.filter(source=source.path).first() or model(source=source.path)
    path = PurePath(source.path)
    row.title = row.title or path.stem.replace("-", " ").capitalize()
    row.file = ContentFile(source.content, name=path.name)
    row.file_size = len(source.content)
    if source.is_image and path.suffix == ".svg":
        # Wagtail asks for whole pixels; the drawing has no others.
        row.width, row.height = (round(side) for side in svg.size_of(source.content.decode()))
    if source.is_recorded:
        row.seconds = recordings.read(BytesIO(source.content), len(source.content)).seconds
    row._set_file_hash()
    row.save()
    return row


def named(model: type[LessonImage | LessonDocument], course: str) -> dict[str, int]:
    """The rows that a course's lessons may name, by file name: its own before those of all courses."""
    rows = dict(model.objects.exclude(source="").values_list("source", "pk"))
    found = {}
    for folder in ("media", f"courses/{course}/media"):
        for source, pk in rows.items():
            if str(PurePath(source).parent) == folder:
                found[PurePath(source).name] = pk
    return found
