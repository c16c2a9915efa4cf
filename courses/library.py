"""What may come into the library: pictures, PDFs that do nothing by themselves, films and sound recordings.

By what the bytes are, not by what the file is called.
"""

from decimal import Decimal
from pathlib import PurePath
from typing import BinaryIO

from django.core.exceptions import ValidationError
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.forms import BaseImageForm

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


# Wagtail's refusals of a picture name the bound. These say what to do about it.
REFUSALS = {
    "invalid_image": "This file isn't a picture, or is damaged. Save it as JPEG or PNG and upload that.",
    "invalid_extension": "Pictures are JPEG, PNG, WebP or AVIF. Save it as one of these and upload that.",
    "invalid_image_extension": "Pictures are JPEG, PNG, WebP or AVIF. Save it as one of these and upload that.",
    "invalid_image_known_format": "Its name ends in .%(extension)s, but it is something else (%(image_format)s). "
    "Save it as JPEG or PNG and upload that.",
    "file_too_large": "This picture has %(file_size)s, and at most %(max_filesize)s can be uploaded. "
    "Save it smaller: 2,000 pixels wide are plenty.",
    "file_too_many_pixels": "This picture has more than 40 million pixels. Save it smaller: 2,000 pixels wide are plenty.",
}


class ImageForm(BaseImageForm):
    """Says of a picture that is refused what to do."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            self.fields["file"].error_messages |= REFUSALS
