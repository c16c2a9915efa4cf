from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import AuditEvent
from courses import enrolling
from courses.models import Completion, StepRecord
from quizzes import authoring, regrading, sitting, timing
from quizzes.models import AttemptResult, ItemGrade, Regrade
from quizzes.regrading import Effect
from tests.factories.accounts import UserFactory
from tests.factories.quizzes import answer_all, enrolled, quiz, wrong

pytestmark = pytest.mark.django_db


@pytest.fixture
def released():
    """Five questions, of which four pass; the same five to everyone."""
    return quiz(questions=5, kinds=["single"], shuffles_questions=False)


def with_key(version):
    """The next version, on which what `wrong` answers is right, and nothing else."""
    right = wrong(version.payload)
    options = [
        option | {"fraction": "1" if option["id"] == right else "0"} for option in version.payload["options"]
    ]
    written = authoring.write_version(
        version.question,
        version.payload | {"options": options},
        kind=version.kind,
        references=[],
        by=None,
        change="key-change",
    )
    return authoring.approve(written, by=None)


def sat_with(released, *right):
    """A sitting in which the questions at these positions are answered as the old key wants, the others otherwise."""
    attempt = sitting.open_attempt(enrolled(released), released.step)
    answer_all(attempt, only=set(right))
    sitting.submit(attempt)
    attempt.refresh_from_db()
    return attempt


def effects(changes):
    return {change.attempt: change.effect for change in changes}


class TestLooking:
    def test_each_attempt_is_told_what_it_means(self, released):
        version = released.versions[0]
        same, up = sat_with(released, 1, 2), sat_with(released, 2)
        passes, fails = sat_with(released, 2, 3, 4), sat_with(released, 1, 2, 3, 4)

        changes = regrading.preview(version, with_key(version))

        assert effects(changes) == {
            same: Effect.NONE,
            up: Effect.UP,
            passes: Effect.PASSES,
            fails: Effect.WOULD_FAIL,
        }

    def test_it_writes_nothing(self, released):
        version = released.versions[0]
        sat_with(released, 2, 3, 4)
        before = ItemGrade.objects.count(), AttemptResult.objects.count()

        regrading.preview(version, with_key(version))
        regrading.preview(version, None)

        assert (ItemGrade.objects.count(), AttemptResult.objects.count()) == before

    def test_other_options_cannot_be_carried_over(self, released):
        version, other = released.versions[:2]

        with pytest.raises(regrading.CannotMap):
            regrading.preview(version, other)

    def test_open_attempts_and_other_versions_are_left_out(self, released):
        sitting.open_attempt(enrolled(released), released.step)

        assert regrading.preview(released.versions[0], None) == []


