"""Trying a whole quiz in the CMS: what learners would get, and no trace of it."""

import re

import pytest
from django.db.models import Model

from accounts.models import Role
from quizzes import kinds, rehearsing
from quizzes.models import Answer, Attempt, AttemptItem, AttemptResult, ItemGrade, QuizPool
from tests.factories.accounts import person_with
from tests.factories.courses import ObjectiveFactory, course_page
from tests.factories.kinds import MAKERS
from tests.factories.quizzes import BankFactory, QuestionFactory, approved, right
from tests.factories.released import quiz_page

pytestmark = pytest.mark.django_db
REFUSED = 302  # the CMS sends who may not see a page to its front page
RECORDS: list[type[Model]] = [Attempt, AttemptItem, Answer, ItemGrade, AttemptResult]


@pytest.fixture
def course():
    return course_page()


@pytest.fixture
def trial(course):
    """A quiz that asks a question of each kind."""
    page = quiz_page(course)
    bank, objective = BankFactory(), ObjectiveFactory(course=course.course)
    for kind in kinds.names():
        approved(QuestionFactory(bank=bank, objective=objective), kind=kind)
    page.pools.add(QuizPool(bank=bank, draw=len(kinds.names())))
    page.save()
    return page


@pytest.fixture
def instructor(client, course):
    person = person_with(Role.INSTRUCTOR, scope=f"course:{course.course.public_id}")
    client.force_login(person)
    return person


def address(page):
    return f"/cms/quizzes/try/{page.pk}/"


def posted(page, seed, answer=right):
    """What a browser posts that answers everything."""
    data = {"paper": str(seed)}
    for item in rehearsing.paper(page, seed):
        response = answer(item.version.payload, item.version.kind)
        data |= fields(item.field, response)
    return data


def fields(name, response):
    if isinstance(response, dict):
        found = {}
        for part, said in response.items():
            found |= fields(f"{name}.{part}", said)
        return found
    return {name: response}


def text_of(response):
    return " ".join(response.content.decode().split())


def test_the_paper_is_asked_without_a_key(client, instructor, trial):
    text = text_of(client.get(address(trial)))

    assert f"A paper of {len(kinds.names())} questions" in text
    for kind in kinds.names():
        assert "Rationale of" not in text, kind


def test_everything_right_would_pass_and_leaves_no_trace(client, instructor, trial):
    seed = int(re.search(r'name="paper" value="(\d+)"', text_of(client.get(address(trial)))).group(1))

    text = text_of(client.post(address(trial), posted(trial, seed)))

    by_hand = sum(kinds.is_marked_by_hand(kind) for kind in kinds.names())
    asked = len(kinds.names()) - by_hand
    assert f"This would pass: {asked} of {asked}" in text
    assert "Rationale of" in text
    assert not any(model.objects.exists() for model in RECORDS)


def test_blank_fails_and_says_what_is_needed(client, instructor, trial):
    text = text_of(client.post(address(trial), {"paper": "7"}))

    assert "Not yet: 0 of" in text
    assert "left blank" in text


def test_what_is_no_answer_is_said_and_the_rest_kept(client, instructor, course):
    page = quiz_page(course)
    bank = BankFactory()
    for kind in ("numeric", "short"):
        approved(QuestionFactory(bank=bank), MAKERS[kind](kind), kind=kind)
    page.pools.add(QuizPool(bank=bank, draw=2))
    page.save()
    number, word = sorted(rehearsing.paper(page, 7), key=lambda item: item.version.kind)

    text = text_of(client.post(address(page), {"paper": "7", number.field: "many", word.field: "fascia"}))

    assert 'role="alert"' in text
    assert 'value="fascia"' in text
    assert "Rationale of" not in text


def test_the_same_seed_draws_the_same_paper_and_another_another(trial):
    drawn = [[(i.version.pk, i.order) for i in rehearsing.paper(trial, seed)] for seed in (1, 1, 2)]

    assert drawn[0] == drawn[1] != drawn[2]


def test_the_draft_is_what_is_tried(client, instructor, trial):
    trial.title = "A title that is not published"
    trial.save_revision(user=instructor)

    assert "A title that is not published" in text_of(client.get(address(trial)))


def test_a_quiz_without_questions_says_what_is_missing(client, instructor, course):
    text = text_of(client.get(address(quiz_page(course))))

    assert "There is nothing to ask yet." in text
    assert "has no pool to draw questions from" in text


@pytest.mark.parametrize("role", [Role.INSTRUCTOR, Role.REGISTRAR, Role.REVIEWER])
def test_it_is_not_for_those_of_other_courses(client, trial, role):
    other = course_page()
    client.force_login(person_with(role, scope=f"course:{other.course.public_id}"))

    assert client.get(address(trial)).status_code == REFUSED
    assert client.post(address(trial), {"paper": "7"}).status_code == REFUSED
