"""One click leads from a source to all drafts and questions of one's courses that rest on it."""

import pytest

from accounts.models import Role
from quizzes import authoring
from tests.factories.accounts import person_with
from tests.factories.courses import ReferenceFactory
from tests.factories.kinds import single
from tests.factories.quizzes import QuestionFactory
from tests.factories.released import course_pages

pytestmark = pytest.mark.django_db


@pytest.fixture
def pages():
    return course_pages()


@pytest.fixture
def author(client, pages):
    person = person_with(Role.INSTRUCTOR, scope=f"course:{pages.course.course.public_id}")
    client.force_login(person)
    return person


def uses(client, source) -> str:
    return client.get(f"/cms/references/{source.pk}/uses/").content.decode()


def asking(pages, author, key, **payload):
    """A draft of a question of the course."""
    pool = pages.quiz.pools.first()
    question = QuestionFactory(bank=pool.bank, objective=pool.objective, key=key)
    rests_on = payload.pop("references", [])
    said = single(key) | payload
    return authoring.write_version(question, said, kind="single", by=author, references=rests_on)


def test_it_lists_drafts_and_questions(client, pages, author):
    source = ReferenceFactory(key="moyer2011")
    ReferenceFactory(key="moyer20110")
    lesson = pages.lessons[1]
    lesson.body = [("text", {"key": "one", "text": "It fell [@moyer2011]."})]
    lesson.save_revision()  # a draft: no edition has it
    cites = asking(pages, author, "cites", rationale="As was measured [@moyer2011].")
    rests = asking(pages, author, "rests", references=["moyer2011"])
    other = asking(pages, author, "other", references=["moyer20110"])

    page = uses(client, source)

    assert f"/cms/pages/{lesson.pk}/edit/#block-" in page
    assert f"/cms/pages/{pages.lessons[0].pk}/edit/" not in page
    assert f"/cms/questions/{cites.question_id}/" in page
    assert f"/cms/questions/{rests.question_id}/" in page
    assert f"/cms/questions/{other.question_id}/" not in page


def test_it_says_when_nothing_uses_it(client, pages, author):
    page = uses(client, ReferenceFactory(key="unread2020"))

    assert "No lesson of your courses cites it." in page
    assert "No question of your courses rests on it." in page


def test_other_peoples_drafts_and_questions_are_not_shown(client, pages, author):
    foreign = course_pages()
    theirs = asking(foreign, author, "theirs", references=[foreign.reference.key])

    page = uses(client, foreign.reference)

    assert f"/cms/pages/{foreign.lessons[0].pk}/edit/" not in page
    assert f"/cms/questions/{theirs.question_id}/" not in page


def test_the_library_leads_there(client, pages, author):
    page = client.get("/cms/snippets/courses/reference/").content.decode()

    assert f"/cms/references/{pages.reference.pk}/uses/" in page


def test_learners_do_not_get_there(client, pages):
    client.force_login(person_with(Role.LEARNER))

    assert client.get(f"/cms/references/{pages.reference.pk}/uses/").status_code in (302, 403, 404)


def test_more_questions_cost_no_more_statements(client, pages, author, django_assert_max_num_queries):
    asking(pages, author, "first", references=[pages.reference.key])
    counts = []
    for round_ in range(2):
        with django_assert_max_num_queries(60) as asked:
            uses(client, pages.reference)
        counts.append(len(asked))
        for n in range(5):
            asking(pages, author, f"more-{round_}-{n}", references=[pages.reference.key])

    assert counts[0] == counts[1]
