"""Pictures and recordings of the library, for the CMS alone. Learners get theirs by content hash, behind their enrollment."""

from pathlib import PurePosixPath

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe
from wagtail.documents import get_document_model

from accounts.policy import may_open_cms
from courses.models.assets import asset_of

from .assets import part_of_file

# What Wagtail draws in its lists and choosers. Anything else is no picture, whatever its name says.
TYPES = {
    ".avif": "image/avif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
}


@require_safe
def recording(request, document_id):
    """A recording in a preview, in parts, so that it can be wound forward. Wagtail sends files whole."""
    row = get_object_or_404(get_document_model(), pk=document_id)
    asset = asset_of(row)
    response = part_of_file(request, row.file, asset.size, asset.media_type, asset.sha256)
    response["Cache-Control"] = "private, no-cache"
    return response


@require_safe
def cms_picture(request, name):
    kind = TYPES.get(PurePosixPath(name).suffix.lower())
    if kind is None or not may_open_cms(request.user):
        raise Http404
    try:
        return FileResponse(default_storage.open(name), content_type=kind)
    except (OSError, SuspiciousFileOperation):
        raise Http404 from None
