"""A sitting in a real browser when time, the session or the learner's patience runs out: nothing is lost."""

import random
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from quizzes import sitting, timing
from quizzes.models import Attempt, AttemptResult, ItemGrade
from tests.browser.inspecting import inspect
from tests.browser.signing_in import sign_in
from tests.browser.test_quiz import address, item_of, option, saved
from tests.factories.accounts import UserFactory
from tests.factories.quizzes import enrolled, quiz, right


@pytest.fixture
def released():
    return quiz(questions=5, time_limit=60, confidence=True)


@pytest.fixture
def learner():
    return UserFactory(email="sam.rivera@example.com", name="Sam Rivera")


@pytest.fixture
def attempt(released, learner):
    return sitting.open_attempt(enrolled(released, learner), released.step)


@pytest.fixture
def window(open_window, learner):
    def open_(**options):
        page = open_window(**options)
        sign_in(page, learner)
        return page

    return open_


def end_in(attempt, seconds):
    """Let the attempt's time run out in so many seconds."""
    now = timezone.now()
    ends = now + timedelta(seconds=seconds)
    Attempt.objects.filter(pk=attempt.pk).update(opened_at=now - timedelta(hours=1), deadline_at=ends)
    attempt.refresh_from_db()


def choose(page, attempt, item):
    option(page, right(item.version.payload)).check()


def fraction(item):
    return item.grades.latest("sequence").fraction


class TestTimeRunsOut:
    def test_while_the_page_is_open_it_hands_in_what_there_is(self, window, attempt):
        item = item_of(attempt)
        page = window()
        page.goto(address(attempt, f"{item.position}/"))
        choose(page, attempt, item)
        saved(page)
        end_in(attempt, 4)
        page.reload()

        page.wait_for_url("**/result/")

        attempt.refresh_from_db()
        assert fraction(item) == 1
        assert attempt.closed_by == "timer"
        assert attempt.submitted_at == item.answers.get().received_at

    def test_what_is_typed_in_the_last_second_is_sent_with_it(self, window, learner):
        released = quiz(questions=1, kinds=["short"], time_limit=60)
        attempt = sitting.open_attempt(enrolled(released, learner), released.step)
        end_in(attempt, 4)
        page = window()
        page.goto(address(attempt, "1/"))
        while attempt.deadline_at - timezone.now() > timedelta(milliseconds=700):
            page.wait_for_timeout(50)
        page.locator("[name=response]").press_sequentially("fascia")

        page.wait_for_url("**/result/")

        assert ItemGrade.objects.get().fraction == 1

    def test_with_the_tab_closed_the_sweep_hands_it_in(self, window, attempt):
        item = item_of(attempt)
        page = window()
        page.goto(address(attempt, f"{item.position}/"))
        choose(page, attempt, item)
        saved(page)
        page.close()
        end_in(attempt, -31)

        assert sitting.close_overdue() == 1

        attempt.refresh_from_db()
        assert (fraction(item), attempt.closed_by) == (1, "sweep")

    @pytest.mark.parametrize("seconds", [30, -20])
    def test_a_kept_answer_that_arrives_before_the_grace_ends_is_graded(self, window, attempt, seconds):
        item = item_of(attempt)
        page = window()
        page.goto(address(attempt, f"{item.position}/"))
        page.context.set_offline(True)
        choose(page, attempt, item)
        page.get_by_text("We’ll send it when you’re back online.").first.wait_for()
        end_in(attempt, seconds)

        page.context.set_offline(False)
        saved(page)
        sitting.submit(attempt)

        assert fraction(item) == 1

    def test_one_that_arrives_later_is_kept_shown_and_not_graded(self, window, attempt):
        item = item_of(attempt)
        page = window()
        page.goto(address(attempt, f"{item.position}/"))
        page.context.set_offline(True)
        choose(page, attempt, item)
        page.get_by_text("We’ll send it when you’re back online.").first.wait_for()
        end_in(attempt, -31)
        sitting.close_overdue()

        page.context.set_offline(False)
        page.get_by_role("link", name="See the result").first.wait_for()
        expect(page.get_by_text("isn’t counted").first).to_be_visible()
        page.get_by_role("link", name="See the result").first.click()
        page.get_by_text("came after your time had run out").wait_for()
        inspect(page)

        assert (fraction(item), item.late_answers.count()) == (0, 1)

    def test_a_browser_whose_clock_is_a_day_off_is_told_the_servers_time(self, window, attempt):
        page = window()
        page.clock.set_fixed_time(timezone.now() + timedelta(days=1))
        page.goto(address(attempt, "1/"))

        page.get_by_text("60 minutes left").wait_for()

    def test_more_time_reaches_a_running_attempt(self, window, attempt, learner):
        item = item_of(attempt)
        page = window()
        page.goto(address(attempt, f"{item.position}/"))
        page.get_by_text("60 minutes left").wait_for()
        timing.give_time(learner, by=None, reason="Dyslexia.", time_factor=Decimal(2))

        choose(page, attempt, item)
        page.get_by_text("120 minutes left").first.wait_for()

    def test_the_clock_can_be_hidden_and_warns_all_the_same(self, window, attempt):
        page = window(width=360)
        page.goto(address(attempt, "1/"))
        page.get_by_role("button", name="Hide").click()
        expect(page.get_by_text("60 minutes left")).not_to_be_visible()
        inspect(page)

        end_in(attempt, 121)
        page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")
        page.locator(
            "[data-quiz-announce]", has_text="Whatever you’ve answered by then is handed in."
        ).wait_for(state="attached")
        expect(page.locator("[data-time-left]")).to_be_visible()


