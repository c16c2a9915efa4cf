"""What Moodle's question engine gives for a response, our rules give too.

Where a case comes from stands with it. Ordering: question/type/ordering/tests/question_test.php (4.4), whose items
these are, and grade_response of question.php. Short answers and numbers: compare_string_with_wildcard and
apply_unit_penalty of the question.php of their types. Gaps: grade_response of multianswer. Places: get_num_parts_right
of ddmarker. Choices: grade_response of multichoice, whose fractions have seven places. The rest was worked out by hand.
"""

import pytest

from interchange.marking import fraction_of

ORDER = ["Modular", "Object", "Oriented", "Dynamic", "Learning", "Environment"]
REVERSED = ORDER[::-1]
SWAPPED = ["Environment", "Object", "Oriented", "Dynamic", "Learning", "Modular"]
MIXED = ["Oriented", "Object", "Dynamic", "Learning", "Environment", "Modular"]
MOVED = ["Object", "Oriented", "Dynamic", "Learning", "Environment", "Modular"]


def earned(kind, response, **question):
    return fraction_of("case", {"type": kind, "stem": "Which?", **question}, response)


@pytest.mark.parametrize(
    ("grading", "order", "fraction"),
    [
        *[(str(number), ORDER, "1.0000000") for number in range(-1, 8)],
        # Moodle's own tests: all wrong in every way but relative to the correct position.
        *[(str(number), REVERSED, "0.0000000") for number in range(-1, 7)],
        ("-1", MIXED, "0.0000000"),
        ("0", SWAPPED, "0.6666667"),
        ("0", MIXED, "0.1666667"),
        ("1", SWAPPED, "0.6000000"),
        ("1", MIXED, "0.4000000"),
        ("2", SWAPPED, "0.5000000"),
        ("3", MIXED, "0.3333333"),
        ("4", MIXED, "0.6000000"),
        ("4", MOVED, "0.6666667"),
        ("5", MOVED, "0.8333333"),
        ("6", MOVED, "0.8333333"),
        # By hand. Relative to correct, reversed: (5-5)+(5-3)+(5-1)+(5-1)+(5-3)+(5-5) of 30.
        ("7", REVERSED, "0.4000000"),
        # 0+5+5+5+5+0 of 30.
        ("7", SWAPPED, "0.6666667"),
        # Oriented is 2 off, Dynamic, Learning and Environment 1, Modular 5, Object stands: 3+4+4+4+0+5 of 30.
        ("7", MIXED, "0.6666667"),
        # Right before and after: Oriented and Dynamic have both, Object what follows, Learning what goes before.
        ("3", SWAPPED, "0.5000000"),
        # Of 15 pairs, those without Environment and Modular stand right: 6.
        ("4", SWAPPED, "0.4000000"),
        ("5", SWAPPED, "0.6666667"),
        ("6", SWAPPED, "0.6666667"),
        # The runs of MIXED: Object, Dynamic, Learning, Environment; and Dynamic to Environment, each after the other.
        ("5", MIXED, "0.6666667"),
        ("6", MIXED, "0.6666667"),
    ],
)
def test_an_order(grading, order, fraction):
    items = [{"text": text} for text in ORDER]

    assert earned("ordering", order, items=items, grading=grading) == fraction


@pytest.mark.parametrize(
    ("name", "way"),
    [
        ("ALL_OR_NOTHING", "0.0000000"),
        ("ABSOLUTE_POSITION", "0.1666667"),
        ("RELATIVE_NEXT_EXCLUDE_LAST", "0.4000000"),
        ("RELATIVE_ALL_PREVIOUS_AND_NEXT", "0.6000000"),
        ("RELATIVE_TO_CORRECT", "0.6666667"),
    ],
)
def test_moodles_names_of_its_gradings_are_understood(name, way):
    items = [{"text": text} for text in ORDER]

    assert earned("ordering", MIXED, items=items, grading=name) == way


