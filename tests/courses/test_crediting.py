"""What counts for a renewal, by hand-worked examples from the published rules in content/rules/.

Each body is tried inside, at and outside each of its limits.
"""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from courses.crediting import Credit, carry, needed, rule_for, standing
from courses.cycles import ending_on
from interchange.reading import read_content

BODIES = {body.code: body for body in read_content(Path("content"))[0].bodies}
DAY = date(2026, 5, 1)


def cycle_of(code, last=date(2026, 12, 31)):
    rules = BODIES[code].rules
    return ending_on(last, rules[-1].months)


def rule(code, last=date(2026, 12, 31)):
    return rule_for(BODIES[code].rules, cycle_of(code, last))


def earned(text, day=DAY, accreditors=None):
    """Credits from "hours category mode" parts, such as "12 general home-study, 2 ethics live"."""
    credits = []
    for number, part in enumerate(text.split(", ") if text else []):
        hours, category, mode = part.split()
        credits.append(
            Credit(
                key=number,
                course=f"course-{number}",
                earned_on=day,
                mode=mode,
                hours_by_category=((category, Decimal(hours)),),
                accreditors=frozenset(accreditors or BODIES),
            )
        )
    return credits


@pytest.mark.parametrize(
    ("body", "text", "done", "owed"),
    [
        # Texas: 12 hours; of first aid and CPR at most 6.
        ("TX", "", 0, 12),
        ("TX", "11.5 general home-study", "11.5", "0.5"),
        ("TX", "12 general home-study", 12, 0),
        ("TX", "13 general home-study", 13, 0),
        ("TX", "6 first-aid-cpr live, 6 general live", 12, 0),
        ("TX", "7 first-aid-cpr live, 5 general live", 11, 1),
        # Florida: 24 of them 2 medical errors, 2 laws, 2 ethics, 1 human trafficking, 12 in the classroom.
        ("FL", "24 general home-study", 24, 19),
        ("FL", "2 medical-errors home-study, 2 laws home-study, 2 ethics home-study, 1 human-trafficking live, "
               "12 classroom live, 5 general home-study", 24, 0),
        ("FL", "2 medical-errors home-study, 2 laws home-study, 2 ethics home-study, 1 human-trafficking live, "
               "11 classroom live, 6 general home-study", 24, 1),
        # New York: 36, of self-instruction at most 12.
        ("NY", "12 general home-study, 24 general live", 36, 0),
        ("NY", "13 general home-study, 23 general live", 35, 1),
        ("NY", "36 general home-study", 12, 24),
        ("NY", "36 general webinar", 36, 0),
        # California asks for nothing.
        ("CA", "", 0, 0),
        # Illinois, by statute from 2024: 25, of them 2 ethics, 1 domestic violence, 1 sexual harassment.
        ("IL", "21 general home-study, 2 ethics home-study, 1 domestic-violence home-study, "
               "1 sexual-harassment home-study", 25, 0),
        ("IL", "24 general home-study, 1 ethics home-study", 25, 3),
        ("IL", "20 general home-study, 2 ethics home-study, 1 domestic-violence home-study, "
               "1 sexual-harassment home-study", 24, 1),
        # Georgia, the stricter copy: 24, of them 12 hands-on.
        ("GA", "12 classroom live, 12 general home-study", 24, 0),
        ("GA", "11 classroom live, 13 general home-study", 24, 1),
        # New Jersey: 20, of them 2 ethics and 1 law; online at most 6.
        ("NJ", "2 ethics live, 1 laws live, 11 general live, 6 general home-study", 20, 0),
        ("NJ", "2 ethics live, 1 laws live, 10 general live, 7 general home-study", 19, 1),
        ("NJ", "2 ethics webinar, 1 laws webinar, 14 general live, 4 general home-study", 20, 0),
        ("NJ", "1 ethics live, 1 laws live, 18 general live", 20, 1),
        # Nebraska: 16, of them 8 hands-on and 3 ethics; online at most half.
        ("NE", "8 classroom live, 3 ethics home-study, 5 general home-study", 16, 0),
        ("NE", "8 classroom live, 3 ethics home-study, 6 general home-study", 16, 0),
        ("NE", "7 classroom live, 3 ethics home-study, 6 general home-study", 15, 1),
        # Maryland: 3 ethics or jurisprudence, 3 communicable disease, 1 diversity, 17 massage.
        ("MD", "2 ethics live, 1 laws live, 3 communicable-disease live, 1 diversity live, 17 technique live", 24, 0),
        ("MD", "3 ethics live, 3 communicable-disease live, 18 technique live", 24, 1),
        # Oregon: 25, of them 4 ethics, at least 15 contact and at most 10 non-contact hours.
        ("OR", "4 ethics webinar, 11 general live, 10 general home-study", 25, 0),
        ("OR", "4 ethics webinar, 10 general live, 11 general home-study", 24, 1),
        ("OR", "3 ethics webinar, 12 general live, 10 general home-study", 25, 1),
        # Washington from 2024: 24, of them 4 ethics or law and 2 health equity; 8 directly supervised.
        ("WA", "4 ethics home-study, 2 health-equity home-study, 8 general live, 10 general home-study", 24, 0),
        ("WA", "4 laws home-study, 2 health-equity home-study, 7 general live, 11 general home-study", 24, 1),
        ("WA", "4 ethics home-study, 1 health-equity home-study, 8 general live, 11 general home-study", 24, 1),
        # Louisiana: 12 a year.
        ("LA", "11 general home-study", 11, 1),
        ("LA", "12 general home-study", 12, 0),
        # Wisconsin: 24, of them 2 ethics. Hawaii: 12, of them 2 first aid and CPR.
        ("WI", "22 general home-study, 2 ethics home-study", 24, 0),
        ("WI", "23 general home-study, 1 ethics home-study", 24, 1),
        ("HI", "10 general home-study, 2 first-aid-cpr live", 12, 0),
        ("HI", "12 general home-study", 12, 2),
        # NCBTMB: 24, of them 3 ethics; of self-care at most 4.
        ("NCBTMB", "17 general home-study, 3 ethics home-study, 4 self-care home-study", 24, 0),
        ("NCBTMB", "16 general home-study, 3 ethics home-study, 5 self-care home-study", 23, 1),
        ("NCBTMB", "22 general home-study, 2 ethics home-study", 24, 1),
        ("AMTA", "47 general home-study", 47, 1),
        ("AMTA", "48 general home-study", 48, 0),
        # CNHC: 15, of them 10 in the discipline; at most a third of any one activity.
        ("CNHC", "5 technique live, 5 technique live, 5 business live", 15, 0),
        ("CNHC", "6 technique live, 5 technique live, 4 business live", 14, 1),
        ("CNHC", "5 technique live, 4 technique live, 5 business live, 1 business live", 15, 1),
        # Newfoundland and Labrador, in CEUs of two hours: 30, of them 20 of category A.
        ("CMTNL", "20 technique live, 10 general live", 30, 0),
        ("CMTNL", "19 technique live, 11 general live", 30, 1),
        ("NHPC", "19.5 general live", "19.5", "0.5"),
    ],
)  # fmt: skip
def test_the_hours_of_a_renewal_by_hand(body, text, done, owed):
    found = standing(rule(body), cycle_of(body), earned(text))

    assert (found.done, found.owed) == (Decimal(done), Decimal(owed))


