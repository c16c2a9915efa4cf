import sys
from unicodedata import category

import pytest

from certificates.glyphs import unprintable
from courses.names import clean, unsupported


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("  Sam \t  de la\nCruz ", "Sam de la Cruz"),
        ("Zoe\u0308", "Zoë"),
        ("Sam\x00\x07 Cruz", "Sam Cruz"),
        ("Sam\u202e zurC\u202c", "Sam zurC"),
        ("\u200bSam\ufeff", "Sam"),
        ("\u00a0Sam\u00a0Cruz", "Sam Cruz"),
        (" \u200f\u2066 ", ""),
    ],
)
def test_a_name_is_composed_spaced_once_and_free_of_what_cannot_be_seen(raw, name):
    assert clean(raw) == name


def test_a_joiner_stays_where_persian_needs_it():
    assert clean("علی\u200cرضا") == "علی\u200cرضا"


@pytest.mark.parametrize(
    "name",
    [
        "Siobhán O’Neill-Ruiz, Jr.",
        "Nguyễn Thị Ánh",
        "Łukasz Żółć",
        "Ελένη Παπαδοπούλου",
        "Ольга Їжак",
        "محمد علي",
        "Kaʻahumanu",
        "D'Arcy St. John III",
        "山田太郎",
        "さくら・タロウ",
        "王小明",
        "张伟",
        "陳怡君",
        "김민준",
        "שרה כהן",
        "प्रिया शर्मा",
    ],
)
def test_names_in_the_scripts_of_our_learners_can_be_printed(name):
    assert unsupported(clean(name)) == ""


@pytest.mark.parametrize(
    ("name", "missing"),
    [
        ("𠮷田 Ming", "𠮷"),
        ("Sam 🙂🙂", "🙂"),
        ("สมชาย", "สมชาย"[:4] + "ย"),
        ("𝓢am", "𝓢"),
        ("Sam\u0378", "\u0378"),
    ],
)
def test_what_cannot_be_printed_is_named_once_each(name, missing):
    assert unsupported(name) == missing


def test_every_character_that_is_accepted_is_in_the_typefaces_of_the_certificate():
    accepted = (chr(point) for point in range(sys.maxunicode + 1) if not unsupported(chr(point)))
    visible = "".join(character for character in accepted if category(character) != "Cc")

    assert len(visible) > 1_500
    assert unprintable(visible) == ""
