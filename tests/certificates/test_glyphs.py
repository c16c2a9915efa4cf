"""A name that can be entered can be printed."""

from certificates.glyphs import drawable, unprintable
from courses import names


def test_every_character_that_a_name_may_have_is_in_our_fonts():
    every = "".join(map(chr, range(0x20, 0x11_0000)))
    allowed = set(every) - set(names.unsupported(every))

    assert unprintable("".join(sorted(allowed))) == ""
    assert len(allowed) > 1000


def test_what_cannot_be_printed_is_named_once_in_order():
    assert unprintable("Zoë 𠮷田 🦴𠮷") == "𠮷🦴"


def test_what_cannot_be_drawn_is_replaced_by_its_base_or_a_mark():
    assert drawable("Zoë") == "Zoë"
    assert drawable("Ａ𠮷") == "A?"
    assert drawable("ab\U000e0020") == "ab"
