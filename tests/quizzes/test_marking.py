"""Reflections are marked by people, and hold up nobody."""

from decimal import Decimal

import pytest

from accounts.models import AuditEvent
from courses.models import StepRecord
from quizzes import marking, sitting
from quizzes.models import Answer, Attempt, AttemptResult, ItemGrade, Mark
from tests.factories.accounts import UserFactory
from tests.factories.quizzes import answer, answer_all, enrolled, quiz

pytestmark = pytest.mark.django_db


def handed_in(*, correct=3, text="I will ask before I press.", pass_mark=80):
    """An attempt at three single choices and a reflection, graded as far as a rule can."""
    released = quiz(questions=4, kinds=("single", "single", "single", "reflection"), pass_mark=pass_mark)
    attempt = sitting.open_attempt(enrolled(released), released.step)
    singles = attempt.items.filter(version__kind="single").order_by("position")
    answer_all(attempt, only={item.position for item in singles[:correct]})
    item = reflection_of(attempt)
    answer(attempt, item.position, text)
    sitting.submit(attempt)
    attempt.refresh_from_db()
    return attempt


def reflection_of(attempt):
    return attempt.items.select_related("version", "attempt").get(version__kind="reflection")


def points(item, *given):
    return {row["id"]: n for row, n in zip(item.version.payload["rubric"], given, strict=True)}


def result_of(attempt):
    found = attempt.results.latest("sequence")
    return found.points, found.max_points, found.passed


def test_what_waits_stands_outside_the_points_and_holds_up_nobody():
    attempt = handed_in()

    assert result_of(attempt) == (3, 3, True)
    assert StepRecord.objects.filter(enrolment=attempt.enrolment).exists()
    assert not ItemGrade.objects.filter(item=reflection_of(attempt)).exists()
    assert list(marking.waiting()) == [reflection_of(attempt)]


def test_a_reflection_left_blank_earns_nothing_and_waits_for_nobody():
    attempt = handed_in(text="")

    assert result_of(attempt) == (3, 4, False)
    assert list(marking.waiting()) == []


def test_a_mark_adds_a_grade_and_a_result():
    attempt = handed_in()
    item, teacher = reflection_of(attempt), UserFactory()

    made = marking.mark(item, points(item, 1, 1, 1), by=teacher, comment="Say why.")

    assert made.grade.fraction == Decimal("0.5")
    assert made.grade.answer == Answer.objects.filter(item=item).latest("sequence")
    assert (made.marked_by, made.comment) == (teacher, "Say why.")
    assert result_of(attempt) == (Decimal("3.5"), 4, True)
    assert AttemptResult.objects.filter(attempt=attempt).count() == 2
    assert list(marking.waiting()) == []
    assert AuditEvent.objects.filter(action="reflection marked", actor=teacher).count() == 1


def test_a_mark_may_make_a_pass_as_of_the_handing_in():
    attempt = handed_in(correct=2, pass_mark=70)
    item = reflection_of(attempt)
    assert result_of(attempt) == (2, 3, False)

    marking.mark(item, points(item, 1, 2, 3), by=UserFactory())

    assert result_of(attempt) == (3, 4, True)
    assert StepRecord.objects.get(enrolment=attempt.enrolment).at == attempt.submitted_at


def test_a_bad_mark_takes_no_pass_away():
    attempt = handed_in()
    item = reflection_of(attempt)

    marking.mark(item, points(item, 0, 0, 0), by=UserFactory())

    assert result_of(attempt) == (3, 4, True)


def test_marking_again_appends_again():
    attempt = handed_in()
    item = reflection_of(attempt)

    for given in (0, 3):
        marking.mark(item, points(item, 1, 2, given), by=UserFactory())

    assert [grade.fraction for grade in ItemGrade.objects.filter(item=item)] == [Decimal("0.5"), 1]
    assert Mark.objects.count() == 2


def test_nobody_marks_what_they_wrote():
    attempt = handed_in()
    item = reflection_of(attempt)

    with pytest.raises(marking.OwnWork):
        marking.mark(item, points(item, 1, 2, 3), by=attempt.enrolment.learner)


def test_what_was_not_handed_in_or_is_graded_by_a_rule_is_not_marked():
    attempt = handed_in()
    single = attempt.items.select_related("version").filter(version__kind="single").first()
    item = reflection_of(attempt)
    Attempt.objects.filter(pk=attempt.pk).update(submitted_at=None)

    for each in (single, item):
        with pytest.raises(marking.NotHandedIn):
            marking.mark(each, points(item, 1, 2, 3), by=UserFactory())


@pytest.mark.parametrize("given", [(2, 0, 0), (-1, 0, 0), (1, 2, 4), (True, 0, 0)])
def test_points_that_the_rubric_does_not_give_are_refused(given):
    item = reflection_of(handed_in())

    with pytest.raises(ValueError, match="no more points than it is worth"):
        marking.mark(item, points(item, *given), by=UserFactory())

    assert Mark.objects.count() == 0


def test_the_result_says_what_waits_and_then_how_it_was_marked(client):
    attempt = handed_in()
    item = reflection_of(attempt)
    client.force_login(attempt.enrolment.learner)
    address = f"/attempts/{attempt.public_id}/result/"

    before = client.get(address).content.decode()
    marking.mark(item, points(item, 1, 1, 0), by=UserFactory(), comment="Say why.")
    after = client.get(address).content.decode()

    assert "1 of your answers waits for a person to mark." in before
    assert "waits to be marked" in before
    assert "I will ask before I press." in before
    assert "waits to be marked" not in after
    assert "Say why." in after
    assert "criterion 2: 1 of 2" in after
