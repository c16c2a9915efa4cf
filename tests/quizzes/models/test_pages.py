import json
import secrets
from decimal import Decimal

import pytest

from courses.hours import Workload
from courses.models import Course, Objective
from quizzes import authoring
from quizzes.models import QuizPage, QuizPool
from tests.factories.quizzes import BankFactory, QuestionFactory, approved

pytestmark = pytest.mark.django_db
SALT = secrets.token_bytes(16)


@pytest.fixture
def objective():
    course = Course.objects.create(code="skin")
    return Objective.objects.create(course=course, number=3, bloom="explain", statement="Explain the skin.")


@pytest.fixture
def bank():
    return BankFactory(title="Skin bank")


def page(*pools, **fields):
    """An unsaved quiz page, as an editor's draft holds it."""
    return QuizPage(title="Post-test", pools=list(pools), **fields)


def pool(bank, draw=1, objective=None):
    return QuizPool(bank=bank, draw=draw, objective=objective)


def test_a_quiz_freezes_its_rule_and_a_list_of_versions(bank, objective):
    question = QuestionFactory(bank=bank, objective=objective, must_pass=True, answered_in="skin#flow")
    version = approved(question)

    frozen = page(pool(bank, 1, objective), introduction="Good luck.", attempts_allowed=3).freeze(SALT)

    assert frozen == {
        "preset": "post-test",
        "introduction": "Good luck.",
        "pass_mark": 80,
        "attempts_allowed": 3,
        "cool_down": 0,
        "time_limit": 0,
        "confidence": False,
        "shuffles_questions": True,
        "shuffles_options": True,
        "reveal": "settled",
        "feedback": [],
        "pools": [
            {
                "draw": 1,
                "safety": 0,
                "objective": str(objective.public_id),
                "questions": [
                    {
                        "uuid": str(question.public_id),
                        "version": 1,
                        "digest": version.digest(SALT),
                        "objective": str(objective.public_id),
                        "must_pass": True,
                        "answered_in": "skin#flow",
                    }
                ],
            }
        ],
    }


def test_what_is_frozen_holds_no_word_of_a_question(bank):
    version = approved(QuestionFactory(bank=bank), kind="multiple")

    frozen = json.dumps(page(pool(bank)).freeze(SALT))

    texts = [version.payload["stem"], version.payload["rationale"], version.sha256]
    for option in version.payload["options"]:
        texts += [option["id"], option["text"], option["feedback"]]
    assert [text for text in texts if text in frozen] == []


def test_a_digest_depends_on_the_salt(bank):
    version = approved(QuestionFactory(bank=bank))

    assert version.digest(SALT) != version.digest(secrets.token_bytes(16))
    assert version.digest(SALT) == version.digest(SALT)


def test_only_the_pools_bank_and_objective_are_drawn_from(bank, objective):
    wanted = QuestionFactory(bank=bank, objective=objective)
    approved(wanted)
    approved(QuestionFactory(bank=bank))
    approved(QuestionFactory(objective=objective))

    frozen = page(pool(bank, 1, objective)).freeze(SALT)

    assert [row["uuid"] for row in frozen["pools"][0]["questions"]] == [str(wanted.public_id)]


def test_drafts_retired_and_void_versions_are_not_frozen(bank):
    authoring.write_version(
        QuestionFactory(bank=bank), approved().payload, kind="single", references=[], by=None
    )
    authoring.retire(approved(QuestionFactory(bank=bank)), by=None, reason="Old.")
    authoring.void(approved(QuestionFactory(bank=bank)), by=None, reason="Wrong.")

    assert page(pool(bank)).freeze(SALT)["pools"][0]["questions"] == []


def test_a_quiz_without_a_pool_may_not_be_released():
    assert page().problems() == ["“Post-test” has no pool to draw questions from."]


def test_a_pool_that_is_too_small_may_not_be_released(bank, objective):
    approved(QuestionFactory(bank=bank, objective=objective))

    assert page(pool(bank, 2, objective)).problems() == [
        "“Post-test”: draws 2 questions from Skin bank for objective 3, and 1 are approved."
    ]


def test_pools_that_overlap_must_hold_enough_between_them(bank):
    approved(QuestionFactory(bank=bank))

    assert page(pool(bank, 1), pool(bank, 1)).problems() == [
        "“Post-test”: The pools overlap: together they draw 2 questions and hold 1."
    ]


def test_a_quiz_with_enough_questions_has_no_problem(bank):
    approved(QuestionFactory(bank=bank))
    approved(QuestionFactory(bank=bank))

    assert page(pool(bank, 1), pool(bank, 1)).problems() == []


def test_the_workload_is_what_is_drawn(bank):
    assert page(pool(bank, 4), pool(bank, 3)).workload() == Workload(0, Decimal(), 7)


def test_a_quiz_covers_the_objectives_of_its_questions_and_names_each_version(bank, objective):
    version = approved(QuestionFactory(bank=bank, objective=objective))
    unmapped = approved(QuestionFactory(bank=bank))
    quiz = page(pool(bank, 1), pool(bank, 1, objective))

    assert quiz.covers() == frozenset({objective.public_id})
    assert quiz.items() == sorted(
        [("question", v.question.public_id, "1") for v in (version, unmapped)], key=str
    )