def test_every_body_that_asks_for_hours_has_an_example():
    tried = {mark.args[1][i][0] for mark in test_the_hours_of_a_renewal_by_hand.pytestmark
             for i in range(len(mark.args[1]))}  # fmt: skip

    assert tried == {code for code, body in BODIES.items() if body.rules[-1].hours is not None}


def test_a_body_without_a_number_of_hours_owes_none():
    found = standing(rule("CMTO"), cycle_of("CMTO"), earned("3 general live"))

    assert (found.needed, found.owed, found.is_met) == (None, None, True)


@pytest.mark.parametrize(
    ("body", "last", "key"),
    [
        ("IL", date(2022, 12, 31), "il-24"),
        ("IL", date(2023, 12, 31), "il-24"),
        ("IL", date(2024, 1, 1), "il-25"),
        ("FL", date(2025, 8, 31), "fl-2021"),
        ("FL", date(2027, 8, 31), "fl-2025"),
        ("WA", date(2023, 12, 31), "wa-1"),
        ("WA", date(2024, 1, 1), "wa-2024"),
    ],
)
def test_a_cycle_is_judged_by_the_rule_in_force_on_its_last_day(body, last, key):
    found = rule(body, last)

    assert found is not None
    assert found.key == key


def test_floridas_waiver_let_technique_be_learned_online():
    text = ("2 medical-errors home-study, 2 laws home-study, 2 ethics home-study, 1 human-trafficking webinar, "
            "12 technique home-study, 5 general home-study")  # fmt: skip

    before = standing(
        rule("FL", date(2025, 8, 31)), cycle_of("FL", date(2025, 8, 31)), earned(text, date(2025, 3, 1))
    )
    after = standing(rule("FL", date(2027, 8, 31)), cycle_of("FL", date(2027, 8, 31)), earned(text))

    assert (before.owed, after.owed) == (0, 12)


