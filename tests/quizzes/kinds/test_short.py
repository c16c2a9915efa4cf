import re
import time
import unicodedata
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.kinds.short import rule
from quizzes.kinds.short.patterns import matches
from tests.factories.kinds import short

letters = st.text("ab*\\ ", max_size=8)


@given(st.text("ab*", max_size=8), st.text("ab", max_size=10))
def test_a_star_is_any_run_as_an_expression_would_have_it(pattern, text):
    expression = ".*".join(map(re.escape, pattern.split("*")))

    assert matches(pattern, text) == bool(re.fullmatch(expression, text))


@given(st.text("ab*", max_size=12).filter(str.strip))
def test_an_escaped_star_is_itself(text):
    assert matches(text.replace("*", r"\*"), text)
    assert not matches(text.replace("*", r"\*"), f"{text}a")


@pytest.mark.parametrize(
    ("pattern", "text", "case", "is_match"),
    [
        ("fascia", " Fascia ", False, True),
        ("fascia", "Fascia", True, False),
        ("deep  tissue", "deep tissue", False, False),
        ("pétrissage", unicodedata.normalize("NFD", "Pétrissage"), False, True),
        ("*flow", "blood flow", False, True),
        ("flow", "blood flow", False, False),
        (r"2 \* 3", "2 * 3", False, True),
        (r"2 \* 3", "2 x 3", False, False),
        ("a*a", "a", False, False),
        ("straße", "STRASSE", False, False),
        ("ΜΥΣ", "μυς", False, True),
        (r"\**", "*5", False, True),
        ("", "", False, True),
    ],
)
def test_a_pattern_meets_the_whole_text(pattern, text, case, is_match):
    assert matches(pattern, text, is_case_sensitive=case) is is_match


def test_the_first_answer_that_is_met_counts():
    payload = short("s", ("*fascia*", "0.5"), ("fascia", "1"), ("*", "-0.25"))

    earned = [rule.grade(payload, text) for text in ("fascia", "bone", "")]

    assert earned == [Decimal("0.5"), Decimal("-0.25"), 0]


def test_no_pattern_takes_long():
    pattern = "a*" * 200 + "b"
    began = time.perf_counter()

    for _ in range(100):
        assert not matches(pattern, "a" * rule.LONGEST)

    assert time.perf_counter() - began < 2


@pytest.mark.parametrize("raw", ["a" * 301, "a" * 1_000_000, "a\x00", "a\ud800b", "a\nb", 3, None, ["a"]])
def test_what_no_one_types_is_refused(raw):
    with pytest.raises(ValueError, match="Write"):
        rule.clean(short(), raw)


@given(st.text(max_size=200))
def test_what_was_written_has_one_form(text):
    try:
        found = rule.clean(short(), text)
    except ValueError:
        return
    assert found == unicodedata.normalize("NFC", text.strip())
    found.encode()


@pytest.mark.parametrize(
    ("payload", "message"),
    [
        (short() | {"answers": []}, "needs an accepted answer"),
        (short("s", ("a", "0.5")), "fraction 1"),
        (short("s", ("a", "1"), ("**", "1")), "everything meets"),
        (short("s", ("", "1")), "no text"),
        (short("s", ("a" * 501, "1")), "at most 500"),
        (short(case="yes"), "true or false"),
    ],
)
def test_a_broken_question_is_refused_with_its_reason(payload, message):
    with pytest.raises(ValueError, match=message):
        rule.check(payload)
