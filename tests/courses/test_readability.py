"""How hard a text is to read."""

import pytest

from courses.readability import reading, syllables


@pytest.mark.parametrize(
    ("word", "count"),
    [("skin", 1), ("muscle", 2), ("massage", 2), ("artery", 3), ("the", 1), ("evidence", 3), ("hmm", 1)],
)
def test_syllables_are_counted_as_they_are_spoken(word, count):
    assert syllables(word) == count


def test_a_grade_is_that_of_the_formula():
    # 6 words, 1 sentence, 6 syllables: 0.39 × 6 + 11.8 × 1 − 15.59 = −1.45, and no grade is below 0.
    assert reading("The cat sat on the mat.") == reading("The cat sat on the mat!")
    assert reading("The cat sat on the mat.").grade == 0
    # 4 words, 1 sentence, 15 syllables: 0.39 × 4 + 11.8 × 15 / 4 − 15.59 = 30.22.
    assert reading("Randomized arteries regulate inflammatory").words == 4
    assert reading("Randomized arteries regulate inflammatory").grade == 30.2


def test_a_text_without_words_has_no_grade():
    assert reading("12, 13 and").words == 1
    assert reading("12 ± 13").grade == 0
