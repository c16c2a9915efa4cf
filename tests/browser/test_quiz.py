"""A quiz in a real browser: every page of it, and what happens to an answer when the network, the session or
another window gets in the way."""

import re

import pytest
from playwright.sync_api import expect

from quizzes import kinds, sitting
from quizzes.models import Answer, Attempt, AttemptResult
from tests.browser.inspecting import inspect
from tests.browser.signing_in import sign_in
from tests.factories.accounts import UserFactory
from tests.factories.quizzes import answer, answer_all, enrolled, quiz, right, sat


@pytest.fixture
def released():
    return quiz(questions=5, must_pass=True)


@pytest.fixture
def learner():
    return UserFactory(email="sam.rivera@example.com", name="Sam Rivera")


@pytest.fixture
def enrolment(released, learner):
    return enrolled(released, learner)


@pytest.fixture
def attempt(released, enrolment):
    return sitting.open_attempt(enrolment, released.step)


@pytest.fixture
def window(open_window, learner):
    """A window in which the learner is signed in."""

    def open_(**options):
        page = open_window(**options)
        sign_in(page, learner)
        return page

    return open_


def address(attempt, rest=""):
    return f"/attempts/{attempt.public_id}/{rest}"


def item_of(attempt, kind="single"):
    return attempt.items.select_related("version").filter(version__kind=kind).first()


def option(page, key):
    return page.locator(f"input[value='{key}']")


def fill(page, response):
    """Give an answer of any kind, as a person does."""
    fill_in(page, "response", response)
    # The last one is saved when the line says so with nothing left to send.
    page.wait_for_function("() => !Object.keys(localStorage).some((key) => key.startsWith('fascia.outbox'))")


def fill_in(page, name, response):
    """A question that is made of questions has fields for each."""
    if isinstance(response, dict):
        for part, said in response.items():
            fill_in(page, f"{name}.{part}", said)
        return
    fields = page.locator(f"[name='{name}']")
    if (
        fields.first.get_attribute("type") == "text"
        or fields.first.evaluate("it => it.tagName") == "TEXTAREA"
    ):
        fields.first.press_sequentially(response)
        return
    for value in [response] if isinstance(response, str) else response:
        if fields.first.evaluate("field => field.tagName") == "SELECT":
            page.locator(f"select[name='{name}']:has(option[value='{value}'])").select_option(value)
        else:
            page.locator(f"input[name='{name}'][value='{value}']").check()


def saved(page):
    page.locator("[data-saved-line].is-saved", has_text="Saved").wait_for()


class TestPages:
    def test_the_start(self, window, released, enrolment):
        page = window()
        page.goto(f"/learn/{released.edition.course.code}/post-test/quiz/")
        inspect(page)

    @pytest.mark.parametrize("kind", kinds.names())
    def test_a_question_of_each_kind(self, window, learner, kind):
        released = quiz(questions=1, kinds=[kind])
        attempt = sitting.open_attempt(enrolled(released, learner), released.step)
        item = item_of(attempt, kind)
        page = window()
        page.goto(address(attempt, "1/"))

        fill(page, right(item.version.payload, kind))
        saved(page)

        assert item.answers.latest("sequence").response == right(item.version.payload, kind)
        page.reload()
        inspect(page)

    def test_the_overview(self, window, attempt):
        answer(attempt, 1, *[right(v.payload, v.kind) for v in [attempt.items.get(position=1).version]])
        sitting.set_flag(attempt.items.get(position=2))
        page = window()
        page.goto(address(attempt))
        inspect(page)

    @pytest.mark.parametrize("correct", [2, 4, 5])
    def test_a_fail_a_missed_safety_question_and_a_pass(self, window, released, enrolment, correct):
        result = sat(released, enrolment, correct=correct)
        page = window()
        page.goto(address(result.attempt, "result/"))
        page.evaluate("() => document.querySelectorAll('details').forEach(d => { d.open = true; })")
        inspect(page)


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize("width", [360, 1280])
def test_a_whole_sitting(window, released, enrolment, javascript, width):
    page = window(javascript=javascript, width=width)
    page.goto(f"/learn/{released.edition.course.code}/post-test/quiz/")
    page.get_by_role("button", name="Start").click()
    page.wait_for_url("**/attempts/**")
    attempt = Attempt.objects.get()
    for item in attempt.items.select_related("version").order_by("position"):
        chosen = right(item.version.payload, item.version.kind)
        for key in [chosen] if isinstance(chosen, str) else chosen:
            option(page, key).check()
        page.get_by_role("button", name="Check answers" if item.position == 5 else "Next").last.click()
    page.get_by_text("You’ve answered all 5 questions.").wait_for()
    page.get_by_role("button", name="Submit answers").click()

    page.get_by_role("heading", name="You passed: 5 of 5").wait_for()
    assert AttemptResult.objects.get().passed is True
    assert Answer.objects.values("item").distinct().count() == 5


