from decimal import Decimal
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from courses.apportioning import Ceilings, Piece, apportion


def piece(key, mode, category, hours, activity=None):
    return Piece(key, activity or key, mode, category, Decimal(hours))


def test_no_ceiling_wastes_what_another_one_needs():
    pieces = [
        piece(1, "online", "self-care", 4),
        piece(2, "live", "self-care", 4),
        piece(3, "online", "technique", 6),
    ]

    counted = apportion(pieces, Ceilings({"online": Decimal(6)}, {"self-care": Decimal(4)}), {})

    # From the first on, 6 hours would count. The live self-care leaves the online ceiling to the technique.
    assert counted == {1: 0, 2: 4, 3: 6}


def test_a_category_that_is_demanded_comes_before_what_came_earlier():
    pieces = [piece(1, "online", "technique", 6), piece(2, "online", "ethics", 3)]

    counted = apportion(pieces, Ceilings({"online": Decimal(6)}, {}), {"ethics": Decimal(2)})

    assert counted == {1: 4, 2: 2}


def test_one_activity_brings_no_more_than_its_ceiling():
    pieces = [piece(1, "live", "technique", 4, "workshop"), piece(2, "live", "ethics", 4, "workshop")]

    counted = apportion(pieces, Ceilings({}, {}, Decimal(5)), {})

    assert sum(counted.values()) == 5


def best(pieces, ceilings):
    """The most that can count, by trying every whole number of hours."""
    found = 0
    for hours in product(*(range(int(one.hours) + 1) for one in pieces)):
        sums = {}
        for one, counted in zip(pieces, hours, strict=True):
            for name in (("mode", one.mode), ("category", one.category)):
                sums[name] = sums.get(name, 0) + counted
        limits = {("mode", name): most for name, most in ceilings.modes.items()}
        limits |= {("category", name): most for name, most in ceilings.categories.items()}
        if all(total <= limits.get(name, 99) for name, total in sums.items()):
            found = max(found, sum(hours))
    return found


PIECES = st.lists(
    st.tuples(st.sampled_from("ab"), st.sampled_from("xyz"), st.integers(0, 4)), min_size=1, max_size=4
)
CEILINGS = st.dictionaries(st.sampled_from("ab"), st.integers(0, 5))


@given(PIECES, CEILINGS, st.dictionaries(st.sampled_from("xyz"), st.integers(0, 5)), st.integers(0, 3))
def test_as_many_hours_count_as_any_choice_could_make_count(drawn, modes, categories, wanted):
    pieces = [piece(number, mode, category, hours) for number, (mode, category, hours) in enumerate(drawn)]
    ceilings = Ceilings(
        {name: Decimal(most) for name, most in modes.items()},
        {name: Decimal(most) for name, most in categories.items()},
    )

    counted = apportion(pieces, ceilings, {"x": Decimal(wanted)})

    assert sum(counted.values()) == best(pieces, ceilings)
    assert all(0 <= counted[one.key] <= one.hours for one in pieces)