def test_one_item_in_order_is_no_run():
    items = [{"text": "a"}, {"text": "b"}, {"text": "c"}]

    for grading in ("longest-ordered", "longest-contiguous"):
        assert earned("ordering", ["c", "b", "a"], items=items, grading=grading) == "0.0000000"


def test_a_run_may_be_interrupted_but_not_by_a_missing_item():
    items = [{"text": text} for text in "abcde"]
    order = ["a", "c", "e", "b", "d"]

    # a c e (or a c d); and a b, in which b follows a, c d, which stand apart.
    assert earned("ordering", order, items=items, grading="longest-ordered") == "0.6000000"
    assert earned("ordering", order, items=items, grading="longest-contiguous") == "0.4000000"


THIRDS = [{"text": text, "fraction": 0.3333333} for text in "abc"] + [{"text": "d", "fraction": -0.5}]
HEAVY = [{"text": "a", "fraction": 1}, {"text": "b", "fraction": 0.5}, {"text": "c", "fraction": -1}]


@pytest.mark.parametrize(
    ("kind", "choices", "response", "fraction"),
    [
        # A single choice is not clamped, a multiple one is, on both sides.
        ("single", HEAVY, "a", "1.0000000"),
        ("single", HEAVY, "b", "0.5000000"),
        ("single", HEAVY, "c", "-1.0000000"),
        ("single", HEAVY, None, "0.0000000"),
        (
            "single",
            [{"text": "a", "fraction": "100%"}, {"text": "b", "fraction": "-33.33333%"}],
            "b",
            "-0.3333333",
        ),
        ("single", [{"text": "a", "fraction": 1}, {"text": "b", "fraction": 1}], "b", "1.0000000"),
        ("multiple", THIRDS, ["a", "b", "c"], "0.9999999"),
        ("multiple", THIRDS, ["a", "b"], "0.6666666"),
        ("multiple", THIRDS, ["a", "b", "d"], "0.1666666"),
        ("multiple", THIRDS, ["a", "d"], "0.0000000"),
        ("multiple", THIRDS, ["d"], "0.0000000"),
        ("multiple", THIRDS, [], "0.0000000"),
        ("multiple", HEAVY, ["a", "b"], "1.0000000"),
        ("multiple", HEAVY, ["a", "b", "c"], "0.5000000"),
    ],
)
def test_choices(kind, choices, response, fraction):
    assert earned(kind, response, choices=choices) == fraction


@pytest.mark.parametrize(
    ("response", "fraction"),
    [(["a", "b", "c"], "1.0000000"), (["a", "b"], "0.0000000"), ("abcd", "0.0000000")],
)
def test_all_or_nothing(response, fraction):
    """qtype_multichoiceset: every right one and no other."""
    assert earned("multiple", list(response), choices=THIRDS, scoring="all-or-nothing") == fraction


@pytest.mark.parametrize(
    ("answers", "response", "case", "fraction"),
    [
        # The first that is met counts, not the best.
        ([("*ligament*", 0.5), ("cruciate ligament", 1)], "cruciate ligament", False, "0.5000000"),
        ([("cruciate ligament", 1), ("*ligament*", 0.5)], "cruciate ligament", False, "1.0000000"),
        ([("fascia", 1), ("*", -0.25)], "bone", False, "-0.2500000"),
        ([("fascia", 1)], "  FASCIA\t", False, "1.0000000"),
        ([("Fascia", 1)], "fascia", True, "0.0000000"),
        ([("deep fascia", 1)], "deep  fascia", False, "0.0000000"),
        ([("fasc*ia", 1)], "fascia", False, "1.0000000"),
        ([("*lata", 1)], "fascia lata", False, "1.0000000"),
        ([("fascia*", 1)], "a fascia", False, "0.0000000"),
        ([("a**b", 1)], "a-b", False, "1.0000000"),
        ([(r"2\*3", 1)], "2*3", False, "1.0000000"),
        ([(r"2\*3", 1)], "2x3", False, "0.0000000"),
        ([("1.5", 1)], "1x5", False, "0.0000000"),
        # Composed and decomposed accents are one; ß and ss are two.
        ([("p\u00e9trissage", 1)], "Pe\u0301trissage", False, "1.0000000"),
        ([("pe\u0301trissage", 1)], "P\u00c9TRISSAGE", False, "1.0000000"),
        ([("gro\u00df", 1)], "gross", False, "0.0000000"),
        ([("0", 1)], "0", False, "1.0000000"),
        ([("fascia", 1)], "", False, "0.0000000"),
        ([("fascia", 1), ("a third", 0.3333333)], "a third", False, "0.3333333"),
    ],
)
def test_a_short_answer(answers, response, case, fraction):
    rows = [{"text": text, "fraction": part} for text, part in answers]

    assert earned("short", response, answers=rows, case=case) == fraction


