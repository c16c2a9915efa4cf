"""Files that lessons show or offer: checked before anything keeps them."""

import re
from io import BytesIO
from pathlib import PurePath

from PIL import Image, UnidentifiedImageError

from . import svg
from .problems import Place, Report
from .sources import Medium

FORMATS = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".webp": "WEBP", ".avif": "AVIF"}
NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*(\.[a-z0-9]+)")
LARGEST = 10 * 1024 * 1024
MOST_PIXELS = 40_000_000
# What makes a PDF do something. Names may be spelt with #xx, and those that are, are refused, too.
ACTIVE = re.compile(
    rb"/(?:JavaScript|JS|Launch|OpenAction|AA|EmbeddedFile|RichMedia|XFA|SubmitForm)\b|/\w*#[0-9A-Fa-f]{2}"
)


def read_medium(file: str, path: str, raw: bytes, report: Report) -> Medium | None:
    """The file, or None with the problem reported. `path` is where it stands in content/."""
    name = PurePath(path).name
    match = NAME.fullmatch(name)
    suffix = match.group(1) if match else ""
    if suffix not in {*FORMATS, ".svg", ".pdf"} or len(name) > 50:
        message = "a file here is named like vessel-beds.svg, and is SVG, PNG, JPEG, WebP, AVIF or PDF"
        report.add(Place(file), "E005", message)
        return None
    try:
        _check(suffix, raw)
    except ValueError as error:
        report.add(Place(file), "E701", str(error))
        return None
    return Medium(path, raw)


def _check(suffix: str, raw: bytes) -> None:
    """Raises ValueError unless the bytes are what the name says, and bearable."""
    if len(raw) > LARGEST:
        raise ValueError(f"{len(raw)} bytes; {LARGEST} is the most")
    if suffix == ".svg":
        _check_svg(raw)
    elif suffix == ".pdf":
        _check_pdf(raw)
    else:
        _check_pixels(raw, FORMATS[suffix])


def _check_svg(raw: bytes) -> None:
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        raise ValueError("an SVG is UTF-8 text") from None
    svg.size_of(text)


def _check_pdf(raw: bytes) -> None:
    if not raw.startswith(b"%PDF-"):
        raise ValueError("it is not a PDF")
    if active := ACTIVE.search(raw):
        raise ValueError(f"a PDF does nothing by itself, and this one holds {active[0].decode()}")


def _check_pixels(raw: bytes, expected: str) -> None:
    try:
        with Image.open(BytesIO(raw), formats=[expected]) as image:
            pixels = image.width * image.height
            if pixels > MOST_PIXELS:
                raise ValueError(f"{pixels} pixels; {MOST_PIXELS} is the most")
            image.load()
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError) as error:
        raise ValueError(f"it is no {expected}: {error}") from error
