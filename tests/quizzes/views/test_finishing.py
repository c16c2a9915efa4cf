import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.models import StepRecord
from quizzes import sitting
from quizzes.models import AttemptResult, QuestionVersion
from tests.factories import courses
from tests.factories.accounts import UserFactory
from tests.factories.courses import EditionStepFactory, ObjectiveFactory, ReferenceFactory
from tests.factories.quizzes import answer_all, enrolled, pool, quiz, sat

pytestmark = pytest.mark.django_db


@pytest.fixture
def learner(client):
    learner = UserFactory()
    client.force_login(learner)
    return learner


def released_with_lesson(**fields):
    """A quiz whose edition knows its objective, and has the lesson that answers its questions."""
    released = quiz(**fields)
    edition = released.edition
    objective = edition.course.objectives.get()
    edition.manifest["objectives"] = [
        {"uuid": str(objective.public_id), "number": 4, "bloom": "explain", "statement": "Explain the skin."}
    ]
    edition.save(update_fields=["manifest"])
    blocks = [
        {"type": "text", "key": "opening", "text": "Opening."},
        {"type": "text", "key": "skin", "text": "## Skin and muscle {#skin}\n\nText."},
    ]
    EditionStepFactory(
        edition=edition,
        slug="circulation",
        title="Circulation: what changes",
        body={"blocks": blocks},
        required=False,
    )
    return released


def result_page(client, attempt) -> str:
    return " ".join(client.get(f"/attempts/{attempt.public_id}/result/").content.decode().split())


def finished(released, learner, *, correct):
    return sat(released, enrolled(released, learner), correct=correct).attempt


def test_submitting_leads_to_the_result_and_again_to_the_same(client, learner):
    released = quiz()
    attempt = sitting.open_attempt(enrolled(released, learner), released.step)
    answer_all(attempt, correct=2)

    addresses = [client.post(f"/attempts/{attempt.public_id}/submit/").url for _ in range(2)]

    assert addresses == [f"/attempts/{attempt.public_id}/result/"] * 2
    assert AttemptResult.objects.count() == StepRecord.objects.count() == 1


def test_looking_at_the_address_of_submit_submits_nothing(client, learner):
    released = quiz()
    attempt = sitting.open_attempt(enrolled(released, learner), released.step)

    assert client.get(f"/attempts/{attempt.public_id}/submit/").status_code == 405
    assert AttemptResult.objects.count() == 0


@pytest.mark.parametrize(
    ("correct", "address", "label"),
    [(2, "/learn/{}/", "Back to the course"), (0, "/learn/{}/{}/quiz/", "Take the quiz")],
)
def test_the_result_leads_on(client, learner, correct, address, label):
    attempt = finished(quiz(), learner, correct=correct)

    text = result_page(client, attempt)

    expected = address.format(attempt.enrolment.course.code, attempt.step.slug)
    assert re.search(rf'<a class="button" href="{expected}">\s*{label}', text)


def test_a_pass_leads_to_the_step_that_waits(client, learner):
    attempt = finished(released_with_lesson(questions=5), learner, correct=5)

    text = result_page(client, attempt)

    address = f"/learn/{attempt.enrolment.course.code}/circulation/"
    assert re.search(rf'<a class="button" href="{address}">\s*Continue: Circulation', text)


def test_an_open_attempt_has_no_result_yet(client, learner):
    released = quiz()
    attempt = sitting.open_attempt(enrolled(released, learner), released.step)

    assert client.get(f"/attempts/{attempt.public_id}/result/").url == f"/attempts/{attempt.public_id}/"


def test_a_fail_says_what_was_needed_and_what_to_read(client, learner):
    attempt = finished(released_with_lesson(questions=5), learner, correct=3)

    text = result_page(client, attempt)

    code = attempt.enrolment.course.code
    assert "Not yet: 3 of 5, 4 needed" in text
    assert "4. Explain the skin." in text
    assert "3 of 5</span>" in text
    assert f'Read again: Circulation, <a href="/learn/{code}/circulation/#skin">Skin and muscle</a>' in text
    assert "Take the quiz again" in text


def test_a_fail_tells_neither_the_keys_nor_which_items_were_wrong(client, learner):
    attempt = finished(released_with_lesson(questions=5), learner, correct=3)

    text = result_page(client, attempt)

    for version in QuestionVersion.objects.all():
        assert version.payload["stem"] not in text
        assert version.payload["rationale"] not in text
        for option in version.payload["options"]:
            assert option["id"] not in text
            assert option["text"] not in text
            assert option["feedback"] not in text


