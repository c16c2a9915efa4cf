from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.utils import timezone

from accounts.models import AuditEvent
from courses import enrolling
from courses.models import StepRecord
from quizzes import sitting, timing
from quizzes.models import Attempt
from tests.factories.accounts import UserFactory
from tests.factories.quizzes import answer, answer_all, enrolled, make_overdue, quiz, right

pytestmark = pytest.mark.django_db


@pytest.fixture
def released():
    return quiz(questions=4, time_limit=60)


@pytest.fixture
def attempt(released):
    return sitting.open_attempt(enrolled(released), released.step)


def give(attempt, **fields):
    return timing.give_time(attempt.enrolment.learner, by=UserFactory(), reason="Dyslexia.", **fields)


class TestGivingTime:
    @pytest.mark.parametrize(("factor", "minutes"), [("1.5", 90), ("2", 120), ("1", 60)])
    def test_a_running_attempt_follows_at_once(self, attempt, factor, minutes):
        give(attempt, time_factor=Decimal(factor))

        attempt.refresh_from_db()
        assert attempt.deadline_at == attempt.opened_at + timedelta(minutes=minutes)

    def test_untimed_takes_the_deadline_away(self, attempt):
        give(attempt, untimed=True)

        attempt.refresh_from_db()
        assert attempt.deadline_at is None

    def test_less_time_than_before_shortens_nothing(self, attempt):
        give(attempt, time_factor=Decimal(2))
        give(attempt, time_factor=Decimal("1.25"))

        attempt.refresh_from_db()
        assert attempt.deadline_at == attempt.opened_at + timedelta(minutes=120)

    def test_what_is_closed_or_untimed_or_another_persons_stays(self, released, attempt):
        sitting.submit(attempt)
        other = sitting.open_attempt(enrolled(released), released.step)
        untimed = quiz()
        free = sitting.open_attempt(enrolled(untimed, attempt.enrolment.learner), untimed.step)
        before = list(Attempt.objects.values_list("pk", "deadline_at").order_by("pk"))

        give(attempt, time_factor=Decimal(3))

        assert list(Attempt.objects.values_list("pk", "deadline_at").order_by("pk")) == before
        assert free.deadline_at is None
        assert other.deadline_at is not None

    def test_the_change_is_audited_without_its_reason(self, attempt):
        give(attempt, time_factor=Decimal(2))

        event = AuditEvent.objects.get(action="attempt given time")
        assert (event.object_id, event.reason) == (str(attempt.pk), "")
        assert "Dyslexia" not in str(event.detail)


class TestReopening:
    @pytest.fixture
    def failed(self, attempt):
        """Closed by the sweep with three of four right; the fourth answer came too late."""
        answer_all(attempt, only={1, 2, 3})
        make_overdue(attempt)
        item = attempt.items.select_related("version").get(position=4)
        with pytest.raises(sitting.Closed):
            answer(attempt, 4, right(item.version.payload, item.version.kind))
        sitting.close_overdue()
        attempt.refresh_from_db()
        return attempt

    def test_late_answers_count_and_the_learner_goes_on(self, failed):
        assert failed.results.get().passed is False

        reopened = timing.reopen(failed, by=UserFactory(), reason="The network was down.", minutes=20)
        assert timezone.now() < reopened.deadline_at <= timezone.now() + timedelta(minutes=20)

        result = sitting.submit(reopened)

        assert (result.sequence, result.points, result.passed) == (2, 4, True)
        assert StepRecord.objects.count() == 1
        assert failed.late_answers.count() == 1

    def test_nobody_needs_to_come_back_for_a_late_answer_to_count(self, failed):
        timing.reopen(failed, by=None, reason="The network was down.", minutes=1)
        late = failed.late_answers.get()
        make_overdue(failed)

        assert sitting.close_overdue() == 1

        failed.refresh_from_db()
        assert failed.results.latest("sequence").passed is True
        assert failed.submitted_at == max(
            late.received_at, *failed.answers.values_list("received_at", flat=True)
        )

    def test_reopening_is_audited_with_its_reason(self, failed):
        registrar = UserFactory()

        timing.reopen(failed, by=registrar, reason="The network was down.", minutes=20)

        event = AuditEvent.objects.get(action="attempt reopened")
        assert (event.actor, event.reason) == (registrar, "The network was down.")
        assert event.detail == {"minutes": 20, "late_answers": 1}

    def test_a_reopened_attempt_is_not_counted_twice_in_statistics(self, failed):
        counted = sum(failed.items.values_list("version__tallies__count", flat=True))

        timing.reopen(failed, by=None, reason="The network was down.", minutes=20)
        sitting.submit(failed)

        assert sum(failed.items.values_list("version__tallies__count", flat=True)) == counted == 4

    @pytest.mark.parametrize(("reason", "minutes"), [(" ", 5), ("A reason.", 0)])
    def test_it_needs_a_reason_and_time(self, failed, reason, minutes):
        with pytest.raises(ValueError, match="a reason"):
            timing.reopen(failed, by=None, reason=reason, minutes=minutes)

    def test_an_open_a_passed_and_a_left_one_stay_as_they_are(self, released, failed):
        again = sitting.open_attempt(failed.enrolment, released.step)
        with pytest.raises(timing.NotReopened, match="Another attempt"):
            timing.reopen(failed, by=None, reason="Why not.", minutes=5)

        answer_all(again, correct=4)
        sitting.submit(again)
        with pytest.raises(timing.NotReopened, match="passed"):
            timing.reopen(failed, by=None, reason="Why not.", minutes=5)

        enrolling.withdraw(failed.enrolment)
        with pytest.raises(timing.NotReopened, match="left"):
            timing.reopen(failed, by=None, reason="Why not.", minutes=5)

    def test_an_answer_of_the_first_sitting_sent_again_is_the_same_answer(self, attempt):
        client_id = uuid4()
        item = attempt.items.select_related("version").get(position=1)
        response = right(item.version.payload, item.version.kind)
        answer(attempt, 1, response, client_id=client_id)
        sitting.submit(attempt)
        timing.reopen(attempt, by=None, reason="The network was down.", minutes=5)

        assert answer(attempt, 1, response, client_id=client_id).sequence == 1
