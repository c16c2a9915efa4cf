"""The files of released lessons, by digest. What has a digest never changes, so a browser may keep it."""

from collections.abc import Iterator

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from courses import ranges
from courses.models import StepAsset
from courses.policy import can

PIECE = 64 * 1024
# A drawing must do nothing but be seen, and a document nothing but be kept.
SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'"


@require_safe
def asset(request, digest):
    """A file for whom it was released to: 404 for everybody else, as if it were not there."""
    use = find(request.user, digest)
    response = part_of_file(request, use.asset.file, use.asset.size, use.asset.media_type, digest)
    if response.streaming:
        is_attachment = use.asset.media_type == "application/pdf"
        response["Content-Disposition"] = content_disposition_header(is_attachment, use.name) or "inline"
    response["Cache-Control"] = "private, max-age=31536000, immutable"
    return response


def part_of_file(request, file, size: int, media_type: str, digest: str) -> HttpResponseBase:
    """A file, or the part of it that was asked for. RFC 9110, sections 13 and 14."""
    etag = f'"{digest}"'
    if request.headers.get("If-None-Match", "") in (etag, f"W/{etag}"):
        return contained(HttpResponse(status=304), etag)
    asked = request.headers.get("Range", "")
    if request.headers.get("If-Range", etag) != etag:
        asked = ""
    try:
        part = ranges.part_of(asked, size)
    except ranges.Unsatisfiable:
        return contained(HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"}), etag)
    first, last = part or (0, size - 1)
    length = last - first + 1
    body = () if request.method == "HEAD" else pieces(file, first, length)
    response = StreamingHttpResponse(body, status=206 if part else 200, content_type=media_type)
    response["Content-Length"] = str(length)
    if part:
        response["Content-Range"] = f"bytes {first}-{last}/{size}"
    return contained(response, etag)


def find(user, digest: str) -> StepAsset:
    """The use of a file that lets this person have it. Raises Http404."""
    uses = StepAsset.objects.filter(asset__sha256=digest).select_related("asset", "step__edition__course")
    found = uses.visible_to(user).first()
    if found is None and user.is_authenticated:
        found = next((use for use in uses if can(user, "inspect", use.step.edition.course)), None)
    if found is None:
        raise Http404
    return found


def pieces(file, first: int, length: int) -> Iterator[bytes]:
    with file.storage.open(file.name) as stream:
        stream.seek(first)
        while length > 0 and (piece := stream.read(min(PIECE, length))):
            length -= len(piece)
            yield piece


def contained(response, etag: str):
    """Named by its content, and able to do nothing where it is opened."""
    response["ETag"] = etag
    response["Accept-Ranges"] = "bytes"
    response["Content-Security-Policy"] = SANDBOX
    response["X-Content-Type-Options"] = "nosniff"
    return response
