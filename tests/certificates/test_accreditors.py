"""Each accreditor's own words and fields."""

import pytest

from certificates.accreditors import accreditor


@pytest.mark.parametrize(
    ("name", "design", "state"),
    [
        ("NCBTMB", "ncbtmb", ""),
        ("National Certification Board for Therapeutic Massage & Bodywork", "ncbtmb", ""),
        ("Florida Board of Massage Therapy", "board", "FL"),
        ("TDLR", "board", "TX"),
        ("West Virginia Massage Therapy Licensure Board", "board", "WV"),
        ("Virginia Board of Nursing", "board", "VA"),
        ("Somebody", "plain", ""),
    ],
)
def test_an_accreditor_is_known_by_name(name, design, state):
    found = accreditor(name)

    assert (found.design, found.state) == (design, state)


def test_florida_asks_for_the_licence_and_nevada_for_a_biography():
    assert accreditor("Florida Board of Massage Therapy").licence_number
    assert accreditor("Nevada State Board of Massage Therapy").biographies
    assert not accreditor("NCBTMB").licence_number