def test_an_answer_is_saved_as_it_is_given(window, attempt):
    item = item_of(attempt)
    page = window()
    page.goto(address(attempt, f"{item.position}/"))

    option(page, right(item.version.payload)).check()
    saved(page)

    assert item.answers.get().response == right(item.version.payload)
    expect(page.locator("[data-quiz-announce]")).to_have_text("")
    page.get_by_role("heading", name="1 of 5 answered").wait_for()
    page.get_by_role("link", name=re.compile(rf"Question {item.position}\s*, answered")).wait_for()


def test_enter_goes_on_and_not_back(window, attempt):
    page = window()
    page.goto(address(attempt, "2/"))

    page.locator("input[name=response]").first.focus()
    page.keyboard.press("Enter")

    page.wait_for_url(f"**{address(attempt, '3/')}")


def test_offline_an_answer_waits_is_told_and_is_sent(window, attempt):
    item = item_of(attempt)
    page = window()
    page.goto(address(attempt, f"{item.position}/"))
    page.context.set_offline(True)

    option(page, right(item.version.payload)).check()
    page.get_by_text("We’ll send it when you’re back online.").first.wait_for()
    assert item.answers.count() == 0
    inspect(page)

    page.context.set_offline(False)
    saved(page)

    assert item.answers.get().response == right(item.version.payload)
    expect(page.locator("[data-quiz-announce]")).to_have_text("All answers are saved again.")


def test_an_answer_survives_a_lost_tab(window, attempt):
    item = item_of(attempt)
    page = window()
    page.goto(address(attempt, f"{item.position}/"))
    page.route("**/answer/", lambda route: route.abort())
    option(page, right(item.version.payload)).check()
    page.get_by_text("We couldn’t reach the server.").first.wait_for()
    context = page.context
    page.close()

    again = context.new_page()
    again.goto(address(attempt, f"{item.position}/"))
    saved(again)

    expect(option(again, right(item.version.payload))).to_be_checked()
    assert item.answers.get().response == right(item.version.payload)


def test_next_waits_for_an_answer_that_is_not_sent(window, attempt):
    item = item_of(attempt)
    page = window()
    page.goto(address(attempt, f"{item.position}/"))
    page.route("**/answer/", lambda route: route.abort())
    option(page, right(item.version.payload)).check()
    page.get_by_text("We couldn’t reach the server.").first.wait_for()

    page.get_by_role("button", name="Flag").click()
    assert page.url.endswith(address(attempt, f"{item.position}/"))

    page.unroute("**/answer/")
    page.get_by_role("button", name="Flag").click()
    page.get_by_role("button", name="Unflag").wait_for()

    assert item.answers.get().response == right(item.version.payload)


def test_a_second_window_is_told_and_overwrites_nothing(window, attempt):
    item = item_of(attempt, "multiple")
    first, second, *_ = right(item.version.payload, "multiple")
    page = window()
    page.goto(address(attempt, f"{item.position}/"))
    other = page.context.new_page()
    other.goto(address(attempt, f"{item.position}/"))
    option(page, first).check()
    saved(page)

    option(other, second).check()
    other.get_by_text("You answered this question in another window.").first.wait_for()

    assert [option(other, key).is_checked() for key in (first, second)] == [True, False]
    option(other, second).check()
    saved(other)
    assert item.answers.latest("sequence").response == sorted([first, second])


def test_a_lost_session_is_told_and_the_answer_sent_after_signing_in(window, attempt, learner):
    item = item_of(attempt)
    page = window()
    page.goto(address(attempt, f"{item.position}/"))
    cookies = [cookie for cookie in page.context.cookies() if cookie["name"] != "sessionid"]
    page.context.clear_cookies()
    page.context.add_cookies(cookies)

    option(page, right(item.version.payload)).check()
    page.get_by_role("link", name="Sign in to send them").wait_for()
    assert item.answers.count() == 0
    inspect(page)

    other = page.context.new_page()
    sign_in(other, learner)
    other.close()
    page.evaluate("() => dispatchEvent(new Event('online'))")
    saved(page)

    assert item.answers.get().response == right(item.version.payload)


def test_a_closed_attempt_is_told_with_the_way_to_its_result(window, attempt):
    item = item_of(attempt)
    page = window()
    page.goto(address(attempt, f"{item.position}/"))
    answer_all(attempt, correct=0)
    sitting.submit(attempt)

    option(page, right(item.version.payload)).check()
    page.get_by_role("link", name="See the result").click()

    page.get_by_role("heading", name="Not yet: 0 of 5").wait_for()


def test_submit_sends_what_is_waiting_first(window, attempt):
    item = item_of(attempt)
    page = window()
    page.goto(address(attempt, f"{item.position}/"))
    page.route("**/answer/", lambda route: route.abort())
    option(page, right(item.version.payload)).check()
    page.get_by_text("We couldn’t reach the server.").first.wait_for()
    context = page.context
    page.close()

    again = context.new_page()
    again.route("**/answer/", lambda route: route.abort())
    again.goto(address(attempt))
    again.get_by_text("We couldn’t reach the server.").first.wait_for()
    again.unroute("**/answer/")
    again.get_by_role("button", name="Submit with blanks").click()
    again.get_by_role("heading", name="Not yet: 1 of 5").wait_for()

    assert item.grades.get().fraction == 1