UNITS = [{"unit": "m"}, {"unit": "cm", "multiplier": 0.01}]


@pytest.mark.parametrize(
    ("question", "response", "fraction"),
    [
        ({"answers": [{"value": 3.142, "tolerance": 0.005}]}, "3.14", "1.0000000"),
        ({"answers": [{"value": 3.142, "tolerance": 0.005}]}, "3.147", "1.0000000"),
        ({"answers": [{"value": 3.142, "tolerance": 0.005}]}, "3.1471", "0.0000000"),
        ({"answers": [{"value": 0.3}]}, "0.30000000000000004", "1.0000000"),
        ({"answers": [{"from": 1, "to": 5}]}, 1, "1.0000000"),
        ({"answers": [{"from": 1, "to": 5}]}, 5.01, "0.0000000"),
        ({"answers": [{"from": -5, "to": -1}]}, "-3", "1.0000000"),
        ({"answers": [{"value": 10, "tolerance": 5, "fraction": 0.5}, {"value": 10}]}, "10", "0.5000000"),
        ({"answers": [{"value": 10}, {"value": 10, "tolerance": 5, "fraction": 0.5}]}, "10", "1.0000000"),
        ({"answers": [{"value": 10}, {"value": "*", "fraction": 0}]}, "11", "0.0000000"),
        ({"answers": [{"value": 1200}]}, "1.2e3", "1.0000000"),
        ({"answers": [{"value": 1200}]}, "1.2x10^3", "1.0000000"),
        ({"answers": [{"value": 1200}]}, "1 200", "1.0000000"),
        ({"answers": [{"value": 2}]}, "two", "0.0000000"),
        # A unit that was not asked for neither helps nor costs.
        ({"answers": [{"value": 2}]}, "2 m", "1.0000000"),
        # Share of the response, then of the question, and never below 0.
        ({"answers": [{"value": 2}], "units": UNITS, "unit_penalty": 0.1}, "2", "0.9000000"),
        ({"answers": [{"value": 2}], "units": UNITS, "unit_penalty": 0.1}, "200 cm", "1.0000000"),
        ({"answers": [{"value": 2}], "units": UNITS, "unit_penalty": 0.1}, "2 cm", "0.9000000"),
        ({"answers": [{"value": 2}], "units": UNITS, "unit_penalty": 0.1}, "2 km", "0.9000000"),
        ({"answers": [{"value": 2}], "units": UNITS, "unit_penalty": 0.1}, "2m", "1.0000000"),
        (
            {"answers": [{"value": 9}, {"value": 2, "fraction": 0.5}], "units": UNITS, "unit_penalty": 0.1},
            "2",
            "0.4500000",
        ),
        (
            {
                "answers": [{"value": 9}, {"value": 2, "fraction": 0.5}],
                "units": UNITS,
                "unit_penalty": 0.1,
                "penalty_of": "question",
            },
            "2",
            "0.4000000",
        ),
        (
            {"answers": [{"value": 2}], "units": UNITS, "unit_penalty": 1, "penalty_of": "question"},
            "2 km",
            "0.0000000",
        ),
    ],
)
def test_a_number(question, response, fraction):
    assert earned("numeric", response, **question) == fraction


