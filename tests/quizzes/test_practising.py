"""A self-check in a lesson: answered as often as one likes, without a record, its key shown to who has answered."""

import pytest

from courses.models import Edition, LessonPage
from courses.releasing import release
from quizzes.models import Attempt, Question
from tests.factories.accounts import UserFactory
from tests.factories.courses import enrolled, publish
from tests.factories.quizzes import QuestionFactory, approved, right, wrong
from tests.factories.released import course_pages

pytestmark = pytest.mark.django_db


@pytest.fixture
def version():
    return approved(QuestionFactory(), feedback="unused", rationale="Because **it was measured**.")


@pytest.fixture
def edition(version) -> Edition:
    pages = course_pages()
    lesson = LessonPage.objects.get(pk=pages.lessons[0].pk)
    lesson.body.append(("check", {"key": "try-it", "question": version.question}))
    publish(lesson)
    return release(pages.course, by=None)


def lesson_of(client, edition):
    return client.get(f"/learn/{edition.course.code}/lesson-1/").content.decode()


def address(edition, version):
    return f"/learn/{edition.course.code}/check/{version.question.public_id}/{version.number}/"


def answer(client, edition, version, response):
    field = f"r{version.question.public_id.hex[:8]}"
    return client.get(address(edition, version), {field: response})


def secrets_of(version):
    return [option["feedback"] for option in version.payload["options"] if option["feedback"]] + [
        "it was measured"
    ]


def test_it_stands_in_the_lesson_without_its_key(client, edition, version):
    client.force_login(enrolled(edition).learner)

    page = lesson_of(client, edition)

    assert 'id="try-it"' in page
    assert all(option["text"] in page for option in version.payload["options"])
    assert not any(secret in page for secret in secrets_of(version))
    body = str(edition.steps.get(slug="lesson-1").body)
    assert not any(option["text"] in body for option in version.payload["options"])


@pytest.mark.parametrize(("choose", "said"), [(right, "Yes, that’s right"), (wrong, "Not quite")])
def test_an_answer_shows_what_became_of_it_and_writes_nothing(client, edition, version, choose, said):
    client.force_login(enrolled(edition).learner)

    page = answer(client, edition, version, choose(version.payload)).content.decode()

    assert said in page
    assert "<strong>it was measured</strong>" in page
    assert 'lesson-1/#try-it"' in page
    assert Attempt.objects.count() == 0


@pytest.mark.parametrize("response", ["", "nothing-like-it"])
def test_no_key_leaves_before_there_is_an_answer(client, edition, version, response):
    client.force_login(enrolled(edition).learner)

    page = answer(client, edition, version, response).content.decode()

    assert "Choose or type an answer first." in page
    assert not any(secret in page for secret in secrets_of(version))


def test_a_visitor_may_try_the_first_lesson_only(client, edition, version):
    assert "Yes, that’s right" in answer(client, edition, version, right(version.payload)).content.decode()

    edition.steps.filter(slug="lesson-1").update(position=99)
    assert answer(client, edition, version, right(version.payload)).status_code == 302


def test_a_question_that_the_lesson_does_not_ask_is_not_there(client, edition):
    other = approved(QuestionFactory())
    client.force_login(enrolled(edition).learner)

    assert answer(client, edition, other, right(other.payload)).status_code == 404


def test_who_is_on_another_course_does_not_get_the_key(client, edition, version):
    other = course_pages()
    client.force_login(UserFactory())

    answered = answer(client, release(other.course, by=None), version, right(version.payload))

    assert answered.status_code == 404


def test_a_question_that_nobody_approved_keeps_the_lesson_from_release():
    pages = course_pages()
    lesson = LessonPage.objects.get(pk=pages.lessons[0].pk)
    lesson.body.append(("check", {"key": "try-it", "question": QuestionFactory()}))

    assert lesson.problems() == ["A self-check asks a question that nobody has approved."]


@pytest.mark.parametrize("count", [1, 3])
def test_the_questions_to_choose_from_take_one_query(count, django_assert_num_queries):
    for _ in range(count):
        approved(QuestionFactory())

    with django_assert_num_queries(1):
        labels = [question.label() for question in Question.objects.choosable()]

    assert len(labels) == count