def expire_session(page):
    cookies = [cookie for cookie in page.context.cookies() if cookie["name"] != "sessionid"]
    page.context.clear_cookies()
    page.context.add_cookies(cookies)


class TestSession:
    def test_signing_in_again_happens_in_place_and_nothing_is_lost(self, window, attempt, learner):
        item = item_of(attempt)
        page = window()
        page.goto(address(attempt, f"{item.position}/"))
        expire_session(page)

        choose(page, attempt, item)
        page.get_by_role("dialog", name="You’ve been signed out").wait_for()
        inspect(page)
        with page.context.expect_page() as opened:
            page.get_by_role("dialog").get_by_role("link", name="Sign in").click()
        other = opened.value
        other.wait_for_url("**/accounts/login/**")
        sign_in(other, learner)
        page.bring_to_front()
        page.evaluate("() => dispatchEvent(new Event('focus'))")
        saved(page)

        expect(page.get_by_role("dialog")).to_have_count(0)
        assert item.answers.get().response == right(item.version.payload)

    def test_somebody_else_at_the_same_browser_takes_no_answer_away(self, window, attempt, learner):
        item = item_of(attempt)
        page = window()
        page.goto(address(attempt, f"{item.position}/"))
        sign_in(page, UserFactory())

        choose(page, attempt, item)
        page.get_by_text("Somebody else is signed in here.").first.wait_for()
        sign_in(page, learner)
        page.evaluate("() => dispatchEvent(new Event('online'))")
        saved(page)

        assert item.answers.get().response == right(item.version.payload)


class TestHandingIn:
    def test_a_double_click_hands_in_once(self, window, attempt):
        page = window()
        page.goto(address(attempt))

        page.get_by_role("button", name="Submit with blanks").dblclick()
        page.wait_for_url("**/result/")

        assert AttemptResult.objects.count() == 1

    def test_two_windows_hand_in_once_and_show_the_same(self, window, attempt):
        page = window()
        page.goto(address(attempt))
        other = page.context.new_page()
        other.goto(address(attempt))

        for each in (page, other):
            each.get_by_role("button", name="Submit with blanks").click()
            each.get_by_role("heading", name="Not yet: 0 of 5").wait_for()

        assert AttemptResult.objects.count() == 1


def test_how_sure_one_is_is_saved_and_comes_first_in_the_review(window, released, attempt):
    item = item_of(attempt)
    page = window(width=360)
    page.goto(address(attempt, f"{item.position}/"))
    choose(page, attempt, item)
    page.get_by_label("Certain").check()
    page.wait_for_function("() => !Object.keys(localStorage).some((key) => key.startsWith('fascia.outbox'))")
    saved(page)

    assert item.answers.latest("sequence").confidence == 3
    page.reload()
    expect(page.get_by_label("Certain")).to_be_checked()
    inspect(page)


class Trouble:
    """What may happen to a learner between two questions."""

    def __init__(self, page, attempt, learner, chance):
        self.page, self.attempt, self.learner, self.chance = page, attempt, learner, chance

    def offline(self):
        self.page.context.set_offline(True)

    def online(self):
        self.page.context.set_offline(False)

    def kill(self):
        context = self.page.context
        self.page.close(run_before_unload=False)
        self.page = context.new_page()

    def sign_out(self):
        expire_session(self.page)

    def nothing(self):
        pass

    def dismiss(self):
        """The window that asks to sign in may be put aside: one goes on answering."""
        self.page.evaluate("() => document.querySelector('[data-quiz-sign-in]').close()")


@pytest.mark.parametrize("seed", range(3))
def test_whatever_happens_between_two_questions_every_answer_is_graded(window, learner, seed):
    released = quiz(questions=8)
    attempt = sitting.open_attempt(enrolled(released, learner), released.step)
    chance = random.Random(seed)  # noqa: S311  a seed, so that a failure can be repeated
    trouble = Trouble(window(), attempt, learner, chance)
    for item in attempt.items.select_related("version").order_by("position"):
        trouble.page.goto(address(attempt, f"{item.position}/"))
        before = chance.choice([trouble.offline, trouble.sign_out, trouble.nothing])
        after = chance.choice([trouble.kill, trouble.nothing])
        before()
        chosen = right(item.version.payload, item.version.kind)
        for key in [chosen] if isinstance(chosen, str) else chosen:
            trouble.dismiss()
            option(trouble.page, key).check(force=True)
        trouble.dismiss()
        after()
        trouble.online()
        sign_in(trouble.page, learner)
    trouble.page.goto(address(attempt))
    trouble.page.wait_for_function(
        "() => !Object.keys(localStorage).some((key) => key.startsWith('fascia.outbox'))"
    )
    trouble.page.reload()
    trouble.page.get_by_role("button", name="Submit answers").click()

    trouble.page.get_by_role("heading", name="You passed: 8 of 8").wait_for()
    assert set(ItemGrade.objects.values_list("fraction", flat=True)) == {1}