ROWS = [
    {"text": "Cold", "answer": "Artery"},
    {"text": "Warm", "answer": "Vein"},
    {"text": "Pale", "answer": "Artery"},
]


@pytest.mark.parametrize(
    ("response", "fraction"),
    [
        (["Artery", "Vein", "Artery"], "1.0000000"),
        (["Artery", "Vein", None], "0.6666667"),
        (["Artery", "Artery", "Lymph"], "0.3333333"),
        (["Lymph", "Lymph", "Lymph"], "0.0000000"),
        ({}, "0.0000000"),
    ],
)
def test_a_matching(response, fraction):
    distractors = [{"key": "x", "text": "Lymph"}]

    assert earned("matching", response, rows=ROWS, distractors=distractors) == fraction


GAPS = [
    {"key": "a", "answers": [{"text": "skin"}, {"text": "hide", "fraction": 0.5}]},
    {"key": "b", "type": "numeric", "weight": 2, "answers": [{"value": 2, "tolerance": 0.5}]},
    {
        "key": "c",
        "type": "single",
        "choices": [{"text": "in", "fraction": 1}, {"text": "out", "fraction": -0.5}],
    },
]


@pytest.mark.parametrize(
    ("response", "fraction"),
    [
        ({"a": "skin", "b": "2.5", "c": "in"}, "1.0000000"),
        ({"a": "hide", "b": "2.5", "c": "in"}, "0.8750000"),
        (["Skin", 7, "in"], "0.5000000"),
        # A gap may cost something: (1 + 0 - 0.5) of 4.
        (["skin", None, "out"], "0.1250000"),
        ([None, None, "out"], "-0.1250000"),
        ({"b": "two"}, "0.0000000"),
        (None, "0.0000000"),
    ],
)
def test_gaps(response, fraction):
    question = {"stem": "The [[a]] has [[b]] mm, measured [[c]]side.", "gaps": GAPS}

    assert earned("gaps", response, **question) == fraction


REGIONS = [
    {"right": "Left calf", "area": "circle 60,170;5"},
    {"right": "Right calf", "area": "circle 40,170;5"},
    {"wrong": "Chest", "area": "rectangle 40,45;20,15"},
    {"wrong": "Left thigh", "area": "polygon 55,110;65,110;63,140;57,140"},
]


@pytest.mark.parametrize(
    ("response", "fraction"),
    [
        (["Left calf", "b"], "1.0000000"),
        (["Left calf"], "0.5000000"),
        (["Left calf", "Chest"], "0.5000000"),
        # More markers than places: hits of all that were put down.
        (["Left calf", "Right calf", "Chest"], "0.6666667"),
        ([{"x": 60, "y": 170}, {"x": 45, "y": 170}], "1.0000000"),
        ([{"x": 60, "y": 170}, {"x": 45.1, "y": 170}], "0.5000000"),
        (["60,165", "60,175"], "0.5000000"),
        (["60,165", "60,175", "60,170"], "0.3333333"),
        ([60, 170], "0.5000000"),
        ([{"x": 59, "y": 120}, {"x": 40, "y": 45}, {"x": 1, "y": 1}], "0.0000000"),
        ([], "0.0000000"),
    ],
)
def test_places(response, fraction):
    assert earned("hotspot", response, image="body-front", regions=REGIONS) == fraction


def test_a_case_is_the_mean_of_its_parts_by_weight():
    parts = [
        {"type": "single", "stem": "First?", "choices": [{"right": "Ask"}, {"wrong": "Press"}]},
        {"type": "multiple", "weight": 3, "stem": "Second?", "choices": THIRDS},
    ]

    assert earned("vignette", ["Ask", ["a", "b", "c"]], parts=parts) == "0.9999999"
    assert earned("vignette", {"b": ["a"]}, parts=parts) == "0.2500000"
