"""No key, fraction, feedback or rationale reaches a browser, or an edition, before the policy lets it."""

import json
from decimal import Decimal
from uuid import uuid4

import pytest

from courses.models import Edition, EditionItem, EditionStep
from courses.releasing import release
from quizzes import kinds, sitting
from quizzes.models import Attempt, QuestionVersion, QuizPage, QuizPool
from tests.factories import courses
from tests.factories.accounts import UserFactory
from tests.factories.kinds import MAKERS
from tests.factories.quizzes import (
    BankFactory,
    QuestionFactory,
    answer_all,
    approved,
    pool,
    quiz_step,
    wrong,
)

KINDS = kinds.names()
# All but one, so that each kind is drawn, and one question is not.
DRAW = 2 * len(KINDS) - 1

pytestmark = pytest.mark.django_db


def planted(payload: dict) -> tuple[dict, list[str]]:
    """The payload with a canary in everything that is secret while a quiz is sat, and the canaries."""
    canaries = []

    def canary() -> str:
        canaries.append(f"canary{uuid4().hex}")
        return canaries[-1]

    def plant(said):
        """Every kind keeps its key in one of these fields; a number becomes one that no page shows by chance."""
        for name, value in list(said.items()):
            if name == "feedback":
                said[name] = {word: canary() for word in value} if isinstance(value, dict) else canary()
            elif name in ("fraction", "value", "tolerance"):
                said[name] = number(value)
            elif (name == "answers" and "text" in value[0] and "fraction" in value[0]) or name == "rubric":
                value[0]["text"] = canary()
            for each in value if isinstance(value, list) else [value] if isinstance(value, dict) else []:
                if name != "feedback":
                    plant(each)
        said["canary"] = canary()

    def number(value: str) -> str:
        marked = f"{Decimal(value):.9f}"
        canaries.append(marked)
        return marked

    plant(payload)
    payload["rationale"] = canary()
    return payload, canaries


def canary_page(canaries: list[str], **fields):
    """A course of one lesson, a quiz and a confirmation, with a canary in every key of every kind."""
    page = courses.course_page(**fields)
    objective = courses.ObjectiveFactory(course=page.course)
    courses.lesson_page(page, objectives=[objective])
    bank = BankFactory()
    for number, kind in enumerate(KINDS * 2):
        payload, found = planted(MAKERS[kind](f"question {number}"))
        approved(QuestionFactory(bank=bank, objective=objective), payload, kind)
        canaries += found
    quiz = QuizPage(
        title="Post-test", slug="post-test", pools=[QuizPool(bank=bank, objective=objective, draw=DRAW)]
    )
    page.add_child(instance=quiz)
    quiz.save_revision().publish()
    courses.attestation_page(page)
    courses.somebody_approves(page, *page.steps())
    return page


@pytest.fixture
def canaries():
    return []


@pytest.fixture
def page(canaries):
    return canary_page(canaries)


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
    answer_all(attempt, correct=DRAW)
    sitting.submit(attempt)

    text = everything(client.get(f"/attempts/{attempt.public_id}/result/"))

    shown = [canary for item in attempt.items.all() for canary in explained(item.version)]
    assert sightings([text], shown) == shown
    # What was not on the paper, and what no learner needs, stays where it is.
    assert sightings([text], [item.version.payload["canary"] for item in attempt.items.all()]) == []
    drawn = {item.version.payload["rationale"] for item in attempt.items.all()}
    others = {version.payload["rationale"] for version in QuestionVersion.objects.all()} - drawn
    assert len(others) == 1
    assert sightings([text], others) == []


def explained(version) -> list[str]:
    """What a review says of an item that was answered rightly."""
    return [*feedback_of(version.payload), version.payload["rationale"]]


def feedback_of(payload: dict) -> list[str]:
    said = [row["feedback"] for name in ("options", "regions") for row in payload.get(name, [])]
    said += [answer["feedback"] for answer in payload.get("answers", []) if "feedback" in answer][:1]
    said += [row["text"] for row in payload.get("rubric", [])]
    if isinstance(payload.get("feedback"), dict):
        said += payload["feedback"].values()
    return said + [text for part in payload.get("parts", []) for text in feedback_of(part["payload"])]


@pytest.mark.parametrize("kind", KINDS)
def test_a_key_that_slipped_into_a_page_would_be_seen(client, learner_at, monkeypatch, kind):
    """A planted fault: were any kind to show its payload, the canaries in it would be sighted."""
    attempt, canaries = learner_at(kind)
    here = f"/attempts/{attempt.public_id}/1/"
    form = kinds.form(kind)
    shown = form.shown

    assert sightings([everything(client.get(here))], canaries) == []

    monkeypatch.setattr(form, "shown", lambda payload, *a, **o: leaked(shown(payload, *a, **o), payload))
    assert set(sightings([everything(client.get(here))], canaries)) == set(canaries)


def leaked(item: dict, payload: dict) -> dict:
    text = json.dumps(payload)
    if "pieces" in item:
        return item | {"pieces": [*item["pieces"], {"text": text}]}
    return item | {"stem": text}


@pytest.fixture
def learner_at(client):
    """A learner who sits a quiz of one planted question of a kind."""

    def sits(kind):
        payload, canaries = planted(MAKERS[kind]("planted"))
        edition = courses.EditionFactory()
        version = approved(QuestionFactory(bank=BankFactory()), payload, kind)
        step = quiz_step(edition, [pool([version], 1, edition.salt)])
        learner = UserFactory()
        client.force_login(learner)
        return sitting.open_attempt(courses.enrolled(edition, learner), step), canaries

    return sits


def test_the_search_of_the_site_knows_no_question(page):
    """Keys must never be in an index: no question, version or quiz is searched by its text."""
    from wagtail.search.index import get_indexed_models

    indexed = {model._meta.label for model in get_indexed_models()}

    assert indexed & {"quizzes.Question", "quizzes.QuestionVersion", "quizzes.Bank"} == set()
