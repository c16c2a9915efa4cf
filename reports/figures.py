"""A frozen picture as the SVG that a PDF can set: colors written out, for paper. Pure."""

import re
from base64 import b64encode
from io import BytesIO

from PIL import Image

PAPER = {"--paper": "#ffffff"}
LARGEST = 1600  # pixels that a photo keeps of its longer side
EMPTY = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 1"/>'
_DECLARED = re.compile(r"(--[\w-]+)\s*:\s*([^;}]+)")
_USED = re.compile(r"var\((--[\w-]+)\s*(?:,\s*([^)]*))?\)")


def for_paper(content: bytes, media_type: str) -> str:
    """The picture. A drawing keeps its lines, with the light scheme's colors; a photo is wrapped.

    One that can't be read leaves its place empty: its alt text and its words still say what it shows.
    """
    try:
        return _drawing(content.decode()) if media_type == "image/svg+xml" else _photo(content)
    except (OSError, ValueError):
        return EMPTY


def _drawing(svg: str) -> str:
    """The typesetter knows no custom properties. The first declaration is that of the light scheme."""
    colors: dict[str, str] = {}
    for name, value in _DECLARED.findall(svg):
        colors.setdefault(name, value.strip())
    colors |= PAPER
    return _USED.sub(lambda found: colors.get(found[1]) or found[2] or "currentColor", svg)


def _photo(content: bytes) -> str:
    with Image.open(BytesIO(content)) as image:
        image.thumbnail((LARGEST, LARGEST))
        width, height = image.size
        kept = BytesIO()
        if image.mode in ("RGBA", "LA", "P"):
            image.convert("RGBA").save(kept, "PNG")
            kind = "png"
        else:
            image.convert("RGB").save(kept, "JPEG", quality=85)
            kind = "jpeg"
    data = b64encode(kept.getvalue()).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">'
        f'<image width="{width}" height="{height}" href="data:image/{kind};base64,{data}"/></svg>'
    )
