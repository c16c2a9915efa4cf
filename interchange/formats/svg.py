"""What an SVG of content/ may hold: shapes, letters and colours. Whatever is not listed is refused.

A drawing is shown by <img>, where a browser runs nothing of it; this is the second lock.
"""

import re
from xml.etree.ElementTree import Element

from defusedxml import DefusedXmlException, ElementTree

SVG = "{http://www.w3.org/2000/svg}"
ELEMENTS = frozenset(
    [
        "svg",
        "g",
        "defs",
        "use",
        "title",
        "desc",
        "style",
        "path",
        "rect",
        "circle",
        "ellipse",
        "line",
        "polyline",
        "polygon",
        "text",
        "tspan",
        "clipPath",
    ]
)
GEOMETRY = "x y x1 x2 y1 y2 cx cy r rx ry width height d points transform viewBox version preserveAspectRatio"
PAINT = (
    "fill fill-opacity fill-rule stroke stroke-width stroke-linecap stroke-linejoin stroke-dasharray"
    " stroke-opacity stroke-miterlimit opacity clip-path clip-rule paint-order"
)
LETTERS = "font-family font-size font-weight font-style text-anchor letter-spacing dominant-baseline"
ATTRIBUTES = frozenset(f"id class style role aria-label {GEOMETRY} {PAINT} {LETTERS}".split())
# A style sheet may name colours and look at the reader's settings; it may fetch nothing.
FETCHES = re.compile(r"@import|@font-face|expression|javascript:|url\s*\((?!\s*['\"]?#)|\\|<", re.IGNORECASE)
LARGEST_SIDE = 10_000


def size_of(text: str) -> tuple[float, float]:
    """Width and height in its own units. Raises ValueError for whatever is not a harmless drawing."""
    try:
        root = ElementTree.fromstring(text, forbid_dtd=True)
    except (DefusedXmlException, ElementTree.ParseError) as error:
        raise ValueError(f"it can't be read: {error or 'it declares a document type'}") from error
    if root.tag != f"{SVG}svg":
        raise ValueError("it is not an SVG")
    for element in root.iter():
        _check(element)
    return _box(root)


def _check(element: Element) -> None:
    name = str(element.tag).removeprefix(SVG)
    if name not in ELEMENTS:
        raise ValueError(f"<{name}> is not allowed")
    for attribute, value in element.attrib.items():
        if attribute == "href" and name == "use" and re.fullmatch(r"#[\w.-]+", value):
            continue
        if attribute not in ATTRIBUTES:
            raise ValueError(f"<{name}> may not have `{attribute}`")
        if FETCHES.search(value):
            raise ValueError(f"`{attribute}` of <{name}> may only point to this drawing")
    if name == "style" and FETCHES.search(element.text or ""):
        raise ValueError("its style sheet may fetch nothing")


def _box(root: Element) -> tuple[float, float]:
    numbers = re.fullmatch(r"\s*0 0 (\d+(?:\.\d+)?) (\d+(?:\.\d+)?)\s*", root.get("viewBox", ""))
    if not numbers:
        raise ValueError("it needs a viewBox that begins with 0 0")
    width, height = float(numbers[1]), float(numbers[2])
    if not 0 < max(width, height) <= LARGEST_SIDE:
        raise ValueError(f"its sides are from 1 to {LARGEST_SIDE}")
    return width, height
