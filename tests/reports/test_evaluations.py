"""What learners thought of a course, counted."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from courses.models import Evaluation, EvaluationAnswer
from reports.evaluations import summary
from tests.factories.accounts import UserFactory
from tests.factories.courses import EditionFactory, EditionStepFactory, enrolled

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
DAY = timedelta(days=1)
RATING, TEXT = str(uuid4()), str(uuid4())
FORM = {
    "scale": ["Strongly disagree", "Disagree", "Neither", "Agree", "Strongly agree"],
    "questions": [
        {"id": RATING, "kind": "rating", "prompt": "It was clear."},
        {"id": TEXT, "kind": "text", "prompt": "What was missing?"},
    ],
}


def given(edition, rating, text="", at=AT):
    step = edition.steps.filter(kind="evaluation").first() or EditionStepFactory(
        edition=edition, kind="evaluation", html="", body=FORM, opens="courses:evaluate"
    )
    said = Evaluation.objects.create(
        enrolment=enrolled(edition, UserFactory()), edition=edition, step_key=step.key, digest="d", at=at
    )
    EvaluationAnswer.objects.create(evaluation=said, question=RATING, rating=rating)
    if text:
        EvaluationAnswer.objects.create(evaluation=said, question=TEXT, text=text)


def test_ratings_are_counted_and_texts_listed():
    edition = EditionFactory()
    for rating in (5, 5, 4, 2):
        given(edition, rating)
    given(edition, 4, text="More figures.")

    found = summary(edition.course_id, AT - DAY, AT + DAY)

    rated, wrote = found.questions
    assert found.given == 5
    assert (rated.prompt, rated.mean, rated.answered) == ("It was clear.", Decimal("4.0"), 5)
    assert [(bar.word, bar.count, bar.width) for bar in rated.bars] == [
        ("Strongly agree", 2, 360), ("Agree", 2, 360), ("Neither", 0, 0), ("Disagree", 1, 180),
        ("Strongly disagree", 0, 0),
    ]  # fmt: skip
    assert wrote.texts == ["More figures."]


def test_other_courses_and_other_days_are_not_counted():
    edition = EditionFactory()
    given(edition, 5)
    given(edition, 1, at=AT + 2 * DAY)
    given(EditionFactory(), 1)

    found = summary(edition.course_id, AT - DAY, AT + DAY)

    assert (found.given, found.questions[0].counts) == (1, {5: 1})


@pytest.mark.parametrize("count", [1, 3])
def test_it_costs_the_same_for_one_form_and_for_many(count, django_assert_num_queries):
    edition = EditionFactory()
    for _ in range(count):
        given(edition, 5)

    with django_assert_num_queries(3):
        summary(edition.course_id, AT - DAY, AT + DAY)
