"""Which bytes a request gets."""

import pytest

from courses.ranges import Unsatisfiable, part_of


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("", None),
        ("bytes=0-", (0, 99)),
        ("bytes=0-0", (0, 0)),
        ("bytes=10-19", (10, 19)),
        ("bytes=90-200", (90, 99)),
        ("bytes=-10", (90, 99)),
        ("bytes=-1000", (0, 99)),
        ("bytes=20-10", None),
        ("bytes=-", None),
        ("bytes=a-b", None),
        ("bytes=0-1,5-6", None),
        ("lines=0-1", None),
        (f"bytes={'9' * 40}-", None),
    ],
)
def test_a_range_is_read_as_the_standard_says(header, expected):
    assert part_of(header, 100) == expected


@pytest.mark.parametrize(("header", "size"), [("bytes=100-", 100), ("bytes=-0", 100), ("bytes=0-", 0)])
def test_a_range_behind_the_end_is_refused(header, size):
    with pytest.raises(Unsatisfiable):
        part_of(header, size)
