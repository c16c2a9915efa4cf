"""The self-check of a lesson, as the editor posts it."""

import pytest

from courses.models.checks import SelfCheckBlock
from tests.factories.quizzes import QuestionFactory, approved

pytestmark = pytest.mark.django_db


def posted(question):
    fields = {"body-0-value-key": "k", "body-0-value-question": question}
    return SelfCheckBlock().value_from_datadict(fields, {}, "body-0-value")["question"]


@pytest.mark.parametrize("question", ["", "nonsense", "-1", "9" * 40])
def test_a_draft_saves_itself_before_a_question_is_chosen(question):
    assert posted(question) is None


def test_the_chosen_question_is_kept():
    question = approved(QuestionFactory()).question

    assert posted(str(question.pk)) == question
