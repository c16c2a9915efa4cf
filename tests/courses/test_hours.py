from decimal import ROUND_HALF_EVEN, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.hours import (
    WORDS_A_MINUTE,
    Workload,
    down_to_half,
    iacet,
    in_words,
    mergener,
    nasba,
    nasba_unrounded,
    ncbtmb,
    ncbtmb_unrounded,
    nearest_quarter,
    pilot,
    reading_minutes,
    side_by_side,
)

# Words, questions; Mergener's minutes at difficulty 2, 3 and 4; minutes at 200 words; CE; NASBA credits.
VECTORS = [
    (330, 5, "21.0", "34.9", "48.9", "1.6", "0.03", "0.22"),
    (2_000, 10, "36.6", "50.6", "64.5", "10", "0.17", "0.59"),
    (6_000, 20, "69.2", "83.1", "97.1", "30", "0.50", "1.41"),
    (12_000, 10, "55.4", "69.4", "83.3", "60", "1.00", "1.70"),
    (12_000, 25, "93.0", "106.9", "120.9", "60", "1.00", "2.26"),
    (24_000, 20, "103.0", "117.0", "130.9", "120", "2.00", "3.41"),
]


def printed(value: Decimal, like: str) -> str:
    """A value with as many places as the published one. The table rounds halves to even."""
    return str(value.quantize(Decimal(1).scaleb(Decimal(like).as_tuple().exponent), ROUND_HALF_EVEN))


@pytest.mark.parametrize(("words", "questions", "d2", "d3", "d4", "minutes", "ce", "credits"), VECTORS)
def test_the_published_vectors(words, questions, d2, d3, d4, minutes, ce, credits):
    by_mergener = [printed(mergener(words, questions, d), text) for d, text in ((2, d2), (3, d3), (4, d4))]
    assert by_mergener == [d2, d3, d4]
    assert printed(Decimal(words) / WORDS_A_MINUTE, minutes) == minutes
    assert printed(ncbtmb_unrounded(words), ce) == ce
    assert printed(nasba_unrounded(words, 0, questions), credits) == credits


def test_mergeners_worked_example():
    # AORN prints "+22.3", which would give 102.1; its own result, one contact hour, needs the minus.
    assert mergener(3_774, 16, Decimal("2.5")).quantize(Decimal("0.01")) == Decimal("61.94")


def test_mergener_never_goes_below_zero():
    assert mergener(0, 0, 1) == 0


@pytest.mark.parametrize("difficulty", [0, Decimal("5.5")])
def test_a_difficulty_outside_the_scale_is_refused(difficulty):
    with pytest.raises(ValueError, match="1 to 5"):
        mergener(1_000, 5, difficulty)


@pytest.mark.parametrize(
    ("words", "minutes", "ce"),
    [
        (0, 0, "0"),
        (5_999, 0, "0"),
        (6_000, 0, "0.5"),
        (11_999, 0, "0.5"),
        (12_000, 0, "1"),
        (12_000, 30, "1.5"),
        (12_000, 29, "1"),
        (3_000, 15, "0.5"),
        (0, 60, "1"),
    ],
)
def test_ncbtmb_grants_whole_and_half_hours_rounded_down(words, minutes, ce):
    assert ncbtmb(words, minutes) == Decimal(ce)


@given(words=st.integers(0, 10**6), minutes=st.integers(0, 10**4))
def test_ncbtmb_never_grants_more_than_the_word_count(words, minutes):
    granted = ncbtmb(words, minutes)

    assert granted % Decimal("0.5") == 0
    assert granted <= ncbtmb_unrounded(words, minutes) < granted + Decimal("0.5")


def test_nasba_rounds_to_three_decimals_and_then_down():
    assert nasba(12_000, 0, 25) == Decimal(2)
    assert nasba(9_000 - 1, 0, 0) == Decimal(1)  # 0.99989 is 1.000 to three decimals
    assert nasba(8_990, 0, 0) == Decimal("0.5")


def test_minutes_of_reading_are_rounded_up():
    assert [reading_minutes(words) for words in (0, 1, 200, 201)] == [0, 1, 1, 2]


def test_workloads_add_up():
    total = sum([Workload(100, Decimal(2), 3), Workload(words=50)], Workload())

    assert total == Workload(150, Decimal(2), 3)


def test_hours_are_written_without_noughts():
    assert [in_words(Decimal(text)) for text in ("0.00", "0.50", "1.00", "10.0")] == ["0", "0.5", "1", "10"]
    assert down_to_half(Decimal("10.9")) == Decimal("10.5")


def test_a_pilot_is_the_mean_of_its_times():
    assert pilot([50, 60, 70]) == 60
    assert pilot([Decimal("55.5"), 60, 61, Decimal("63.5")]) == 60


@pytest.mark.parametrize("minutes", [[], [60, 60], [60, 0, 60], [60, -5, 70]])
def test_a_pilot_of_too_few_or_of_impossible_times_is_refused(minutes):
    with pytest.raises(ValueError, match=r"at least 3|more than 0"):
        pilot(minutes)


def test_quarters_and_tenths_are_the_nearest():
    assert [nearest_quarter(Decimal(text)) for text in ("1.12", "1.125", "0.1", "1.4")] == [
        1,
        Decimal("1.25"),
        0,
        Decimal("1.5"),
    ]
    # Ten contact hours of 60 minutes make 1 CEU; an event is at least 30 minutes, and earns at least a tenth.
    assert [iacet(minutes) for minutes in (29, 30, 60, 100, 600)] == [
        0,
        Decimal("0.1"),
        Decimal("0.1"),
        Decimal("0.2"),
        1,
    ]


def test_all_methods_stand_side_by_side_with_their_working():
    shown = side_by_side(
        Workload(12_000, Decimal(), 25), Decimal(3), [Decimal(95), Decimal(100), Decimal(105)]
    )

    assert [(each.code, each.grants, each.unit) for each in shown] == [
        ("ncbtmb", Decimal(1), "CE"),
        ("nasba", Decimal(2), "credits of 50 min"),
        ("mergener", Decimal("1.75"), "contact hours"),
        ("pilot", Decimal("1.5"), "contact hours"),
    ]
    assert shown[0].working == "12,000 words / 12,000 + 0 min of media / 60"
    assert shown[3].working == "(95 + 100 + 105) / 3 min"


def test_a_method_without_its_number_says_so():
    shown = side_by_side(Workload(12_000, Decimal(), 25))

    assert [(each.code, each.grants) for each in shown[2:]] == [("mergener", None), ("pilot", None)]
    assert "difficulty ?" in shown[2].working