def test_two_fails_that_differ_in_what_was_wrong_look_the_same(client, learner):
    """The same score from other items gives the same page: nothing tells which ones they were."""
    released = released_with_lesson(questions=4, draw=4)
    enrolment = enrolled(released, learner)
    pages = []
    for right_ones in ({1, 2}, {3, 4}):
        attempt = sitting.open_attempt(enrolment, released.step)
        answer_all(attempt, only=right_ones)
        sitting.submit(attempt)
        pages.append(result_page(client, attempt).partition("<main")[2].partition("</main>")[0])

    assert "Not yet: 2 of 4, 3.2 needed" in pages[0]
    assert pages[0].replace("Attempt 1", "") == pages[1].replace("Attempt 2", "")


def test_a_pass_shows_every_item_with_its_key_feedback_and_sources(client, learner):
    released = released_with_lesson(questions=5)
    attempt = finished(released, learner, correct=4)

    text = result_page(client, attempt)

    assert "You passed: 4 of 5" in text
    assert text.count("Your answer, and right") >= 4
    assert text.count("Your answer, not right") == 1
    for version in released.versions:
        assert version.payload["rationale"] in text
        assert [option["feedback"] in text for option in version.payload["options"]] == [True] * len(
            version.payload["options"]
        )


def test_a_cited_source_is_listed_once(client, learner):
    ReferenceFactory(key="hinds2004", authors="Hinds T")
    released = quiz(questions=2, rationale="The skin responded [@hinds2004].")

    text = result_page(client, finished(released, learner, correct=2))

    assert text.count('<sup class="cite"><a href="#ref-hinds2004">1</a></sup>') == 2
    assert text.count('<li id="ref-hinds2004">Hinds T') == 1


def test_when_attempts_are_used_up_the_keys_are_shown(client, learner):
    released = quiz(questions=2, attempts_allowed=1)

    text = result_page(client, finished(released, learner, correct=0))

    assert "Not yet: 0 of 2, 1.6 needed" in text
    assert "option-verdict" in text
    assert "Take the quiz again" not in text


def test_an_earlier_fail_shows_its_keys_after_a_pass(client, learner):
    released = quiz(questions=2)
    enrolment = enrolled(released, learner)
    failed = sat(released, enrolment, correct=0).attempt
    assert "option-verdict" not in result_page(client, failed)

    sat(released, enrolment, correct=2)

    assert "option-verdict" in result_page(client, failed)


def test_a_missed_safety_question_is_said_with_its_objective(client, learner):
    attempt = finished(released_with_lesson(questions=5, must_pass=True), learner, correct=4)

    text = result_page(client, attempt)

    assert "4 of 5, but a safety question was missed: objective 4" in text
    assert "Take the quiz again" in text


def test_questions_without_an_objective_have_a_bar_of_their_own(client, learner):
    text = result_page(client, finished(quiz(questions=2), learner, correct=2))

    assert "Other questions" in text


def test_each_objective_has_its_own_bar(client, learner):
    released = released_with_lesson(questions=2)
    edition, step = released.edition, released.step
    other = ObjectiveFactory(course=edition.course)
    more = quiz(questions=1, objective=other)
    edition.manifest["objectives"].append(
        {"uuid": str(other.public_id), "number": 5, "statement": "Explain pain."}
    )
    edition.save(update_fields=["manifest"])
    step.body["pools"].append(pool(more.versions, 1, edition.salt, other))
    step.save(update_fields=["body"])

    text = result_page(client, finished(released, learner, correct=3))

    assert "2 of 2</span>" in text
    assert "1 of 1</span>" in text
    assert text.index("4. Explain the skin.") < text.index("5. Explain pain.")


@pytest.mark.parametrize(("correct", "cost"), [(0, 8), (1, 12)])
@pytest.mark.parametrize("questions", [3, 60])
def test_submitting_takes_at_most_twelve_statements_for_any_number_of_questions(
    client, questions, correct, cost
):
    released = quiz(questions=questions, lessons=1, step_after=True)
    enrolment = enrolled(released)
    courses.finish(enrolment, "lesson-1")
    attempt = sitting.open_attempt(enrolment, released.step)
    answer_all(attempt, correct=correct * questions)
    client.force_login(enrolment.learner)

    with CaptureQueriesContext(connection) as captured:
        client.post(f"/attempts/{attempt.public_id}/submit/")

    marks = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
    assert len([query for query in captured if not query["sql"].startswith(marks)]) == cost
    assert attempt.results.get().passed is bool(correct)
