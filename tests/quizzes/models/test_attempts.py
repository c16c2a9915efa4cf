"""The database refuses what must not be, whoever asks."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from quizzes import sitting
from quizzes.models import Answer, Attempt, AttemptItem, AttemptResult, ItemGrade
from tests.factories.accounts import UserFactory
from tests.factories.quizzes import answer, enrolled, quiz, right

pytestmark = pytest.mark.django_db


@pytest.fixture
def attempt():
    released = quiz()
    return sitting.open_attempt(enrolled(released), released.step)


def refused(constraint, create, *args, **fields):
    """Assert that the database refuses, naming the constraint where it can."""
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        create(*args, **fields)
    assert constraint in str(error.value) or "UNIQUE" in str(error.value)  # SQLite names the columns instead


def another(attempt, **fields):
    values = {"number": 2, "opened_at": timezone.now(), "step_key": attempt.step_key} | fields
    return {"enrolment": attempt.enrolment, "step": attempt.step} | values


def test_one_attempt_is_open_at_a_time(attempt):
    refused("one_open_attempt_per_step", Attempt.objects.create, **another(attempt))

    assert Attempt.objects.count() == 1


def test_an_attempt_has_a_number_of_its_own(attempt):
    now = timezone.now()

    refused(
        "attempts_at_a_step_are_numbered",
        Attempt.objects.create,
        **another(attempt, number=1, submitted_at=now + timedelta(seconds=1)),
    )

    assert Attempt.objects.count() == 1


def test_an_attempt_closes_after_it_opens(attempt):
    early = attempt.opened_at - timedelta(seconds=1)

    refused("an_attempt_closes_after_it_opens", Attempt.objects.update, submitted_at=early)

    attempt.refresh_from_db()
    assert attempt.submitted_at is None


def test_a_position_and_a_question_stand_once_on_a_paper(attempt):
    item = attempt.items.first()
    values = {"attempt": attempt, "option_order": []}

    refused(
        "items_of_an_attempt_are_ordered",
        AttemptItem.objects.create,
        position=item.position,
        version=attempt.items.last().version,
        **values,
    )
    refused(
        "a_question_stands_once_in_an_attempt",
        AttemptItem.objects.create,
        position=9,
        version=item.version,
        **values,
    )

    assert attempt.items.count() == 2


def test_an_answer_is_stored_once_and_has_its_place(attempt):
    item = attempt.items.select_related("version").first()
    client_id = uuid4()
    answer(attempt, item.position, right(item.version.payload, item.version.kind), client_id=client_id)
    values = {"attempt": attempt, "item": item, "response": "x", "received_at": timezone.now()}

    refused("an_answer_is_stored_once", Answer.objects.create, client_id=client_id, sequence=2, **values)
    refused("answers_to_an_item_are_ordered", Answer.objects.create, client_id=uuid4(), sequence=1, **values)

    assert item.answers.count() == 1


def test_grades_and_results_are_appended_in_order(attempt):
    result = sitting.submit(attempt)
    grade = ItemGrade.objects.first()
    values = {"item": grade.item, "version": grade.version, "graded_at": timezone.now()}

    refused("grades_of_an_item_are_ordered", ItemGrade.objects.create, sequence=1, fraction=1, **values)
    refused(
        "a_fraction_lies_within_one", ItemGrade.objects.create, sequence=2, fraction=Decimal("1.1"), **values
    )
    result.pk = None
    refused("results_of_an_attempt_are_ordered", result.save, force_insert=True)

    assert (ItemGrade.objects.count(), AttemptResult.objects.count()) == (2, 1)


def test_a_missed_safety_item_never_passes(attempt):
    result = sitting.submit(attempt)
    result.pk, result.sequence, result.passed, result.missed_must_pass = None, 2, True, 1

    refused("a_missed_safety_item_never_passes", result.save, force_insert=True)

    assert AttemptResult.objects.count() == 1


def test_a_learner_sees_their_own_attempts_and_questions_only(attempt):
    owner, stranger = attempt.enrolment.learner, UserFactory()

    assert list(Attempt.objects.visible_to(owner)) == [attempt]
    assert list(Attempt.objects.visible_to(stranger)) == []
    assert AttemptItem.objects.visible_to(owner).count() == 2
    assert AttemptItem.objects.visible_to(stranger).count() == 0