@pytest.mark.parametrize(
    ("body", "licensed_on", "asked"),
    [
        ("FL", date(2026, 8, 1), 13),  # August 2026 to August 2027
        ("FL", date(2026, 8, 2), 12),
        ("FL", date(2027, 8, 31), 0),
        ("FL", date(2025, 9, 1), 24),
        ("FL", date(2025, 8, 31), 24),  # licensed in an earlier cycle: all of it
        ("NY", date(2026, 8, 1), 0),
        ("TX", date(2026, 8, 1), 12),
    ],
)
def test_the_first_cycle_may_ask_for_less(body, licensed_on, asked):
    last = date(2027, 8, 31)

    assert needed(rule(body, last), cycle_of(body, last), licensed_on) == asked


def test_a_first_cycle_that_asks_for_nothing_owes_no_category_either():
    found = standing(rule("NY"), cycle_of("NY"), [], licensed_on=date(2026, 1, 1))

    assert (found.owed, found.lacking) == (0, ())


@pytest.mark.parametrize(
    ("day", "counts"),
    [(date(2024, 12, 31), 0), (date(2025, 1, 1), 3), (date(2026, 12, 31), 3), (date(2027, 1, 1), 0)],
)
def test_only_hours_earned_in_the_cycle_count(day, counts):
    found = standing(rule("TX"), cycle_of("TX"), earned("3 general home-study", day))

    assert found.done == counts


def test_the_same_course_counts_once_in_a_cycle():
    once, again = earned("3 general home-study, 3 general home-study")
    again = Credit(**{name: getattr(again, name) for name in again.__slots__} | {"course": once.course})

    found = standing(rule("TX"), cycle_of("TX"), [once, again])

    assert [counted.hours for counted in found.counted] == [3, 0]
    assert "equivalent" in found.counted[1].reason


def test_ncbtmb_counts_a_course_once_ever_and_texas_once_a_cycle():
    used = frozenset({"course-0"})

    ncbtmb = standing(rule("NCBTMB"), cycle_of("NCBTMB"), earned("3 general live"), used_before=used)
    texas = standing(rule("TX"), cycle_of("TX"), earned("3 general live"), used_before=used)

    assert (ncbtmb.done, texas.done) == (0, 3)


def test_an_approval_that_the_body_does_not_name_does_not_count():
    found = standing(rule("TX"), cycle_of("TX"), earned("3 general live", accreditors=["NCBTMB"]))

    assert found.done == 0
    assert found.counted[0].reason == "no approval that this body names (TX) was valid on the day"


def test_new_jersey_carries_18_hours_and_never_ethics():
    text = "4 ethics live, 1 laws live, 35 general live"
    before = standing(
        rule("NJ", date(2024, 12, 31)), cycle_of("NJ", date(2024, 12, 31)), earned(text, date(2024, 2, 1))
    )

    carried = carry(before)
    after = standing(rule("NJ"), cycle_of("NJ"), [], carried_in=carried)

    assert carried == [("general", Decimal(18))]
    assert (after.done, after.owed) == (18, 3)  # 2 of ethics and 1 of laws are still owed


def test_nothing_carries_where_the_rule_carries_nothing():
    before = standing(
        rule("TX", date(2024, 12, 31)),
        cycle_of("TX", date(2024, 12, 31)),
        earned("20 general live", date(2024, 2, 1)),
    )

    assert (before.surplus, carry(before)) == (8, [])


def test_what_we_do_not_offer_is_named():
    found = standing(rule("FL"), cycle_of("FL"), earned("2 ethics home-study"))

    assert {(owed.name, owed.offered) for owed in found.lacking} == {
        ("prevention of medical errors", False),
        ("Florida laws and rules", False),
        ("human trafficking", False),
        ("hands-on classroom hours in person", False),
    }


@pytest.mark.parametrize("body", BODIES)
def test_each_explanation_names_the_rule_and_its_source(body):
    found = standing(rule(body), cycle_of(body), [])

    assert rule(body).body in found.explanations[0]
    assert f"Source: {rule(body).source}." in found.explanations[0]
    said = any("have not confirmed" in text for text in found.explanations)
    assert said is (rule(body).confidence != "confirmed")
