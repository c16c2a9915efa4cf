"""What nobody types is refused with its status, the current answer comes back, and nothing is lost."""

import json
import time
from uuid import uuid4

import pytest

from quizzes import sitting
from tests.factories import courses
from tests.factories.accounts import UserFactory
from tests.factories.courses import EditionFactory
from tests.factories.kinds import MAKERS, RIGHT
from tests.factories.quizzes import (
    BankFactory,
    QuestionFactory,
    answer,
    approved,
    enrolled,
    pool,
    quiz,
    quiz_step,
)

pytestmark = pytest.mark.django_db

WRITTEN = ("short", "numeric", "reflection", "gaps")
BAD = {
    "NUL": "a\x00b",
    "unpaired surrogate": "a\ud800b",
    "too long": "a" * 20_000,
    "control": "a\x1bb",
}


@pytest.fixture
def sits(client):
    """An attempt at one question of a kind, with an answer that is stored already."""

    def open_(kind):
        released = quiz(questions=1, kinds=[kind])
        enrolment = enrolled(released)
        client.force_login(enrolment.learner)
        attempt = sitting.open_attempt(enrolment, released.step)
        item = attempt.items.select_related("version").get()
        answer(attempt, 1, RIGHT[kind](item.version.payload))
        return attempt, item

    return open_


def in_a_part(kind, item, bad):
    """As the kind takes it: a text with gaps has it in one of them."""
    return {item.version.payload["gaps"][2]["id"]: bad} if kind == "gaps" else bad


def post_json(client, attempt, response):
    base = attempt.answers.count()
    sent = {"item": 1, "client_id": str(uuid4()), "base": base, "response": response}
    return client.post(
        f"/attempts/{attempt.public_id}/answer/", json.dumps(sent), content_type="application/json"
    )


@pytest.mark.parametrize("kind", WRITTEN)
@pytest.mark.parametrize("bad", BAD)
def test_the_script_is_told_what_stands(client, sits, kind, bad):
    attempt, item = sits(kind)

    response = post_json(client, attempt, in_a_part(kind, item, BAD[bad]))

    assert response.status_code == 400
    assert response.json()["error"]
    stands = {"sequence": 1, "response": RIGHT[kind](item.version.payload), "confidence": None}
    assert response.json()["current"] == stands
    assert item.answers.count() == 1


@pytest.mark.parametrize("kind", WRITTEN)
def test_a_megabyte_is_not_even_read(client, sits, kind):
    attempt, item = sits(kind)

    assert post_json(client, attempt, in_a_part(kind, item, "a" * 1_000_000)).status_code == 413
    assert item.answers.count() == 1


@pytest.mark.parametrize("kind", WRITTEN)
@pytest.mark.parametrize("bad", ["a\x00b", "a\x1bb", "a" * 1_000_000])
def test_the_form_comes_back_with_what_stands(client, sits, kind, bad):
    attempt, item = sits(kind)
    name = f"response.{item.version.payload['gaps'][2]['id']}" if kind == "gaps" else "response"
    form = {"client_id": uuid4(), "base": 1, name: bad}

    response = client.post(f"/attempts/{attempt.public_id}/1/", form)

    assert response.status_code == 400
    assert 'role="alert"' in response.content.decode()
    assert item.answers.count() == 1


SHAPES = ({"a": {"b": ["c"] * 50}}, [[[]]], 7, True, "\u202e", {"": ""}, [None])


@pytest.mark.parametrize("kind", sorted(MAKERS))
def test_no_shape_breaks_a_page(client, sits, kind):
    attempt, _ = sits(kind)

    for response in SHAPES:
        assert post_json(client, attempt, response).status_code in {200, 400}
    assert client.get(f"/attempts/{attempt.public_id}/1/").status_code == 200


def test_a_catastrophic_wildcard_costs_nothing(client):
    pattern = "*" + "a*" * 200 + "b"
    payload = MAKERS["short"]("wild") | {
        "answers": [{"text": pattern, "fraction": "0.5"}, {"text": "a", "fraction": "1"}]
    }
    edition = EditionFactory()
    version = approved(QuestionFactory(bank=BankFactory()), payload, "short")
    step = quiz_step(edition, [pool([version], 1, edition.salt)])
    enrolment = courses.enrolled(edition, UserFactory())
    client.force_login(enrolment.learner)
    attempt = sitting.open_attempt(enrolment, step)
    began = time.perf_counter()

    assert post_json(client, attempt, "a" * 300).status_code == 200
    sitting.submit(attempt)

    assert time.perf_counter() - began < 5
