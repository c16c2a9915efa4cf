"""Files that lessons show or offer: checked before anything keeps them."""

import re
from io import BytesIO
from pathlib import PurePath

from PIL import Image, UnidentifiedImageError

from courses import handouts, recordings

from . import svg
from .problems import Place, Report
from .sources import RECORDED, Medium

FORMATS = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".webp": "WEBP", ".avif": "AVIF"}
NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*(\.[a-z0-9]+)")
LARGEST = 10 * 1024 * 1024
MOST_PIXELS = 40_000_000
LARGEST_RECORDING = 50 * 1024 * 1024  # it is read as a whole; longer ones are uploaded in the editor


def read_medium(file: str, path: str, raw: bytes, report: Report) -> Medium | None:
    """The file, or None with the problem reported. `path` is where it stands in content/."""
    name = PurePath(path).name
    match = NAME.fullmatch(name)
    suffix = match.group(1) if match else ""
    if suffix not in {*FORMATS, *RECORDED, ".svg", ".pdf"} or len(name) > 50:
        message = "a file here is named like vessel-beds.svg: SVG, PNG, JPEG, WebP, AVIF, PDF, MP4, WebM, M4A or MP3"
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
    most = LARGEST_RECORDING if suffix in RECORDED else LARGEST
    if len(raw) > most:
        raise ValueError(f"{len(raw)} bytes; {most} is the most")
    if suffix == ".svg":
        _check_svg(raw)
    elif suffix == ".pdf":
        handouts.check(raw)
    elif suffix in RECORDED:
        _check_recording(suffix, raw)
    else:
        _check_pixels(raw, FORMATS[suffix])


def _check_svg(raw: bytes) -> None:
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        raise ValueError("an SVG is UTF-8 text") from None
    svg.size_of(text)


def _check_recording(suffix: str, raw: bytes) -> None:
    found = recordings.read(BytesIO(raw), len(raw))
    if recordings.SUFFIXES[found.media_type] != suffix:
        raise ValueError(f"its name ends in {recordings.SUFFIXES[found.media_type]}, by what it holds")


def _check_pixels(raw: bytes, expected: str) -> None:
    try:
        with Image.open(BytesIO(raw), formats=[expected]) as image:
            pixels = image.width * image.height
            if pixels > MOST_PIXELS:
                raise ValueError(f"{pixels} pixels; {MOST_PIXELS} is the most")
            image.load()
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError) as error:
        raise ValueError(f"it is no {expected}: {error}") from error
