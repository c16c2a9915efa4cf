from decimal import Decimal

import pytest

from accounts.models import Accommodation, Role
from courses.models import StepRecord
from quizzes import disputing, sitting
from quizzes.models import Attempt, Dispute, Regrade
from tests.factories.accounts import UserFactory, person_with
from tests.factories.quizzes import answer, answer_all, enrolled, make_overdue, quiz, right, sat

pytestmark = pytest.mark.django_db
REFUSED = 302  # the CMS sends who may not see a page to its front page


@pytest.fixture
def released():
    return quiz(questions=5, kinds=["single"], shuffles_questions=False)


@pytest.fixture
def registrar(client):
    registrar = person_with(Role.REGISTRAR)
    client.force_login(registrar)
    return registrar


def instructor_of(course):
    return person_with(Role.INSTRUCTOR, scope=f"course:{course.public_id}")


def spoken(response):
    return " ".join(response.content.decode().split())


def test_an_instructor_sees_the_statistics_of_their_own_course_only(client, released):
    for correct in (5, 3):
        sat(released, enrolled(released), correct=correct)
    client.force_login(instructor_of(released.edition.course))

    text = spoken(client.get(f"/cms/quizzes/{released.step.pk}/"))
    assert "50 percent right on average" in text
    assert "Grade again" not in text

    client.force_login(instructor_of(quiz().edition.course))
    assert client.get(f"/cms/quizzes/{released.step.pk}/").status_code == REFUSED
    assert f"/cms/quizzes/{released.step.pk}/" not in spoken(client.get("/cms/quizzes/"))


def test_the_list_names_the_quizzes_of_the_own_courses(client, released):
    client.force_login(instructor_of(released.edition.course))

    assert f"/cms/quizzes/{released.step.pk}/" in spoken(client.get("/cms/quizzes/"))


def test_a_registrar_looks_first_and_then_grades_again(client, registrar, released):
    version = released.versions[0]
    attempt = sitting.open_attempt(enrolled(released), released.step)
    answer_all(attempt, only={2, 3, 4})
    sitting.submit(attempt)
    address = f"/cms/quizzes/{released.step.pk}/regrade/{version.pk}/"

    assert "fail → pass: 1" in spoken(client.get(address))
    assert client.post(address, {"reason": ""}).status_code == 200
    assert Regrade.objects.count() == 0

    client.post(address, {"reason": "Two options are right."})

    assert (Regrade.objects.get().by, StepRecord.objects.count()) == (registrar, 1)


def test_an_instructor_regrades_nothing(client, released):
    client.force_login(instructor_of(released.edition.course))

    address = f"/cms/quizzes/{released.step.pk}/regrade/{released.versions[0].pk}/"
    assert client.post(address, {"reason": "I say so."}).status_code == REFUSED
    assert Regrade.objects.count() == 0


def test_a_dispute_is_read_with_statistics_and_answered_once(client, released):
    result = sat(released, enrolled(released), correct=5)
    said = disputing.dispute(result.attempt.items.first(), "Option B is right as well.")
    instructor = instructor_of(released.edition.course)
    client.force_login(instructor)

    text = spoken(client.get(f"/cms/quizzes/disputes/{said.pk}/"))
    assert "Option B is right as well." in text
    assert "1 first attempts, 100% right on average" in text
    for reply in ("It is not: see the source.", "Something else."):
        client.post(f"/cms/quizzes/disputes/{said.pk}/", {"answer": reply})

    said = Dispute.objects.get()
    assert (said.answer, said.answered_by) == ("It is not: see the source.", instructor)


def test_a_learner_disputes_only_what_they_may_see(client, released):
    enrolment = enrolled(released)
    client.force_login(enrolment.learner)
    failed = sat(released, enrolment, correct=0).attempt
    address = f"/attempts/{failed.public_id}/1/wrong/"
    assert client.get(address).status_code == 404

    passed = sat(released, enrolment, correct=5).attempt
    address = f"/attempts/{passed.public_id}/1/wrong/"
    assert client.post(address, {"text": "It is not so."}).status_code == 302
    assert client.post(address, {"text": "Again."}).status_code == 200
    assert Dispute.objects.get().text == "It is not so."
    assert "It is not so." in spoken(client.get(address))


def test_a_registrar_reopens_an_attempt_with_its_late_answers(client, registrar, released):
    attempt = make_overdue(sitting.open_attempt(enrolled(released), released.step))
    with pytest.raises(sitting.Closed):
        answer(attempt, 1, right(attempt.items.get(position=1).version.payload))
    sitting.close_overdue()
    assert "Attempts with late answers" in spoken(client.get(f"/cms/quizzes/{released.step.pk}/"))
    address = f"/cms/quizzes/attempts/{attempt.public_id}/reopen/"

    client.get(address)
    client.post(address, {"minutes": 20, "reason": "The network was down."})

    assert Attempt.objects.get().submitted_at is None
    assert attempt.answers.count() == 1


def test_a_registrar_gives_time_to_others(client, registrar):
    person = UserFactory(email="sam@example.com")
    sent = {"email": "SAM@example.com", "time_factor": "1.5", "reason": "Dyslexia."}

    client.post("/cms/more-time/", sent)
    client.post("/cms/more-time/", sent | {"email": registrar.email})

    given = Accommodation.objects.get()
    assert (given.person, given.time_factor, given.given_by) == (person, Decimal("1.5"), registrar)
    assert "Dyslexia." in spoken(client.get("/cms/more-time/"))


def test_an_instructor_gives_no_time(client, released):
    client.force_login(instructor_of(released.edition.course))

    assert client.get("/cms/more-time/").status_code == REFUSED
