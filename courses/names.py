"""The name that a certificate prints. Pure: what may stand in it, and what our typefaces can draw."""

import re
from functools import cache
from pathlib import Path
from unicodedata import category, normalize

LONGEST = 120
# They turn or hide the text around them, and a name needs none of them. The joiners stay: Persian does.
_INVISIBLE = re.compile("[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
# The blocks that the certificate's typefaces cover: Latin with its extensions and Vietnamese, Greek,
# Cyrillic, Hebrew, Arabic, Devanagari, kana, the punctuation of names, and combining marks. Of ideographs and
# Korean syllables the typefaces have those of the national standards: ideographs.txt lists them.
_COVERED = (
    (0x0020, 0x007E),
    (0x00A0, 0x024F),
    (0x02B9, 0x02C8),
    (0x0300, 0x036F),
    (0x0370, 0x03E1),
    (0x03F0, 0x03FF),
    (0x0400, 0x04FF),
    (0x0591, 0x05C7),
    (0x05D0, 0x05EA),
    (0x05F3, 0x05F4),
    (0x0606, 0x06FF),
    (0x0900, 0x097F),
    (0x1E00, 0x1EFF),
    (0x200C, 0x200D),
    (0x2010, 0x2015),
    (0x2018, 0x201E),
    (0x3005, 0x3007),
    (0x3041, 0x3096),
    (0x3099, 0x309F),
    (0x30A1, 0x30FF),
)


def clean(raw: str) -> str:
    """A name in composed form, with single spaces, without control and direction characters."""
    single = " ".join(_INVISIBLE.sub("", normalize("NFC", raw)).split())
    return "".join(character for character in single if category(character) != "Cc")


def unsupported(name: str) -> str:
    """The characters of a name that the certificate cannot print, once each, in order. Empty: all can be."""
    return "".join(dict.fromkeys(character for character in name if not _covered(character)))


def _covered(character: str) -> bool:
    point = ord(character)
    in_block = any(first <= point <= last for first, last in _COVERED) and category(character) != "Cn"
    return in_block or character in _ideographs()


@cache
def _ideographs() -> frozenset[str]:
    return frozenset((Path(__file__).parent / "ideographs.txt").read_text("utf-8")) - {"\n"}
