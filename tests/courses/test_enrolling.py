import pytest

from courses.enrolling import NotOffered, current_edition, enrol, move_along, withdraw
from courses.models import Enrolment, EnrolmentEdition
from tests.factories.accounts import UserFactory
from tests.factories.courses import CourseFactory, an_edition, enrolled, finish, next_edition

pytestmark = pytest.mark.django_db


def test_a_learner_is_enrolled_on_the_latest_edition():
    edition = an_edition()
    newer = next_edition(edition)

    enrolment = enrol(UserFactory(), edition.course)

    assert (enrolment.cycle, current_edition(enrolment)) == (1, newer)


def test_enrolling_twice_gives_the_same_enrolment():
    edition, learner = an_edition(), UserFactory()

    assert enrol(learner, edition.course) == enrol(learner, edition.course)
    assert (Enrolment.objects.count(), EnrolmentEdition.objects.count()) == (1, 1)


def test_a_course_that_was_never_released_takes_nobody():
    with pytest.raises(NotOffered):
        enrol(UserFactory(), CourseFactory())

    assert Enrolment.objects.count() == 0


def test_who_leaves_and_comes_back_begins_the_next_cycle_and_keeps_the_first():
    edition, learner = an_edition(), UserFactory()
    first = enrolled(edition, learner)
    finish(first, "lesson-1")

    withdraw(first)
    second = enrol(learner, edition.course)

    assert (second.cycle, second.step_records.count()) == (2, 0)
    assert first.step_records.count() == 1


def test_leaving_twice_keeps_the_first_moment():
    enrolment = enrolled(an_edition())

    left = withdraw(enrolment).ended_at

    assert withdraw(enrolment).ended_at == left


def test_a_minor_edition_takes_active_learners_along():
    edition = an_edition()
    enrolment = enrolled(edition)
    newer = next_edition(edition, minor=True)

    move_along(newer)

    assert current_edition(enrolment) == newer
    assert [move.sequence for move in enrolment.moves.all()] == [1, 2]


def test_a_major_edition_leaves_learners_where_they_are():
    edition = an_edition()
    enrolment = enrolled(edition)

    move_along(next_edition(edition))

    assert current_edition(enrolment) == edition


def test_who_is_complete_or_gone_is_not_moved():
    edition = an_edition(lessons=1)
    complete, gone = enrolled(edition), withdraw(enrolled(edition))
    finish(complete, "lesson-1", "confirm")

    moved = move_along(next_edition(edition, minor=True))

    assert moved == []
    assert [current_edition(complete), current_edition(gone)] == [edition, edition]


def test_moving_twice_moves_once():
    edition = an_edition()
    enrolment = enrolled(edition)
    newer = next_edition(edition, minor=True)

    move_along(newer)
    move_along(newer)

    assert enrolment.moves.count() == 2
