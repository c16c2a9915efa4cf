"""Codes are found however they were typed, and a wrong one is never taken for a right one."""

from contextlib import suppress
from math import log2

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates import codes
from certificates.codes import ALPHABET, NotACode, TypingMistake, canonical, grouped

drawn = (
    st.text(ALPHABET, min_size=23, max_size=23)
    .filter(codes.check_symbol)
    .map(lambda body: body + codes.check_symbol(body))
)
# A stored code, as hands, eyes and programs change it on the way.
LOOKALIKES = {"0": "0Oo０", "1": "1IiLl１"}
BETWEEN = ["", " ", "-", "  ", "–", "\u00a0", "\t", "\u200b", "_", " - "]


@st.composite
def as_typed(draw):
    code = draw(drawn)
    typed = ""
    for symbol in code:
        typed += draw(st.sampled_from(BETWEEN))
        full_width = chr(ord(symbol) + 0xFEE0)
        typed += draw(st.sampled_from([symbol, symbol.lower(), full_width, *LOOKALIKES.get(symbol, "")]))
    return code, draw(st.sampled_from(["", " ", "\n"])) + typed + draw(st.sampled_from(["", " ", "\r\n"]))


@given(drawn)
def test_a_new_code_is_its_own_canonical_form(code):
    assert canonical(code) == code
    assert len(code) == 24
    assert set(code) <= set(ALPHABET)


@given(as_typed())
def test_a_code_is_found_however_it_was_typed(typed):
    code, text = typed

    assert canonical(text) == code


@given(
    drawn,
    st.sampled_from(
        [
            "https://fascia.example/verify/{}/",
            "http://localhost:8000/verify/{}",
            "HTTPS://FASCIA.EXAMPLE/VERIFY/{}/",
            "https://fascia.example/verify/?code={}",
            "https://fascia.example/verify/?utm_source=mail&code={}&x=1",
            "fascia.example/verify/{}/?from=qr#top",
            " https://fascia.example/verify/{}/facts.json ",
        ],
    ),
    st.booleans(),
)
def test_a_whole_address_is_taken_for_its_code(code, address, in_groups):
    assert canonical(address.format(grouped(code) if in_groups else code)) == code


@given(drawn, st.data())
def test_one_wrong_symbol_is_a_typing_mistake(code, data):
    place = data.draw(st.integers(0, 23))
    wrong = data.draw(st.sampled_from([symbol for symbol in ALPHABET if symbol != code[place]]))

    with pytest.raises(TypingMistake):
        canonical(code[:place] + wrong + code[place + 1 :])


@given(drawn, st.integers(0, 22))
def test_two_swapped_neighbours_are_a_typing_mistake(code, place):
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]

    if swapped == code:
        assert canonical(swapped) == code
    else:
        with pytest.raises(TypingMistake):
            canonical(swapped)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " - - ",
        "ABC",
        "0" * 23,
        "0" * 25,
        "U" * 24,
        "7QKM-4T2X-9HWB-C6RN-PD3V-!!!!",
        "山" * 24,
        "0" * 10_000,
    ],
)
def test_what_cannot_be_a_code_is_none(text):
    with pytest.raises(NotACode):
        canonical(text)


@given(st.text(max_size=60))
def test_any_text_is_a_code_or_refused(text):
    with suppress(codes.WrongCode):
        assert canonical(canonical(text)) == canonical(text)


def test_codes_carry_more_than_a_hundred_random_bits():
    made = [codes.new() for _ in range(20_000)]

    assert len(set(made)) == len(made)
    assert [canonical(code) for code in made] == made
    for place in range(23):
        seen = [code[place] for code in made]
        entropy = -sum(share * log2(share) for share in (seen.count(x) / len(seen) for x in ALPHABET))
        assert entropy > 4.95  # of 5 bits; the last symbol follows from the others


def test_a_code_is_printed_in_six_groups_of_four():
    assert grouped("7QKM4T2X9HWBC6RNPD3VABCD") == "7QKM-4T2X-9HWB-C6RN-PD3V-ABCD"