class TestApplying:
    def test_a_new_pass_completes_at_the_original_submit(self, released):
        version, attempt = released.versions[0], sat_with(released, 2, 3, 4)
        assert Completion.objects.count() == 0

        regrading.apply(version, with_key(version), by=UserFactory(), reason="B is right, says the source.")

        assert StepRecord.objects.get().at == attempt.submitted_at
        assert Completion.objects.get().completed_at == attempt.submitted_at
        result = attempt.results.latest("sequence")
        assert (result.sequence, result.points, result.passed) == (2, 4, True)
        grade = attempt.items.get(position=1).grades.latest("sequence")
        assert (grade.sequence, grade.version.number, grade.fraction) == (2, 2, 1)

    def test_nobody_is_lowered_and_no_pass_is_taken(self, released):
        version, attempt = released.versions[0], sat_with(released, 1, 2, 3, 4)

        regrading.apply(version, with_key(version), by=None, reason="B is right.")

        result = attempt.results.latest("sequence")
        assert (result.points, result.passed) == (4, True)
        assert StepRecord.objects.count() == 1

    def test_a_void_question_gives_everyone_its_points(self, released):
        passed, failed, blank = (
            sat_with(released, 1, 2, 3, 4),
            sat_with(released, 2, 3, 4),
            sat_with(released),
        )

        regrading.apply(released.versions[0], None, by=None, reason="Two options are right.")

        points = [each.results.latest("sequence").points for each in (passed, failed, blank)]
        assert points == [4, 4, 1]

    def test_applying_it_again_changes_nothing(self, released):
        version = released.versions[0]
        sat_with(released, 2, 3, 4)
        key = with_key(version)

        once = regrading.apply(version, key, by=None, reason="B is right.")
        before = ItemGrade.objects.count(), AttemptResult.objects.count()

        assert regrading.apply(version, key, by=None, reason="Again.") == once
        assert (ItemGrade.objects.count(), AttemptResult.objects.count()) == before
        assert AuditEvent.objects.filter(action="question regraded").count() == 1

    def test_an_open_attempt_keeps_its_version_and_follows_after_its_submit(self, released):
        version = released.versions[0]
        attempt = sitting.open_attempt(enrolled(released), released.step)
        answer_all(attempt, only={2, 3, 4})
        regrading.apply(version, with_key(version), by=None, reason="B is right.")

        assert sitting.submit(attempt).passed is True

        assert attempt.results.get(sequence=1).passed is False
        assert attempt.items.get(position=1).grades.get(sequence=1).version == version
        attempt.refresh_from_db()
        assert StepRecord.objects.get().at == attempt.submitted_at
        assert regrading.follow_all() == 0

    def test_a_submit_that_raced_the_decision_follows_with_the_sweep(self, released, monkeypatch):
        version = released.versions[0]
        attempt = sitting.open_attempt(enrolled(released), released.step)
        answer_all(attempt, only={2, 3, 4})
        regrading.apply(version, with_key(version), by=None, reason="B is right.")
        with monkeypatch.context() as before_it:
            before_it.setattr(sitting, "follow_known", lambda items: None)
            assert sitting.submit(attempt).passed is False

        assert regrading.follow_all() == 1

        assert attempt.results.latest("sequence").passed is True
        assert regrading.follow_all() == 0

    def test_what_a_regrade_gave_is_given_again_to_who_was_let_in_again(self, released):
        """Graded anew by the old key, the attempt would lose it: the decision had reached it already."""
        version, attempt = released.versions[0], sat_with(released, 2, 3)
        regrading.apply(version, with_key(version), by=None, reason="B is right.")
        reopened = timing.reopen(attempt, by=None, reason="The network was down.", minutes=5)

        result = sitting.submit(reopened)

        assert result.points == 3
        assert [list(item.grades.values_list("sequence", flat=True)) for item in attempt.items.all()] == [
            [1, 2, 3, 4],
            *[[1, 2]] * 4,
        ]
        assert regrading.follow_all() == 0

    def test_the_sweep_gives_again_what_a_submit_did_not(self, released, monkeypatch):
        version, attempt = released.versions[0], sat_with(released, 2, 3)
        regrading.apply(version, with_key(version), by=None, reason="B is right.")
        reopened = timing.reopen(attempt, by=None, reason="The network was down.", minutes=5)
        monkeypatch.setattr(sitting, "follow_known", lambda items: None)
        sitting.submit(reopened)

        assert regrading.follow_all() == 1
        assert attempt.results.latest("sequence").points == 3
        assert regrading.follow_all() == 0

    def test_the_sweep_leaves_alone_what_was_graded_long_ago(self, released, django_assert_num_queries):
        """Each of them was looked at when it was decided. Looking again each minute would cost ever more."""
        sat_with(released, 1), sat_with(released, 2)
        regrading.apply(released.versions[4], with_key(released.versions[4]), by=None, reason="B is right.")
        AttemptResult.objects.update(graded_at=timezone.now() - regrading.RACED)

        with django_assert_num_queries(4):  # the regrades; a savepoint around one; whom it has not reached
            assert regrading.follow_all() == 0

    def test_who_left_the_course_gains_points_and_no_pass(self, released):
        version, attempt = released.versions[0], sat_with(released, 2, 3, 4)
        enrolling.withdraw(attempt.enrolment)

        regrading.apply(version, with_key(version), by=None, reason="B is right.")

        result = attempt.results.latest("sequence")
        assert (result.points, result.passed, StepRecord.objects.count()) == (4, False, 0)

    def test_two_regrades_add_up(self, released):
        attempt = sat_with(released, 3, 4)

        for version in released.versions[:2]:
            regrading.apply(version, with_key(version), by=None, reason="B is right.")

        assert attempt.results.latest("sequence").points == 4
        assert [result.points for result in attempt.results.all()] == [2, 3, 4]

    def test_a_safety_question_given_by_a_regrade_lets_pass(self):
        released = quiz(questions=5, kinds=["single"], shuffles_questions=False, must_pass=True)
        attempt = sat_with(released, 2, 3, 4, 5)
        assert attempt.results.get().passed is False

        regrading.apply(released.versions[0], None, by=None, reason="No option is right.")

        assert attempt.results.latest("sequence").passed is True

    def test_it_needs_a_reason(self, released):
        with pytest.raises(IntegrityError), transaction.atomic():
            regrading.apply(released.versions[0], None, by=None, reason="")
        assert Regrade.objects.count() == 0


def test_planted_a_key_that_may_lower_takes_a_pass(released, monkeypatch):
    """Without `max`, the very history above loses what it had: the invariant is held by that line."""
    version, attempt = released.versions[0], sat_with(released, 1, 2, 3, 4)
    monkeypatch.setattr(regrading, "max", lambda one, other: one, raising=False)
    monkeypatch.setattr(regrading, "gains", lambda change: True)

    regrading.apply(version, with_key(version), by=None, reason="B is right.")

    assert attempt.results.latest("sequence").points == Decimal(3)


def test_a_failed_regrade_leaves_nothing(released, monkeypatch):
    version = released.versions[0]
    sat_with(released, 2, 3, 4)
    key = with_key(version)
    monkeypatch.setattr(regrading, "record_step", None)

    with pytest.raises(TypeError), transaction.atomic():
        regrading.apply(version, key, by=None, reason="B is right.")

    assert (Regrade.objects.count(), AttemptResult.objects.count()) == (0, 1)
