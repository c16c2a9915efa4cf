"""Pictures of the library, for the CMS alone. Learners get theirs by content hash, behind their enrollment."""

from pathlib import PurePosixPath

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404
from django.views.decorators.http import require_safe

from accounts.policy import may_open_cms

# What Wagtail draws in its lists and choosers. Anything else is no picture, whatever its name says.
TYPES = {
    ".avif": "image/avif",
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
}


@require_safe
def cms_picture(request, name):
    kind = TYPES.get(PurePosixPath(name).suffix.lower())
    if kind is None or not may_open_cms(request.user):
        raise Http404
    try:
        return FileResponse(default_storage.open(name), content_type=kind)
    except (OSError, SuspiciousFileOperation):
        raise Http404 from None
