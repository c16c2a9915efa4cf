from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from courses.enrolling import move_along, withdraw
from courses.models import Completion, EditionStep, EnrolmentEdition, StepRecord
from courses.progress import StepLocked, complete_if_due, record_reading, record_step, why_locked
from courses.signals import course_completed
from tests.factories.courses import NOON, an_edition, enrolled, finish, next_edition

pytestmark = pytest.mark.django_db


def step_of(edition, slug) -> EditionStep:
    return edition.steps.get(slug=slug)


@pytest.fixture
def edition():
    return an_edition(lessons=2)


@pytest.fixture
def enrolment(edition):
    return enrolled(edition)


def test_reading_a_lesson_records_its_edition_and_digest(edition, enrolment):
    step = step_of(edition, "lesson-1")

    record = record_reading(enrolment, step, NOON)

    assert (record.step_key, record.edition, record.digest, record.at) == (
        step.key,
        edition,
        step.digest,
        NOON,
    )


def test_reading_it_twice_keeps_the_first_record(edition, enrolment):
    step = step_of(edition, "lesson-1")
    first = record_reading(enrolment, step, NOON)

    second = record_reading(enrolment, step, NOON + timedelta(days=1))

    assert (second, second.at) == (first, NOON)
    assert StepRecord.objects.count() == 1


def test_a_closed_step_is_refused_with_its_reason(edition, enrolment):
    with pytest.raises(StepLocked, match=r"Finish “Lesson 1” first\."):
        record_reading(enrolment, step_of(edition, "lesson-2"))

    assert StepRecord.objects.count() == 0


def test_why_a_step_is_locked_costs_one_statement(edition, enrolment, django_assert_num_queries):
    step = step_of(edition, "confirm")

    with django_assert_num_queries(1):
        assert why_locked(enrolment, step) == "Finish “Lesson 1” first."

    finish(enrolment, "lesson-1", "lesson-2")
    assert why_locked(enrolment, step) == ""


def test_an_optional_step_is_not_owed(edition, enrolment):
    edition.steps.filter(slug="lesson-2").update(required=False)

    finish(enrolment, "lesson-1", "confirm")

    assert Completion.objects.get().enrolment == enrolment


def test_the_last_step_completes_the_course_at_the_time_of_the_latest(edition, enrolment):
    finish(enrolment, "lesson-2", at=NOON + timedelta(hours=2))
    finish(enrolment, "lesson-1", at=NOON)
    assert complete_if_due(enrolment) is None

    finish(enrolment, "confirm", at=NOON + timedelta(hours=1))

    completion = Completion.objects.get()
    assert (completion.enrolment, completion.edition) == (enrolment, edition)
    assert completion.completed_at == NOON + timedelta(hours=2)


def test_completing_again_gives_the_same_completion(enrolment):
    finish(enrolment, "lesson-1", "lesson-2", "confirm")

    assert complete_if_due(enrolment) == complete_if_due(enrolment) == Completion.objects.get()


def test_who_left_does_not_complete(enrolment):
    finish(enrolment, "lesson-1", "lesson-2")
    withdraw(enrolment)

    finish(enrolment, "confirm")

    assert (Completion.objects.count(), StepRecord.objects.count()) == (0, 3)


@pytest.fixture
def nudges():
    """The completions that a listener was nudged about."""
    heard = []

    def listen(sender, completion, **kwargs):
        heard.append(completion)

    course_completed.connect(listen)
    yield heard
    course_completed.disconnect(listen)


def test_listeners_are_nudged_once_and_after_the_commit(
    enrolment, nudges, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        finish(enrolment, "lesson-1", "lesson-2", "confirm")
        complete_if_due(enrolment)
        assert nudges == []

    assert nudges == [Completion.objects.get()]


def test_a_listener_that_fails_leaves_the_completion_standing(enrolment, django_capture_on_commit_callbacks):
    def fail(sender, completion, **kwargs):
        raise RuntimeError

    course_completed.connect(fail)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            finish(enrolment, "lesson-1", "lesson-2", "confirm")
    finally:
        course_completed.disconnect(fail)

    assert Completion.objects.get().enrolment == enrolment


def test_a_finished_lesson_counts_after_a_minor_release(edition, enrolment):
    finish(enrolment, "lesson-1", "lesson-2")
    newer = next_edition(edition, minor=True, rewritten=(1,))
    move_along(newer)

    finish(enrolment, "confirm")

    assert Completion.objects.get().edition == newer


def test_a_rewritten_lesson_of_a_major_edition_must_be_read_again(edition, enrolment):
    finish(enrolment, "lesson-1", "lesson-2")
    newer = next_edition(edition, rewritten=(2,))
    enrolment.moves.create(sequence=2, edition=newer)

    finish(enrolment, "confirm")

    assert Completion.objects.count() == 0
    assert why_locked(enrolment, step_of(newer, "lesson-2")) == ""


@pytest.mark.parametrize("lessons", [1, 6])
def test_recording_a_step_costs_the_same_in_a_short_and_a_long_course(lessons, django_assert_num_queries):
    edition = an_edition(lessons=lessons)
    enrolment, step = enrolled(edition), step_of(edition, "lesson-1")

    # The lock, the look, the record, the steps.
    with django_assert_num_queries(4):
        record_step(enrolment, step, NOON)


def test_a_step_that_was_rewritten_is_finished_again_and_both_records_stand():
    first = an_edition()
    enrolment = enrolled(first)
    finish(enrolment, "lesson-1", "lesson-2")
    second = next_edition(first, rewritten=(1,))
    EnrolmentEdition.objects.create(enrolment=enrolment, sequence=2, edition=second)

    finish(enrolment, "lesson-1", "lesson-2", "confirm")

    records = enrolment.step_records.order_by("pk").values_list("edition__major", flat=True)
    assert list(records) == [1, 1, 2, 2]  # lesson 1, lesson 2; lesson 1 as it reads now, and the end
    assert Completion.objects.get(enrolment=enrolment).edition == second


def test_the_same_text_is_finished_once_whatever_asks():
    enrolment = enrolled(an_edition())
    finish(enrolment, "lesson-1")
    record = enrolment.step_records.get()

    with pytest.raises(IntegrityError), transaction.atomic():
        StepRecord.objects.create(
            enrolment=enrolment,
            step_key=record.step_key,
            edition=record.edition,
            digest=record.digest,
            at=record.at,
        )
