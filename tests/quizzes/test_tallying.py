import pytest

from quizzes import evaluating, sitting, tallying
from quizzes.models import ItemTally
from tests.factories.quizzes import answer_all, enrolled, quiz, sat

pytestmark = pytest.mark.django_db


def rows():
    return sorted(ItemTally.objects.values_list("version", "response", "fraction", "rest", "count"))


def test_each_first_attempt_counts_once_for_each_question():
    released = quiz(questions=4, kinds=["single"])
    for correct in (4, 4, 2):
        sat(released, enrolled(released), correct=correct)

    assert sum(row[-1] for row in rows()) == 12
    assert {f"{row[3]:.4f}" for row in rows()} <= {"100.0000", "33.3333", "66.6667"}


def test_a_second_attempt_is_not_counted():
    released = quiz(questions=4)
    enrolment = enrolled(released)
    sat(released, enrolment, correct=0)
    before = rows()

    sat(released, enrolment, correct=4)

    assert rows() == before


def test_built_anew_from_the_grades_it_is_the_same():
    released = quiz(questions=4)
    for correct in (0, 1, 3, 4, 4):
        sat(released, enrolled(released), correct=correct)
    blank = sitting.open_attempt(enrolled(released), released.step)
    sitting.submit(blank)
    before = rows()

    assert tallying.rebuild() == 6

    assert rows() == before


@pytest.mark.parametrize("people", [1, 12])
def test_statistics_take_two_statements_at_any_size(people, django_assert_num_queries):
    released = quiz(questions=4)
    for number in range(people):
        sat(released, enrolled(released), correct=number % 5)

    with django_assert_num_queries(2):
        found, reliability = evaluating.evaluated(released.step)

    assert [row.found.count for row in found] == [people] * 4
    assert (reliability is None) is (people == 1)


def test_reliability_means_nothing_where_papers_are_drawn():
    released = quiz(questions=6, draw=3)
    for correct in (0, 1, 3):
        attempt = sitting.open_attempt(enrolled(released), released.step)
        answer_all(attempt, correct=correct)
        sitting.submit(attempt)

    assert evaluating.evaluated(released.step)[1] is None
