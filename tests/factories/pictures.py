"""Files that a test uploads."""

from io import BytesIO

from PIL import Image


def picture() -> bytes:
    """A PNG of one color."""
    drawn = BytesIO()
    Image.new("RGB", (640, 400), "#7a2e4f").save(drawn, "PNG")
    return drawn.getvalue()
