from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import accommodating
from courses import enrolling
from quizzes import sitting
from quizzes.models import Attempt
from tests.factories import courses
from tests.factories.accounts import UserFactory
from tests.factories.quizzes import answer, enrolled, quiz, right, sat

pytestmark = pytest.mark.django_db


@pytest.fixture
def released():
    return quiz(questions=5, lessons=0)


@pytest.fixture
def learner():
    return UserFactory()


@pytest.fixture
def enrolment(released, learner):
    return enrolled(released, learner)


@pytest.fixture
def address(released, client, learner):
    client.force_login(learner)
    return f"/learn/{released.edition.course.code}/post-test/quiz/"


def page(response) -> str:
    """The page's text, without mark-up of space."""
    return " ".join(response.content.decode().split())


def test_the_start_page_states_the_rules(client, enrolment, address):
    text = page(client.get(address))

    assert "<dt>Questions</dt><dd>5</dd>" in text
    assert '80% <span class="soft">(4 of 5)</span>' in text
    assert "<dt>Attempts</dt><dd>No limit</dd>" in text
    assert "No time limit" in text
    assert "Each answer is saved as you give it" in text
    assert "answers stay hidden while you can still try" in text
    assert 'write to <a href="mailto:' in text
    assert "Safety questions" not in text


def test_the_start_page_names_safety_questions_and_used_attempts(client, learner):
    released = quiz(questions=4, draw=2, attempts_allowed=3, must_pass=True)
    enrolment = enrolled(released, learner)
    sat(released, enrolment, correct=0)
    client.force_login(learner)

    text = page(client.get(f"/learn/{released.edition.course.code}/post-test/quiz/"))

    assert "<dt>Safety questions</dt><dd>Up to 2</dd>" in text
    assert "<dt>Attempts</dt><dd>1 of 3 used</dd>" in text
    assert "Attempt 1, " in text


def test_the_start_page_states_the_terms_and_a_persons_own_time(client, learner):
    released = quiz(questions=4, time_limit=60, cool_down=24, confidence=True)
    enrolled(released, learner)
    client.force_login(learner)
    address = f"/learn/{released.edition.course.code}/post-test/quiz/"

    text = page(client.get(address))
    assert "<dt>Time</dt><dd>60 minutes</dd>" in text
    assert "24 hours" in text
    assert "how sure" in text

    accommodating.give(learner, by=None, reason="Dyslexia.", time_factor=Decimal("1.5"))
    assert "<dt>Time</dt><dd>90 minutes</dd>" in page(client.get(address))

    accommodating.give(learner, by=None, reason="Dyslexia.", untimed=True)
    text = page(client.get(address))
    assert "<dt>Time</dt><dd>No time limit</dd>" in text
    assert "Dyslexia" not in text


@pytest.mark.parametrize("questions", [3, 60])
def test_starting_takes_six_statements_for_any_number_of_questions(client, learner, questions):
    released = quiz(questions=questions, lessons=1)
    courses.finish(enrolled(released, learner), "lesson-1")
    client.force_login(learner)

    with CaptureQueriesContext(connection) as captured:
        client.post(f"/learn/{released.edition.course.code}/post-test/quiz/")

    assert Attempt.objects.get().items.count() == questions
    asked = [query["sql"] for query in captured if not query["sql"].startswith(("BEGIN", "COMMIT"))]
    marks = ("SAVEPOINT", "RELEASE")
    assert len([sql for sql in asked if not sql.startswith(marks)]) == 6


def test_looking_opens_nothing(client, enrolment, address):
    client.get(address)

    assert Attempt.objects.count() == 0


def test_posting_opens_an_attempt_and_leads_to_its_first_question(client, enrolment, address):
    response = client.post(address)

    attempt = Attempt.objects.get()
    assert (attempt.enrolment, response.status_code) == (enrolment, 302)
    assert response.url == f"/attempts/{attempt.public_id}/1/"


def test_posting_twice_goes_on_with_the_same_attempt(client, enrolment, address):
    assert client.post(address).url == client.post(address).url
    assert Attempt.objects.count() == 1


def test_an_open_attempt_goes_on_where_nothing_is_answered_yet(client, released, enrolment, address):
    attempt = sitting.open_attempt(enrolment, released.step)
    items = list(attempt.items.select_related("version").order_by("position"))
    for item in items[:2]:
        answer(attempt, item.position, right(item.version.payload, item.version.kind))

    assert client.post(address).url == f"/attempts/{attempt.public_id}/3/"

    for item in items[2:]:
        answer(attempt, item.position, right(item.version.payload, item.version.kind))

    assert client.post(address).url == f"/attempts/{attempt.public_id}/"


def test_an_unconfirmed_address_is_confirmed_first(client, released):
    learner = UserFactory(confirmed=False)
    enrolled(released, learner)
    client.force_login(learner)
    address = f"/learn/{released.edition.course.code}/post-test/quiz/"

    response = client.post(address)

    assert response.url == f"/account/confirm/?next={address.replace('/', '%2F')}"
    assert Attempt.objects.count() == 0


def test_a_locked_quiz_says_why_and_opens_nothing(client, learner):
    released = quiz(lessons=1)
    enrolled(released, learner)
    client.force_login(learner)
    address = f"/learn/{released.edition.course.code}/post-test/quiz/"

    assert "Finish “Lesson 1” first." in page(client.get(address))
    assert "Finish “Lesson 1” first." in page(client.post(address, follow=True))
    assert Attempt.objects.count() == 0


def test_used_up_attempts_are_said(client, learner):
    released = quiz(attempts_allowed=1)
    sat(released, enrolled(released, learner), correct=0)
    client.force_login(learner)

    text = page(client.get(f"/learn/{released.edition.course.code}/post-test/quiz/"))

    assert "You have used your only attempt." in text


def test_a_visitor_signs_in_first_and_comes_back(client, released):
    courses.course_page(released.edition.course)
    address = f"/learn/{released.edition.course.code}/post-test/quiz/"

    assert client.get(address).url == f"/accounts/login/?next={address}"
    assert client.post(address).url == f"/accounts/login/?next={address}"


def test_who_is_not_enrolled_is_sent_to_the_course(client, released, learner):
    page = courses.course_page(released.edition.course)
    client.force_login(learner)

    response = client.post(f"/learn/{released.edition.course.code}/post-test/quiz/")

    assert response.url == page.get_url()
    assert Attempt.objects.count() == 0


@pytest.mark.parametrize("slug", ["lesson-1", "nothing", "confirm"])
def test_a_step_that_is_no_quiz_is_not_found(client, learner, slug):
    released = quiz(lessons=1)
    enrolled(released, learner)
    client.force_login(learner)

    assert client.get(f"/learn/{released.edition.course.code}/{slug}/quiz/").status_code == 404


def test_an_unknown_course_is_not_found(client, learner):
    client.force_login(learner)

    assert client.get("/learn/nowhere/post-test/quiz/").status_code == 404


def test_who_left_the_course_opens_nothing(client, enrolment, address):
    courses.course_page(enrolment.course)
    enrolling.withdraw(enrolment)

    client.post(address)

    assert Attempt.objects.count() == 0


def test_an_open_attempt_is_offered_to_go_on_with(client, released, enrolment, address):
    sitting.open_attempt(enrolment, released.step)

    assert "Continue where you were" in page(client.get(address))
