"""Random histories of sittings, played against the real verbs, and what must hold after every step of them.

The model is small: what was acknowledged, to whom, and what passed. The database is asked whether it agrees.
"""

from collections import Counter
from contextlib import suppress
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise
from unittest.mock import patch
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.db.models import Count
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, multiple, rule

from courses import enrolling
from courses.models import Completion, StepRecord
from quizzes import authoring, kinds, regrading, sitting, standing, timing
from quizzes.models import Answer, Attempt, AttemptItem, AttemptResult, ItemGrade, Regrade
from tests.factories.quizzes import enrolled, quiz, right, wrong

ATTEMPTS_ALLOWED = 3


class Killed(Exception):
    """The process died here: what was not committed is gone."""


class Histories(RuleBasedStateMachine):
    """Learners start, answer, repeat, are killed, run out of time, submit; questions turn out to be wrong."""

    people = Bundle("people")
    sent = Bundle("sent")
    played: Counter[str] = Counter()  # over all histories: how many, their steps, and answers acknowledged

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.released = quiz(
            questions=4, draw=3, kinds=["single"], attempts_allowed=ATTEMPTS_ALLOWED, time_limit=60
        )
        self.acknowledged: dict[UUID, tuple[int, int, object]] = {}  # client id → item, sequence, response
        self.passed: set[int] = set()  # attempts
        self.points: dict[int, object] = {}
        self.withdrawn: set[int] = set()

    def teardown(self) -> None:
        self.played.update(histories=1, answers=len(self.acknowledged))
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    @initialize(target=people)
    def two_have_begun(self):
        """Else most histories would be of nobody: what needs a person can't be drawn before there is one."""
        both = enrolled(self.released), enrolled(self.released)
        for person in both:
            self.starts(person)
        return multiple(*both)

    @rule(target=people)
    def somebody_enrols(self):
        return enrolled(self.released)

    @rule(person=people)
    def starts(self, person):
        with suppress(sitting.Refused), transaction.atomic():
            sitting.open_attempt(person, self.released.step)

    @rule(person=people)
    def starts_in_two_windows(self, person):
        """Both have looked before either has opened: the second acts on what is no longer so."""
        looks = iter([standing.standing_at(person, self.released.step)] * 2)

        def look(enrolment, step):
            return next(looks, None) or standing.standing_at(enrolment, step)

        with patch.object(sitting, "standing_at", look):
            for _ in range(2):
                with suppress(sitting.Refused), transaction.atomic():
                    sitting.open_attempt(person, self.released.step)

    @rule(target=sent, person=people, position=st.integers(1, 3), is_right=st.booleans(), stale=st.booleans())
    def answers(self, person, position, is_right, stale):
        attempt = self.attempt_of(person)
        if attempt is None:
            return multiple()
        item = attempt.items.select_related("version").get(position=position)
        response = (right if is_right else wrong)(item.version.payload)
        base = None if not stale else max(0, item.answers.count() - 1)
        post = (attempt.pk, item.pk, response, uuid4(), base)
        self.post(*post)
        return post

    @rule(target=sent, person=people, right_ones=st.tuples(st.booleans(), st.booleans(), st.booleans()))
    def answers_the_whole_paper(self, person, right_ones):
        posts = [self.answers(person, at, is_right, False) for at, is_right in enumerate(right_ones, 1)]
        return multiple(*(post for post in posts if isinstance(post, tuple)))

    @rule(post=sent)
    def sends_it_again(self, post):
        self.post(*post)

    def post(self, attempt_id, item_id, response, client_id, base):
        attempt = Attempt.objects.get(pk=attempt_id)
        item = attempt.items.get(pk=item_id)
        with suppress(sitting.Closed, sitting.Stale):
            saved = sitting.save_answer(attempt, item, response, client_id, base)
            self.acknowledged.setdefault(client_id, (item_id, saved.sequence, response))

    @rule(person=people, dies_after=st.integers(0, 12))
    def submits_and_may_be_killed(self, person, dies_after):
        attempt = self.attempt_of(person)
        if attempt is None:
            return
        left = [dies_after]

        def die(execute, sql, params, many, context):
            if left[0] == 0:
                raise Killed
            left[0] -= 1
            return execute(sql, params, many, context)

        with suppress(Killed), transaction.atomic(), connection.execute_wrapper(die):
            sitting.submit(attempt)

    @rule(person=people)
    def submits(self, person):
        if attempt := self.attempt_of(person):
            sitting.submit(attempt)

    @rule(person=people, seconds=st.sampled_from([1, 30, 59 * 60, 60 * 60, 60 * 60 + 29, 60 * 60 + 31]))
    def time_passes(self, person, seconds):
        if attempt := Attempt.objects.open().filter(enrolment=person).first():
            ago = timedelta(seconds=seconds)
            values = {"opened_at": attempt.opened_at - ago}
            if attempt.deadline_at:
                values["deadline_at"] = attempt.deadline_at - ago
            Attempt.objects.filter(pk=attempt.pk).update(**values)
            for answer in attempt.answers.all():
                Answer.objects.filter(pk=answer.pk).update(received_at=answer.received_at - ago)

    @rule()
    def the_sweep_comes(self):
        sitting.close_overdue()
        assert not Attempt.objects.overdue(timezone.now()).exists()

    @rule(person=people, factor=st.sampled_from(["1", "1.5", "2"]))
    def is_given_time(self, person, factor):
        before = {each.pk: each.deadline_at for each in Attempt.objects.open().filter(enrolment=person)}
        timing.give_time(person.learner, by=None, reason="More time.", time_factor=Decimal(factor))
        for attempt in Attempt.objects.filter(pk__in=before):
            assert attempt.deadline_at is None or attempt.deadline_at >= before[attempt.pk]

    @rule(person=people)
    def is_reopened(self, person):
        closed = Attempt.objects.filter(enrolment=person, submitted_at__isnull=False).last()
        if closed:
            with suppress(timing.NotReopened):
                timing.reopen(closed, by=None, reason="The network was down.", minutes=5)

    @rule(person=people)
    def leaves(self, person):
        enrolling.withdraw(person)
        self.withdrawn.add(person.pk)

    @rule(number=st.integers(0, 3), void=st.booleans())
    def a_question_turns_out_to_be_wrong(self, number, void):
        version = self.released.versions[number]
        key = None if void else other_key(version)
        regrading.apply(version, key, by=None, reason="It was wrong.")
        regrading.follow_all()

    def attempt_of(self, person):
        return Attempt.objects.filter(enrolment=person).order_by("number").last()

    # --- What must hold ---

    @invariant()
    def every_acknowledged_answer_is_there(self):
        self.played["steps"] += 1
        stored = {a.client_id: (a.item_id, a.sequence, a.response) for a in Answer.objects.all()}
        by_place = {(item, sequence): response for item, sequence, response in stored.values()}
        for client_id, (item, sequence, response) in self.acknowledged.items():
            # The same response again is acknowledged with the answer there is.
            assert stored.get(client_id, (item, sequence, response)) == (item, sequence, response)
            assert by_place[item, sequence] == response

    @invariant()
    def every_closed_attempt_is_graded_by_its_latest_answers(self):
        for attempt in Attempt.objects.filter(submitted_at__isnull=False):
            for item in attempt.items.select_related("version").with_answer():
                grade = item.grades.latest("sequence")
                assert grade.answer_id == item.answer_pk
                said = Decimal(0)
                if item.answer_response:
                    said = kinds.rule("single").grade(item.version.payload, item.answer_response)
                assert grade.fraction >= said
            assert attempt.results.exists()

    @invariant()
    def one_open_attempt_each_numbered_without_a_gap(self):
        several = (
            Attempt.objects.open().values("enrolment", "step_key").annotate(n=Count("pk")).filter(n__gt=1)
        )
        assert not several.exists()
        for person in Attempt.objects.values_list("enrolment", flat=True).distinct().order_by():
            numbers = list(
                Attempt.objects.filter(enrolment=person).order_by("number").values_list("number", flat=True)
            )
            assert numbers == list(range(1, len(numbers) + 1))
            assert len(numbers) <= ATTEMPTS_ALLOWED

    @invariant()
    def a_pass_and_points_are_never_taken(self):
        for attempt in Attempt.objects.all():
            results = list(attempt.results.order_by("sequence"))
            regraded = [(one, two) for one, two in pairwise(results) if two.regrade_id]
            assert all(two.points >= one.points for one, two in regraded)
            if attempt.pk in self.passed:
                assert results[-1].passed
            if results and results[-1].passed:
                self.passed.add(attempt.pk)

    @invariant()
    def finished_exactly_when_passed(self):
        passed = {
            attempt.enrolment_id
            for attempt in Attempt.objects.with_outcome().filter(submitted_at__isnull=False)
            if attempt.passed
        }
        assert set(StepRecord.objects.values_list("enrolment", flat=True)) == passed
        assert set(Completion.objects.values_list("enrolment", flat=True)) == passed
        for record in StepRecord.objects.all():
            moments = Attempt.objects.filter(enrolment=record.enrolment_id).values_list(
                "submitted_at", flat=True
            )
            assert record.at in set(moments)

    @invariant()
    def nobody_passes_who_left(self):
        for person in self.withdrawn:
            for result in AttemptResult.objects.filter(attempt__enrolment=person, passed=True):
                assert result.attempt.submitted_at <= result.attempt.enrolment.ended_at

    @invariant()
    def nothing_counts_that_came_after_the_grace(self):
        for answer in Answer.objects.select_related("attempt").filter(attempt__reopened_at=None):
            deadline = answer.attempt.deadline_at
            assert deadline is None or answer.received_at < deadline + timedelta(seconds=30)

    @invariant()
    def a_void_question_is_given_to_everyone(self):
        void = Regrade.objects.filter(key=None).values("version")
        for item in AttemptItem.objects.filter(version__in=void, attempt__submitted_at__isnull=False):
            assert item.grades.latest("sequence").fraction == 1

    @invariant()
    def grades_and_results_are_counted_without_a_gap(self):
        for item, count in ItemGrade.objects.values_list("item").annotate(n=Count("pk")).order_by():
            sequences = (
                ItemGrade.objects.filter(item=item).order_by("sequence").values_list("sequence", flat=True)
            )
            assert list(sequences) == list(range(1, count + 1))


def other_key(version):
    """The next version with its key moved on by one option."""
    options = version.payload["options"]
    moved = [option | {"fraction": options[number - 1]["fraction"]} for number, option in enumerate(options)]
    written = authoring.write_version(
        version.question, version.payload | {"options": moved}, kind="single", references=[], by=None
    )
    return authoring.approve(written, by=None)
