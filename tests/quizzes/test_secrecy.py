"""No key, fraction, feedback or rationale reaches a browser, or an edition, before the policy lets it."""

import json
from uuid import uuid4

import pytest

from courses.models import Edition, EditionItem, EditionStep
from courses.releasing import release
from quizzes import sitting
from quizzes.models import Attempt, QuizPage, QuizPool
from tests.factories import courses
from tests.factories.accounts import UserFactory
from tests.factories.quizzes import (
    BankFactory,
    QuestionFactory,
    answer_all,
    approved,
    multiple,
    single,
    wrong,
)

pytestmark = pytest.mark.django_db


def planted(payload: dict) -> tuple[dict, list[str]]:
    """The payload with a canary in everything that is secret while a quiz is sat, and the canaries."""
    canaries = []

    def canary() -> str:
        canaries.append(f"canary{uuid4().hex}")
        return canaries[-1]

    for option in payload["options"]:
        option["feedback"] = canary()
        option["canary"] = canary()
        # A fraction that no page could show by chance.
        option["fraction"] = {"1": "1.0000", "0": "0.0000"}.get(
            option["fraction"], option["fraction"] + "000"
        )
        canaries.append(option["fraction"])
    payload |= {"rationale": canary(), "canary": canary()}
    return payload, canaries


@pytest.fixture
def canaries():
    return []


@pytest.fixture
def page(canaries):
    """A course of one lesson, a quiz and a confirmation, with a canary in every key of every kind."""
    page = courses.course_page()
    objective = courses.ObjectiveFactory(course=page.course)
    courses.lesson_page(page, objectives=[objective])
    bank = BankFactory()
    for number in range(6):
        kind, make = [("single", single), ("multiple", multiple)][number % 2]
        payload, found = planted(make(f"question {number}"))
        approved(QuestionFactory(bank=bank, objective=objective), payload, kind)
        canaries += found
    quiz = QuizPage(
        title="Post-test", slug="post-test", pools=[QuizPool(bank=bank, objective=objective, draw=4)]
    )
    page.add_child(instance=quiz)
    quiz.save_revision().publish()
    courses.attestation_page(page)
    return page


@pytest.fixture
def edition(page):
    return release(page, by=None)


@pytest.fixture
def enrolment(client, edition):
    learner = UserFactory()
    client.force_login(learner)
    enrolment = courses.enrolled(edition, learner)
    lessons = EditionStep.objects.filter(edition=edition, kind="lesson").values_list("slug", flat=True)
    courses.finish(enrolment, *lessons)
    return enrolment


def sightings(texts, canaries):
    return [canary for text in texts for canary in canaries if canary in text]


def everything(response) -> str:
    return response.content.decode() + json.dumps(dict(response.headers)) + str(response.cookies)


def test_an_edition_holds_no_key(edition, canaries):
    steps = EditionStep.objects.filter(edition=edition)
    texts = [json.dumps(edition.manifest), *(json.dumps(step.body) + step.html for step in steps)]
    texts += [str(item) + item.version for item in EditionItem.objects.all()]

    assert sightings(texts, canaries) == []
    assert Edition.objects.count() == 1


def test_no_page_shows_a_key_before_the_quiz_is_passed(client, enrolment, canaries):
    code = enrolment.course.code
    start = f"/learn/{code}/post-test/quiz/"
    seen = [
        client.get("/"),
        client.get(f"/learn/{code}/"),
        client.get(start),
        client.post(start, follow=True),
    ]
    attempt = Attempt.objects.get()
    here = f"/attempts/{attempt.public_id}/"
    for item in attempt.items.select_related("version"):
        response = wrong(item.version.payload, item.version.kind)
        sent = {"item": item.position, "client_id": str(uuid4()), "base": 0, "response": response}
        form = {"client_id": uuid4(), "base": 0, "response": "forged"}
        seen += [
            client.get(f"{here}{item.position}/"),
            client.post(f"{here}{item.position}/", form),
            client.post(f"{here}answer/", sent | {"response": "forged"}, content_type="application/json"),
            client.post(f"{here}answer/", sent, content_type="application/json"),
            client.post(
                f"{here}answer/",
                sent | {"client_id": str(uuid4()), "response": []},
                content_type="application/json",
            ),
            client.get(f"{here}{item.position}/"),
        ]
    seen += [client.get(here), client.get(f"{here}99/"), client.get(f"{here}result/", follow=True)]
    seen += [
        client.post(f"{here}submit/", follow=True),
        client.get(start),
        client.get(f"{here}1/", follow=True),
    ]

    assert Attempt.objects.with_outcome().get().passed is False
    assert {response.status_code for response in seen} >= {200, 400, 404}
    assert sightings(map(everything, seen), canaries) == []


def test_the_canaries_are_seen_after_a_pass(client, enrolment, canaries):
    step = EditionStep.objects.get(edition__course=enrolment.course, kind="quiz")
    attempt = sitting.open_attempt(enrolment, step)
    answer_all(attempt, correct=4)
    sitting.submit(attempt)

    text = everything(client.get(f"/attempts/{attempt.public_id}/result/"))

    feedback = [o["feedback"] for item in attempt.items.all() for o in item.version.payload["options"]]
    assert sightings([text], feedback) == feedback
    # What was not on the paper, and what no learner needs, stays where it is.
    secret = [o["canary"] for item in attempt.items.all() for o in item.version.payload["options"]]
    assert sightings([text], secret) == []


def test_the_search_of_the_site_knows_no_question(page):
    """Keys must never be in an index: no question, version or quiz is searched by its text."""
    from wagtail.search.index import get_indexed_models

    indexed = {model._meta.label for model in get_indexed_models()}

    assert indexed & {"quizzes.Question", "quizzes.QuestionVersion", "quizzes.Bank"} == set()
