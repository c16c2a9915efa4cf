"""What may come into the library of documents: PDFs that do nothing by themselves, films and sound recordings.

By what the bytes are, not by what the file is called.
"""

from decimal import Decimal
from pathlib import PurePath
from typing import BinaryIO

from django.core.exceptions import ValidationError
from wagtail.documents.forms import BaseDocumentForm

from . import handouts, recordings


def check(name: str, stream: BinaryIO, size: int) -> Decimal | None:
    """How many seconds a recording lasts; None for a document. Raises ValueError with what to do."""
    if PurePath(name).suffix.lower() == ".pdf":
        stream.seek(0)
        handouts.check(stream.read(handouts.LARGEST + 1))
        return None
    found = recordings.read(stream, size)
    if PurePath(name).suffix.lower() != recordings.SUFFIXES[found.media_type]:
        wanted = recordings.SUFFIXES[found.media_type]
        raise ValueError(f"Its name doesn't say what it is. Name it so that it ends in {wanted}.")
    return found.seconds


class DocumentForm(BaseDocumentForm):
    """Refuses what learners must not get, and notes how long a recording is."""

    def clean_file(self):
        file = self.cleaned_data["file"]
        if "file" in self.changed_data and file:
            try:
                self.instance.seconds = check(file.name, file, file.size)
            except ValueError as error:
                raise ValidationError(str(error)) from None
            file.seek(0)
        return file
