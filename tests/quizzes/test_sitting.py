from contextlib import suppress
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import accommodating
from courses import enrolling
from courses.models import Completion, StepRecord
from quizzes import authoring, sitting
from quizzes.models import Answer, Attempt, AttemptItem, AttemptResult, Flag, ItemGrade, QuestionVersion
from tests.factories import courses
from tests.factories.quizzes import (
    answer,
    answer_all,
    enrolled,
    make_overdue,
    option_ids,
    quiz,
    right,
    sat,
    wrong,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def released():
    return quiz(questions=4)


@pytest.fixture
def enrolment(released):
    return enrolled(released)


@pytest.fixture
def attempt(released, enrolment):
    return sitting.open_attempt(enrolment, released.step)


def first(attempt, kind="single"):
    return attempt.items.select_related("version").filter(version__kind=kind).first()


def statements(captured):
    """What was asked of the database, without the marks of transactions."""
    marks = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
    return [query["sql"] for query in captured if not query["sql"].startswith(marks)]


class TestOpening:
    def test_a_paper_is_fixed_when_the_attempt_opens(self, released, enrolment):
        attempt = sitting.open_attempt(enrolment, released.step)

        items = list(attempt.items.select_related("version"))
        assert (attempt.number, attempt.step_key, attempt.submitted_at) == (1, released.step.key, None)
        assert [item.position for item in items] == [1, 2, 3, 4]
        assert {item.version for item in items} == set(released.versions)
        for item in items:
            assert sorted(item.option_order) == sorted(str(key) for key in option_ids(item.version))

    def test_opening_again_returns_the_open_attempt(self, released, enrolment):
        assert sitting.open_attempt(enrolment, released.step) == sitting.open_attempt(
            enrolment, released.step
        )
        assert AttemptItem.objects.count() == 4

    def test_only_the_pools_share_is_drawn(self):
        released = quiz(questions=10, draw=3)

        attempt = sitting.open_attempt(enrolled(released), released.step)

        assert attempt.items.count() == 3

    def test_a_retake_asks_unseen_questions_first(self):
        released = quiz(questions=6, draw=3)
        enrolment = enrolled(released)
        sat(released, enrolment, correct=0)

        sat(released, enrolment, correct=0)

        assert len(set(AttemptItem.objects.values_list("version", flat=True))) == 6

    def test_options_do_not_stand_as_they_were_written(self):
        released = quiz(questions=30)

        attempt = sitting.open_attempt(enrolled(released), released.step)

        written = [[str(key) for key in option_ids(item.version)] for item in attempt.items.all()]
        assert [item.option_order for item in attempt.items.all()] != written

    def test_a_void_version_is_not_asked(self, released, enrolment):
        gone = released.versions[0]
        authoring.void(gone, by=None, reason="Two options are right.")

        attempt = sitting.open_attempt(enrolment, released.step)

        assert {item.version for item in attempt.items.all()} == set(released.versions) - {gone}

    def test_a_retired_version_is_asked_by_editions_that_hold_it(self, released, enrolment):
        authoring.retire(released.versions[0], by=None, reason="Old.")

        assert sitting.open_attempt(enrolment, released.step).items.count() == 4

    def test_a_later_version_does_not_enter_an_earlier_edition(self, released, enrolment):
        question = released.versions[0].question
        payload = released.versions[0].payload | {"stem": "Another stem?"}
        later = authoring.write_version(question, payload, kind="single", references=[], by=None)
        authoring.approve(later, by=None)

        attempt = sitting.open_attempt(enrolment, released.step)

        assert {item.version for item in attempt.items.all()} == set(released.versions)

    def test_a_version_that_was_tampered_with_is_not_asked(self, released, enrolment, caplog):
        changed = released.versions[0]
        changed.payload["options"][0]["fraction"] = "0"
        changed.payload["options"][1]["fraction"] = "1"
        changed.save()  # which no code of ours does: it stands for a hand in the database

        attempt = sitting.open_attempt(enrolment, released.step)

        assert changed not in {item.version for item in attempt.items.all()}
        assert f"Question version {changed.pk} differs" in caplog.text

    def test_a_quiz_whose_questions_are_all_void_is_refused(self, released, enrolment):
        for version in released.versions:
            authoring.void(version, by=None, reason="Wrong.")

        with pytest.raises(sitting.NothingToAsk):
            sitting.open_attempt(enrolment, released.step)

        assert Attempt.objects.count() == 0

    def test_a_locked_step_is_refused_with_its_reason(self):
        released = quiz(lessons=1)
        enrolment = enrolled(released)

        with pytest.raises(sitting.StepLocked, match="Finish “Lesson 1” first"):
            sitting.open_attempt(enrolment, released.step)

        courses.finish(enrolment, "lesson-1")
        assert sitting.open_attempt(enrolment, released.step).number == 1

    def test_attempts_run_out(self):
        released = quiz(attempts_allowed=2)
        enrolment = enrolled(released)
        sat(released, enrolment, correct=0)
        sat(released, enrolment, correct=0)

        with pytest.raises(sitting.AttemptsUsedUp, match="all 2 attempts"):
            sitting.open_attempt(enrolment, released.step)

        assert [attempt.number for attempt in Attempt.objects.all()] == [1, 2]

    def test_a_passed_quiz_is_not_sat_again(self, released, enrolment):
        sat(released, enrolment, correct=4)

        with pytest.raises(sitting.AlreadyPassed):
            sitting.open_attempt(enrolment, released.step)

    def test_who_left_the_course_sits_no_quiz(self, released, enrolment):
        enrolment = enrolling.withdraw(enrolment)

        with pytest.raises(sitting.EnrolmentEnded):
            sitting.open_attempt(enrolment, released.step)

    @pytest.mark.parametrize(("factor", "minutes"), [("1", 60), ("1.5", 90)])
    def test_the_deadline_is_set_at_the_start_from_the_limit_and_the_persons_factor(self, factor, minutes):
        released = quiz(time_limit=60)
        enrolment = enrolled(released)
        if factor != "1":
            accommodating.give(enrolment.learner, by=None, reason="Dyslexia.", time_factor=Decimal(factor))

        attempt = sitting.open_attempt(enrolment, released.step)

        assert attempt.deadline_at - attempt.opened_at == timedelta(minutes=minutes)
        assert attempt.time_limit == 3600

    def test_who_is_untimed_has_no_deadline(self):
        released = quiz(time_limit=60)
        enrolment = enrolled(released)
        accommodating.give(enrolment.learner, by=None, reason="Low vision.", untimed=True)

        assert sitting.open_attempt(enrolment, released.step).deadline_at is None

    def test_an_accommodation_that_ran_out_gives_nothing(self):
        released = quiz(time_limit=60)
        enrolment = enrolled(released)
        over = timezone.now() - timedelta(minutes=1)
        accommodating.give(enrolment.learner, by=None, reason="A hand.", untimed=True, ends_at=over)

        attempt = sitting.open_attempt(enrolment, released.step)

        assert attempt.deadline_at - attempt.opened_at == timedelta(minutes=60)

    def test_between_two_attempts_there_is_a_wait_if_the_terms_say_so(self):
        released = quiz(cool_down=5)
        enrolment = enrolled(released)
        result = sat(released, enrolment, correct=0)

        with pytest.raises(sitting.CoolingDown, match="in 5 hours") as refused:
            sitting.open_attempt(enrolment, released.step)
        assert refused.value.until == result.attempt.submitted_at + timedelta(hours=5)

        past = timezone.now() - timedelta(hours=5, seconds=1)
        Attempt.objects.update(opened_at=past, submitted_at=past)
        assert sitting.open_attempt(enrolment, released.step).number == 2

    def test_pinned_options_keep_their_place(self):
        released = quiz(questions=30, kinds=["single"], pin_last=True)

        attempt = sitting.open_attempt(enrolled(released), released.step)

        items = attempt.items.select_related("version")
        assert {item.option_order[2] for item in items} == {
            item.version.payload["options"][2]["id"] for item in items
        }
        assert {item.option_order.index(item.version.payload["options"][0]["id"]) for item in items} == {0, 1}

    def test_unshuffled_questions_and_options_stand_as_written(self):
        released = quiz(questions=12, shuffles_questions=False, shuffles_options=False)

        attempt = sitting.open_attempt(enrolled(released), released.step)

        items = list(attempt.items.order_by("position"))
        assert [item.version for item in items] == released.versions
        assert [item.option_order for item in items] == [
            [str(key) for key in option_ids(version)] for version in released.versions
        ]

    def test_every_attempt_asks_its_safety_questions(self):
        released = quiz(questions=12, draw=3, safety=1)
        one = released.versions[5].question
        rows = released.step.body["pools"][0]["questions"]
        next(row for row in rows if row["uuid"] == str(one.public_id))["must_pass"] = True
        released.step.save()
        enrolment = enrolled(released)

        for _ in range(4):
            sat(released, enrolment, correct=0)

        assert Attempt.objects.filter(items__version=released.versions[5]).count() == 4


class TestSaving:
    def test_answers_are_appended_and_numbered(self, attempt):
        item = first(attempt)
        one, two = right(item.version.payload), wrong(item.version.payload)

        saved = [answer(attempt, item.position, response) for response in (one, two)]

        assert [s.sequence for s in saved] == [1, 2]
        assert list(item.answers.values_list("sequence", "response")) == [(1, one), (2, two)]
        assert Answer.objects.get(sequence=2).received_at == saved[1].at

    def test_a_list_comes_back_as_a_list(self, attempt):
        item = first(attempt, "multiple")
        response = right(item.version.payload, "multiple")

        answer(attempt, item.position, response)

        assert item.answers.get().response == response

    def test_a_repeated_client_id_is_the_same_answer(self, attempt):
        item = first(attempt)
        client_id = uuid4()
        one, two = right(item.version.payload), wrong(item.version.payload)

        saved = [answer(attempt, item.position, response, client_id=client_id) for response in (one, two)]

        assert saved[0] == saved[1]
        assert item.answers.get().response == one

    def test_a_repeat_that_arrives_after_the_submit_is_still_known(self, attempt):
        item = first(attempt)
        client_id = uuid4()
        saved = answer(attempt, item.position, right(item.version.payload), client_id=client_id)
        sitting.submit(attempt)

        assert answer(attempt, item.position, right(item.version.payload), client_id=client_id) == saved

    def test_a_client_id_of_another_item_is_refused(self, attempt):
        client_id = uuid4()
        one, two = attempt.items.select_related("version").filter(version__kind="single")
        answer(attempt, one.position, right(one.version.payload), client_id=client_id)

        with pytest.raises(ValueError, match="used for another question"):
            answer(attempt, two.position, right(two.version.payload), client_id=client_id)

        assert two.answers.count() == 0

    def test_an_out_of_date_answer_is_told_and_changes_nothing(self, attempt):
        item = first(attempt)
        one, two = right(item.version.payload), wrong(item.version.payload)
        answer(attempt, item.position, one, base=0)

        with pytest.raises(sitting.Stale) as stale:
            answer(attempt, item.position, two, base=0)

        assert stale.value.current == item.answers.get()
        assert item.answers.get().response == one

    def test_an_out_of_date_answer_that_says_the_same_is_no_conflict(self, attempt):
        item = first(attempt)
        one = right(item.version.payload)
        saved = answer(attempt, item.position, one, base=0)

        assert answer(attempt, item.position, one, base=0) == saved

    def test_an_answer_with_the_latest_base_is_stored(self, attempt):
        item = first(attempt)
        answer(attempt, item.position, right(item.version.payload), base=0)

        assert answer(attempt, item.position, wrong(item.version.payload), base=1).sequence == 2

    def test_a_submitted_attempt_takes_no_answer(self, attempt):
        item = first(attempt)
        sitting.submit(attempt)

        with pytest.raises(sitting.Closed):
            answer(attempt, item.position, right(item.version.payload))

        assert item.answers.count() == 0

    @pytest.mark.parametrize(("seconds", "stored"), [(1, 1), (-1, 1), (-29, 1), (-31, 0)])
    def test_the_servers_deadline_and_its_grace_decide(self, attempt, seconds, stored):
        item = first(attempt)
        deadline = timezone.now() + timedelta(seconds=seconds)
        Attempt.objects.update(opened_at=deadline - timedelta(hours=1), deadline_at=deadline)

        with suppress(sitting.Closed):
            answer(attempt, item.position, right(item.version.payload))

        assert (item.answers.count(), item.late_answers.count()) == (stored, 1 - stored)

    def test_what_comes_late_is_kept_once_and_not_graded(self, attempt):
        item, client_id = first(attempt), uuid4()
        make_overdue(attempt)

        for _ in range(2):
            with pytest.raises(sitting.Closed) as refused:
                answer(attempt, item.position, right(item.version.payload), client_id=client_id)
            assert refused.value.kept is True
        sitting.close_overdue()

        assert item.late_answers.get().response == right(item.version.payload)
        assert item.grades.get().fraction == 0

    def test_late_answers_are_kept_up_to_a_number(self, attempt):
        item = first(attempt)
        make_overdue(attempt)

        kept = []
        for _ in range(sitting.MAX_LATE + 2):
            with pytest.raises(sitting.Closed) as refused:
                answer(attempt, item.position, right(item.version.payload))
            kept.append(refused.value.kept)

        assert kept == [True] * sitting.MAX_LATE + [False] * 2

    def test_how_sure_somebody_was_is_kept_and_another_word_is_another_answer(self, attempt):
        item = first(attempt)
        response = right(item.version.payload)

        answer(attempt, item.position, response, confidence=1, base=0)
        saved = answer(attempt, item.position, response, confidence=3, base=1)

        assert list(item.answers.values_list("sequence", "confidence")) == [(1, 1), (2, 3)]
        assert saved.sequence == 2

    def test_an_item_of_another_attempt_is_refused(self, released, attempt):
        other = sitting.open_attempt(enrolled(released), released.step)

        with pytest.raises(ValueError, match="not on this paper"):
            sitting.save_answer(attempt, other.items.first(), "anything", uuid4())

        assert Answer.objects.count() == 0

    def test_saving_is_one_statement(self, attempt, django_assert_num_queries):
        item = first(attempt)

        with django_assert_num_queries(1):
            sitting.save_answer(attempt, item, right(item.version.payload), uuid4(), 0)


class TestFlagging:
    def test_a_flag_is_set_once_and_taken_away(self, attempt):
        item = attempt.items.first()

        sitting.set_flag(item)
        sitting.set_flag(item)
        assert Flag.objects.get().item == item

        sitting.clear_flag(item)
        assert Flag.objects.count() == 0

    def test_a_closed_attempt_takes_no_flag(self, attempt):
        item = attempt.items.first()
        sitting.submit(attempt)

        with pytest.raises(sitting.Closed):
            sitting.set_flag(item)

        assert Flag.objects.count() == 0


class TestSubmitting:
    def test_the_latest_answers_are_graded(self, attempt):
        item = first(attempt)
        answer(attempt, item.position, right(item.version.payload))
        last = answer(attempt, item.position, wrong(item.version.payload))

        result = sitting.submit(attempt)

        grade = item.grades.get()
        assert (grade.fraction, grade.answer.sequence, grade.version) == (0, last.sequence, item.version)
        assert (result.points, result.max_points, result.pass_mark, result.passed) == (0, 4, 80, False)

    def test_a_blank_item_is_graded_without_an_answer(self, attempt):
        sitting.submit(attempt)

        assert list(ItemGrade.objects.values_list("fraction", "answer")) == [(0, None)] * 4

    def test_partial_credit_adds_up(self, attempt):
        item = first(attempt, "multiple")
        answer(attempt, item.position, right(item.version.payload, "multiple")[:1])

        result = sitting.submit(attempt)

        assert (item.grades.get().fraction, result.points, result.passed) == (
            Decimal("0.5"),
            Decimal("0.5"),
            False,
        )

    def test_a_pass_records_the_step_at_the_moment_of_submitting(self, attempt, enrolment):
        answer_all(attempt, correct=4)

        sitting.submit(attempt)

        attempt.refresh_from_db()
        record = StepRecord.objects.get(enrolment=enrolment)
        assert (record.step_key, record.at) == (attempt.step_key, attempt.submitted_at)
        assert attempt.closed_by == "learner"
        assert Completion.objects.get().completed_at == attempt.submitted_at

    def test_a_fail_records_no_step(self, attempt, enrolment):
        answer_all(attempt, correct=3)

        result = sitting.submit(attempt)

        assert (result.points, result.passed) == (3, False)
        assert list(enrolment.step_records.all()) == []

    def test_a_missed_safety_item_fails(self):
        released = quiz(questions=5, pass_mark=50, must_pass=True)
        enrolment = enrolled(released)

        result = sat(released, enrolment, correct=4)

        assert (result.passed, result.missed_must_pass) == (False, 1)
        assert list(enrolment.step_records.all()) == []

    def test_what_must_be_passed_is_what_the_edition_says(self):
        released = quiz(questions=5)
        for version in released.versions:
            version.question.must_pass = True
            version.question.save(update_fields=["must_pass"])

        assert sat(released, enrolled(released), correct=4).passed is True

    def test_who_left_the_course_passes_nothing(self, attempt, enrolment):
        answer_all(attempt, correct=4)
        enrolling.withdraw(enrolment)

        result = sitting.submit(attempt)

        assert (result.points, result.passed, StepRecord.objects.count()) == (4, False, 0)

    def test_practice_is_passed_by_handing_it_in(self):
        released = quiz(questions=3, preset="practice", pass_mark=0, must_pass=True)
        enrolment = enrolled(released)

        assert sat(released, enrolment, correct=0).passed is True
        assert StepRecord.objects.count() == 1

    def test_a_submit_in_the_grace_is_the_timers_as_of_the_last_answer(self, attempt):
        answer_all(attempt, correct=4)
        last = Answer.objects.latest("received_at").received_at
        Attempt.objects.update(
            opened_at=last - timedelta(hours=1), deadline_at=last + timedelta(microseconds=1)
        )

        sitting.submit(attempt)

        attempt.refresh_from_db()
        assert (attempt.closed_by, attempt.submitted_at) == ("timer", last)

    def test_a_second_submit_answers_the_first_result(self, attempt):
        answer_all(attempt, correct=4)

        first_result = sitting.submit(attempt)

        assert sitting.submit(attempt) == first_result
        assert (AttemptResult.objects.count(), ItemGrade.objects.count(), StepRecord.objects.count()) == (
            1,
            4,
            1,
        )


class TestSweeping:
    def test_an_overdue_attempt_is_closed_as_of_its_last_answer(self, attempt):
        answer_all(attempt, correct=4)
        last = Answer.objects.latest("received_at").received_at
        make_overdue(attempt)
        Answer.objects.update(received_at=attempt.deadline_at)

        assert sitting.close_overdue() == 1

        attempt.refresh_from_db()
        assert last > attempt.submitted_at == attempt.deadline_at
        assert attempt.closed_by == "sweep"
        assert StepRecord.objects.get().at == attempt.deadline_at

    def test_one_without_answers_is_closed_as_of_its_deadline(self, attempt):
        make_overdue(attempt)

        sitting.close_overdue()

        attempt.refresh_from_db()
        assert attempt.submitted_at == attempt.deadline_at

    def test_open_and_closed_attempts_are_left_alone(self, attempt, released):
        done = sitting.open_attempt(enrolled(released), released.step)
        sitting.submit(make_overdue(done))

        assert sitting.close_overdue() == 0

        attempt.refresh_from_db()
        assert attempt.submitted_at is None

    def test_one_that_fails_does_not_keep_the_others_open(self, attempt, released, caplog):
        broken = make_overdue(sitting.open_attempt(enrolled(released), released.step))
        broken.items.all().delete()
        make_overdue(attempt)

        assert sitting.close_overdue() == 1

        attempt.refresh_from_db()
        assert attempt.closed_by == "sweep"
        assert f"Attempt {broken.pk} could not be closed" in caplog.text


class TestCost:
    @pytest.mark.parametrize("questions", [3, 30])
    def test_opening_takes_four_statements(self, questions):
        released = quiz(questions=questions, lessons=1)
        enrolment = enrolled(released)
        courses.finish(enrolment, "lesson-1")

        with CaptureQueriesContext(connection) as captured:
            sitting.open_attempt(enrolment, released.step)

        assert len(statements(captured)) == 4

    @pytest.mark.parametrize(("correct", "cost"), [(0, 6), (1, 11)])
    @pytest.mark.parametrize("questions", [3, 30])
    def test_submitting_costs_the_same_for_any_number_of_questions(self, questions, correct, cost):
        released = quiz(questions=questions)
        attempt = sitting.open_attempt(enrolled(released), released.step)
        answer_all(attempt, correct=correct * questions)

        with CaptureQueriesContext(connection) as captured:
            sitting.submit(attempt)

        assert len(statements(captured)) == cost

    def test_the_frozen_text_of_every_question_is_what_was_asked(self, released, attempt):
        assert set(QuestionVersion.objects.filter(items__attempt=attempt)) == set(released.versions)
