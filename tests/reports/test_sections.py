"""The order of an audit pack is the accreditor's own, and nothing is ever left out of it."""

import pytest

from reports.sections import OURS, SECTIONS, order


@pytest.mark.parametrize(
    ("accreditor", "first"),
    [
        ("NCBTMB", ["approvals", "certificates", "roster"]),
        ("Florida Board of Massage Therapy", ["roster", "page", "approvals"]),
        ("Texas Department of Licensing and Regulation", ["roster", "certificates"]),
        ("Louisiana Board of Massage Therapy", ["roster", "certificates", "instructors"]),
        ("ACCME", ["roster", "disclosure", "objectives"]),
        ("Somebody else", ["approvals", "roster", "certificates"]),
    ],
)
def test_each_section_stands_once_in_the_order_of_the_accreditor(accreditor, first):
    found = [section.key for section in order(accreditor).sections]

    assert found[: len(first)] == first
    assert sorted(found) == sorted(SECTIONS)
    assert (order(accreditor).source == OURS) == (accreditor == "Somebody else")
