from datetime import date
from decimal import Decimal

import pytest

from courses.canonical import canonical, sha256


def test_the_order_of_keys_and_the_spaces_do_not_count():
    assert canonical({"b": 1, "a": [True, None, "é"]}) == '{"a":[true,null,"é"],"b":1}'.encode()
    assert sha256({"b": 1, "a": 2}) == sha256({"a": 2, "b": 1})


def test_a_digest_is_that_of_the_canonical_bytes():
    # printf '{"a":1}' | sha256sum
    assert sha256({"a": 1}) == "015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862"


def test_equal_numbers_are_written_alike():
    assert canonical([1.0, 10**2]) == b"[1,100]"


@pytest.mark.parametrize("value", [date(2026, 11, 20), Decimal("0.5"), {1, 2}, 2**60, float("nan")])
def test_what_json_cannot_hold_is_refused(value):
    with pytest.raises(ValueError, match=r".+"):
        canonical(value)
