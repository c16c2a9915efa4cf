from datetime import timedelta
from decimal import Decimal

import pytest

from quizzes.terms import Terms, terms

OLD = {"introduction": "", "pass_mark": 75, "attempts_allowed": 2, "pools": []}


def test_an_edition_from_before_a_term_existed_has_its_default():
    assert terms(OLD) == Terms(pass_mark=75, attempts_allowed=2)


def test_every_term_is_read():
    body = OLD | {
        "preset": "practice",
        "time_limit": 45,
        "cool_down": 24,
        "confidence": True,
        "shuffles_questions": False,
        "shuffles_options": False,
        "reveal": "during",
    }

    assert terms(body) == Terms(
        preset="practice",
        pass_mark=75,
        attempts_allowed=2,
        time_limit=timedelta(minutes=45),
        cool_down=timedelta(days=1),
        confidence=True,
        shuffles_questions=False,
        shuffles_options=False,
        reveal="during",
    )


@pytest.mark.parametrize(
    ("minutes", "factor", "time"),
    [
        (None, Decimal(1), None),
        (60, None, None),
        (60, Decimal(1), timedelta(minutes=60)),
        (45, Decimal("1.25"), timedelta(minutes=56, seconds=15)),
        (1, Decimal("1.01"), timedelta(seconds=60)),
    ],
)
def test_a_persons_time_is_the_limit_times_their_factor(minutes, factor, time):
    limit = timedelta(minutes=minutes) if minutes else None

    assert Terms(time_limit=limit).time_for(factor) == time


@pytest.mark.parametrize(
    ("preset", "counts"), [("post-test", True), ("practice", False), ("reflection", False)]
)
def test_safety_questions_fail_nobody_but_in_a_test(preset, counts):
    assert Terms(preset=preset).must_pass_counts is counts
