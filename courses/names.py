"""The name that a certificate prints. Pure: what may stand in it, and what our typefaces can draw."""

import re
from unicodedata import category, normalize

LONGEST = 120
# They turn or hide the text around them, and a name needs none of them. The joiners stay: Persian does.
_INVISIBLE = re.compile("[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
# The blocks that the certificate's typefaces cover: Latin with its extensions and Vietnamese, Greek,
# Cyrillic, Arabic, the punctuation of names, and combining marks.
_COVERED = (
    (0x0020, 0x007E),
    (0x00A0, 0x024F),
    (0x02B9, 0x02C8),
    (0x0300, 0x036F),
    (0x0370, 0x03E1),
    (0x03F0, 0x03FF),
    (0x0400, 0x04FF),
    (0x0606, 0x06FF),
    (0x1E00, 0x1EFF),
    (0x200C, 0x200D),
    (0x2010, 0x2015),
    (0x2018, 0x201E),
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
    return any(first <= point <= last for first, last in _COVERED) and category(character) != "Cn"
