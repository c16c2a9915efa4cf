"""The evaluation: asked once, kept as rows under the version that was answered, and never in the way."""

from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from courses import evaluating
from courses.models import Evaluation, EvaluationAnswer, EvaluationPage
from courses.models.evaluations import SCALE
from courses.progress import StepLocked
from tests.factories.courses import EditionStepFactory, an_edition, course_page, enrolled, finish

pytestmark = pytest.mark.django_db

RATED, SAID = UUID(int=1), UUID(int=2)
QUESTIONS = [
    {"id": str(RATED), "kind": "rating", "prompt": "The course met its objectives."},
    {"id": str(SAID), "kind": "text", "prompt": "What should change?"},
]


@pytest.fixture
def edition():
    edition = an_edition(lessons=1)
    body = {"introduction": "Tell us.", "scale": SCALE, "questions": QUESTIONS}
    last = edition.steps.get(kind="attestation")
    last.position = 9
    last.save()
    EditionStepFactory(
        edition=edition,
        position=2,
        slug="evaluation",
        title="Evaluation",
        kind="evaluation",
        opens="courses:evaluate",
        body=body,
        words=0,
    )
    return edition


@pytest.fixture
def enrolment(client, edition):
    enrolment = enrolled(edition)
    client.force_login(enrolment.learner)
    return enrolment


def address(edition, *parts: str) -> str:
    return "/".join(["/learn", edition.course.code, *parts, ""])


def answers(evaluation) -> dict:
    return {row.question: row.rating or row.text for row in evaluation.answers.all()}


def test_the_answers_are_kept_as_rows_and_lead_on(client, edition, enrolment):
    finish(enrolment, "lesson-1")

    said = {str(RATED): "4", str(SAID): "More on edema."}
    response = client.post(address(edition, "evaluation", "evaluate"), said)

    kept = Evaluation.objects.get()
    assert response.url == address(edition, "confirm", "confirm")
    assert answers(kept) == {RATED: 4, SAID: "More on edema."}
    assert (kept.edition, kept.digest) == (edition, edition.steps.get(slug="evaluation").digest)
    assert enrolment.step_records.count() == 2


def test_a_rating_is_needed_and_a_text_is_not(client, edition, enrolment):
    finish(enrolment, "lesson-1")

    missing = client.post(address(edition, "evaluation", "evaluate"), {str(SAID): "Something."})
    enough = client.post(address(edition, "evaluation", "evaluate"), {str(RATED): "5"})

    assert (missing.status_code, enough.status_code) == (400, 302)
    assert answers(Evaluation.objects.get()) == {RATED: 5}


@pytest.mark.parametrize("rating", ["0", "6", "4.5", "excellent"])
def test_a_rating_off_the_scale_is_refused(client, edition, enrolment, rating):
    finish(enrolment, "lesson-1")

    assert client.post(address(edition, "evaluation", "evaluate"), {str(RATED): rating}).status_code == 400
    assert Evaluation.objects.count() == 0


def test_the_first_evaluation_stands(edition, enrolment):
    finish(enrolment, "lesson-1")
    step = edition.steps.get(slug="evaluation")
    first = evaluating.evaluate(enrolment, step, {RATED: 2})

    assert evaluating.evaluate(enrolment, step, {RATED: 5}) == first
    assert answers(first) == {RATED: 2}


def test_it_opens_in_its_turn(client, edition, enrolment):
    step = edition.steps.get(slug="evaluation")

    with pytest.raises(StepLocked, match="Finish “Lesson 1” first"):
        evaluating.evaluate(enrolment, step, {RATED: 2})
    assert client.get(address(edition, "evaluation", "evaluate")).status_code == 403
    assert Evaluation.objects.count() == 0


@pytest.mark.parametrize("fields", [{"rating": 6}, {"rating": 0}, {"rating": 3, "text": "Both."}, {}])
def test_the_database_refuses_an_answer_that_is_neither(edition, enrolment, fields):
    finish(enrolment, "lesson-1")
    kept = evaluating.evaluate(enrolment, edition.steps.get(slug="evaluation"), {})

    with pytest.raises(IntegrityError), transaction.atomic():
        EvaluationAnswer.objects.create(evaluation=kept, question=RATED, **fields)


def evaluation_page(ratings: int, texts: int) -> EvaluationPage:
    questions = [("rating", {"prompt": "It was worth it."})] * ratings
    questions += [("text", {"prompt": "What else?"})] * texts
    return course_page().add_child(instance=EvaluationPage(title="Evaluation", questions=questions))


@pytest.mark.parametrize(
    ("ratings", "texts", "found"),
    [
        (0, 0, ["It asks nothing."]),
        (7, 2, []),
        (12, 1, ["It takes about 126 seconds to answer. Keep it under two minutes: ask less."]),
    ],
)
def test_it_asks_for_two_minutes_at_most(ratings, texts, found):
    assert evaluation_page(ratings, texts).problems() == found


def test_it_freezes_its_questions_with_ids_that_stay():
    page = evaluation_page(1, 1)

    frozen = page.freeze(b"")

    assert [each["prompt"] for each in frozen["questions"]] == ["It was worth it.", "What else?"]
    assert [each["id"] for each in frozen["questions"]] == [str(block.id) for block in page.questions]
    assert frozen["scale"] == SCALE
