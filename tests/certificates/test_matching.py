"""What somebody types is compared kindly, and never with something else."""

import pytest

from certificates.matching import family_name, is_part, licence_key, name_key


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("ANH", "Ánh"),
        ("zolc", "Żółć"),
        ("LUKASZ", "Łukasz"),
        ("oneill", "O’Neill"),
        ("o'neill", "O'Neill"),
        ("garcia lopez", "García-López"),
        ("strasse", "Straße"),
        ("Đuc", "Đức"),
        ("ｓａｍ", "Sam"),
        ("山田", "山田"),
    ],
)
def test_spellings_of_one_name_share_a_key(typed, name):
    assert name_key(typed) == name_key(name)


@pytest.mark.parametrize(
    ("one", "other"), [("Anh", "Anha"), ("山田", "山口"), ("Lee", "Li"), ("محمد", "محمود")]
)
def test_other_names_do_not(one, other):
    assert name_key(one) != name_key(other)


@pytest.mark.parametrize("empty", ["", " ", "'-", "…"])
def test_what_holds_no_letter_has_no_key(empty):
    assert name_key(empty) == ""
    assert not is_part(empty, "Sam Learner")


def test_a_family_name_is_made_of_whole_words():
    assert is_part("van der berg", "Anna van der Berg")
    assert is_part("Nguyen", "Nguyễn Thị Ánh")
    assert is_part("山田太郎", "山田太郎")
    assert not is_part("Ber", "Anna van der Berg")
    assert not is_part("Smith", "Anna van der Berg")


def test_the_last_word_is_the_guess():
    assert [family_name(name) for name in ("Sam Learner", "山田太郎", "")] == ["Learner", "山田太郎", ""]


def test_a_license_number_is_its_letters_and_digits():
    assert licence_key("mt-104 820") == licence_key("MT104820") != licence_key("MT104821")
