"""Which characters the fonts of the certificate have. Pure."""

from functools import cache
from pathlib import Path
from unicodedata import category, combining, normalize

from fontTools.ttLib import TTFont

FONTS = Path(__file__).parent / "typst" / "fonts"
# The families that stand in for every text, in the order of the template.
FAMILIES = (
    "Literata_500Medium",
    "NotoSerif_500Medium",
    "Amiri-Regular",
    "NotoSerifHebrew_500Medium",
    "NotoSerifDevanagari_500Medium",
    "NotoSerifJP_500Medium",
    "NotoSerifSC_500Medium",
    "NotoSerifTC_500Medium",
    "NotoSerifKR_500Medium",
)
STAND_IN = "?"


def unprintable(name: str) -> str:
    """The characters of a name that no font of the certificate can draw, once each. Empty: all can be."""
    return "".join(dict.fromkeys(character for character in name if not _has(character)))


def drawable(text: str) -> str:
    """The text with what cannot be drawn replaced: by its base letter, else by a question mark.

    A download must never fail for a character. What is said exactly stands in the attached facts.
    """
    return "".join(character if _has(character) else _replacement(character) for character in text)


def _replacement(character: str) -> str:
    base = normalize("NFKD", character)[:1]
    if combining(character) or category(character) in ("Cf", "Cc"):
        return ""
    return base if base and _has(base) else STAND_IN


def _has(character: str) -> bool:
    return ord(character) in _characters()


@cache
def _characters() -> frozenset[int]:
    return frozenset().union(*(TTFont(FONTS / f"{family}.ttf").getBestCmap() for family in FAMILIES))
