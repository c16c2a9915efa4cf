"""The reader: who may read what, and what a click records."""

import re
from uuid import uuid4

import pytest
from django.test import Client

from courses import enrolling, studying
from courses.enrolling import move_along, withdraw
from courses.models import EditionStep, Inquiry, Reply, StepRecord
from tests.factories.accounts import UserFactory
from tests.factories.courses import an_edition, course_page, enrolled, finish, next_edition

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition():
    edition = an_edition(lessons=2)
    course_page(edition.course)
    return edition


@pytest.fixture
def learner(client):
    learner = UserFactory()
    client.force_login(learner)
    return learner


def address(edition, *parts: str) -> str:
    return "/".join(["/learn", edition.course.code, *parts, ""])


def test_the_first_lesson_is_open_to_everyone_and_invites(client, edition):
    response = client.get(address(edition, "lesson-1"))

    page = response.content.decode()
    assert response.status_code == 200
    assert "The text of Lesson 1." in page
    assert f"/accounts/signup/?next={address(edition, 'lesson-1')}" in page
    assert "I have read this" not in page


def test_the_second_lesson_asks_a_visitor_to_sign_in_and_comes_back(client, edition):
    response = client.get(address(edition, "lesson-2"))

    assert response.url == f"/accounts/login/?next={address(edition, 'lesson-2')}"


def test_the_second_lesson_sends_who_is_not_enrolled_to_the_course(client, edition, learner):
    response = client.get(address(edition, "lesson-2"), follow=True)

    assert response.redirect_chain == [(f"/{edition.course.code}/", 302)]
    assert "Enroll first." in response.content.decode()


def test_the_first_lesson_offers_to_enroll_and_comes_back(client, edition, learner):
    response = client.post(address(edition, "enrol"), {"next": address(edition, "lesson-1")}, follow=True)

    assert response.redirect_chain == [(address(edition, "lesson-1"), 302)]
    assert "I have read this" in response.content.decode()


@pytest.mark.parametrize("slug", ["lesson-3", "nothing"])
@pytest.mark.parametrize("signed_in", [True, False])
def test_an_unknown_step_is_not_found(client, edition, slug, signed_in):
    if signed_in:
        enrolment = enrolled(edition)
        client.force_login(enrolment.learner)

    assert client.get(address(edition, slug)).status_code == 404
    assert client.post(address(edition, slug, "finish")).status_code == (404 if signed_in else 302)


def test_an_unknown_course_is_not_found(client, learner):
    assert client.get("/learn/no-such-course/").status_code == 404
    assert client.get("/learn/no-such-course/lesson-1/").status_code == 404
    assert client.post("/learn/no-such-course/enrol/").status_code == 404


def test_reading_does_not_record_anything(client, edition, learner):
    enrolled(edition, learner)

    client.get(address(edition, "lesson-1"))

    assert StepRecord.objects.count() == 0


def test_saying_it_is_read_records_it_and_goes_on(client, edition, learner):
    enrolment = enrolled(edition, learner)

    response = client.post(address(edition, "lesson-1", "finish"))

    assert response.url == address(edition, "lesson-2")
    assert [r.step_key for r in enrolment.step_records.all()] == [edition.steps.get(slug="lesson-1").key]


def test_a_double_click_records_once_and_goes_on_all_the_same(client, edition, learner):
    enrolment = enrolled(edition, learner)

    answers = [client.post(address(edition, "lesson-1", "finish")).url for _ in range(2)]

    assert answers == [address(edition, "lesson-2")] * 2
    assert enrolment.step_records.count() == 1


def test_a_finished_lesson_says_so_and_leads_on(client, edition, learner):
    finish(enrolled(edition, learner), "lesson-1")

    page = client.get(address(edition, "lesson-1")).content.decode()

    assert "It's on your record." in page
    assert f'href="{address(edition, "lesson-2")}"' in page
    assert "I have read this" not in page


@pytest.mark.parametrize("parts", [("lesson-2",), ("confirm", "confirm")])
def test_a_closed_step_says_why_at_its_own_address(client, edition, learner, parts):
    enrolled(edition, learner)

    response = client.get(address(edition, *parts))

    assert response.status_code == 403
    assert "Finish “Lesson 1” first." in response.content.decode()


def test_a_closed_step_cannot_be_finished(client, edition, learner):
    enrolment = enrolled(edition, learner)

    response = client.post(address(edition, "lesson-2", "finish"))

    assert (response.status_code, enrolment.step_records.count()) == (403, 0)
    assert "Finish “Lesson 1” first." in response.content.decode()


def test_a_step_of_another_kind_has_its_own_page(client, edition, learner):
    enrolled(edition, learner)

    assert client.get(address(edition, "confirm")).url == address(edition, "confirm", "confirm")
    assert client.get(address(edition, "lesson-1", "confirm")).url == address(edition, "lesson-1")


def test_finishing_needs_an_enrolment(client, edition, learner):
    response = client.post(address(edition, "lesson-1", "finish"))

    assert response.url == f"/{edition.course.code}/"
    assert StepRecord.objects.count() == 0


def test_who_left_the_course_is_treated_like_everyone(client, edition, learner):
    withdraw(enrolled(edition, learner))

    assert client.get(address(edition, "lesson-2")).url == f"/{edition.course.code}/"


def test_learners_go_on_when_the_pages_are_gone(client, edition, learner):
    enrolled(edition, learner)
    edition.course.pages.get().delete()

    assert "The text of Lesson 1." in client.get(address(edition, "lesson-1")).content.decode()
    assert client.post(address(edition, "enrol")).status_code == 404


def test_finishing_by_a_link_is_refused(client, edition, learner):
    enrolled(edition, learner)

    assert client.get(address(edition, "lesson-1", "finish")).status_code == 405
    assert client.get(address(edition, "enrol")).status_code == 405


@pytest.mark.parametrize("lessons", [1, 6])
@pytest.mark.parametrize("marks", [0, 1, 12])
def test_a_lesson_costs_at_most_four_statements_whatever_it_holds(
    client, lessons, marks, django_assert_max_num_queries
):
    enrolment = enrolled(an_edition(lessons=lessons))
    client.force_login(enrolment.learner)
    keep(enrolment, marks)

    # The session, where the learner stands, the text the first time, and what she keeps here.
    with django_assert_max_num_queries(4):
        client.get(f"/learn/{enrolment.course.code}/lesson-1/")


def test_a_lesson_that_was_read_before_costs_two(client, edition, learner, django_assert_num_queries):
    enrolled(edition, learner)
    client.get(address(edition, "lesson-1"))

    with django_assert_num_queries(2):
        client.get(address(edition, "lesson-1"))


def keep(enrolment, count: int) -> None:
    """So many notes, bookmarks, questions and answers for everyone in the first lesson."""
    step = EditionStep.objects.taught_to(enrolment)[0]
    for number in range(count):
        where = (enrolment.learner, enrolment.course_id, step.key)
        studying.write_note(*where, block=f"b{number}", text=f"Note {number}", client_id=uuid4())
        studying.set_bookmark(*where, block=f"b{number}", wanted=True)
        other = enrolled_beside(enrolment)
        for asker, shared in ((enrolment, ""), (other, "In other words?")):
            said = {"block": f"b{number}", "excerpt": "", "text": "Why?", "client_id": uuid4()}
            inquiry = Inquiry.objects.create(
                enrolment=asker, edition_id=step.edition_id, step_key=step.key, **said
            )
            Reply.objects.create(inquiry=inquiry, by=other.learner, text="Because.", shared_as=shared)


def enrolled_beside(enrolment):
    """Somebody else in the same course."""
    return enrolling.enrol(UserFactory(), enrolment.course)


def test_a_page_in_memory_is_nobody_elses(client, edition):
    """Two learners who stand at the same place share what was made once, and nothing more."""
    first, second = enrolled(edition), enrolled(edition)
    keep(first, 1)
    studying.keep_place(first.learner, edition.course_id, edition.steps.first().key, block="here")
    client.force_login(first.learner)
    theirs = client.get(address(edition, "lesson-1"))
    client.force_login(second.learner)
    mine = client.get(address(edition, "lesson-1"))

    assert 'data-stopped="here"' in theirs.content.decode()
    assert 'data-stopped=""' in mine.content.decode()
    assert ("Note 0" in theirs.content.decode(), "Note 0" in mine.content.decode()) == (True, False)
    assert token_of(theirs) != token_of(mine)


def token_of(response) -> str:
    return re.search(r'name="csrfmiddlewaretoken" value="(\w{64})"', response.content.decode())[1]


def test_the_form_on_a_page_in_memory_is_accepted(edition):
    for _ in range(2):
        client = Client(enforce_csrf_checks=True)
        client.force_login(enrolled(edition).learner)
        token = token_of(client.get(address(edition, "lesson-1")))

        answer = client.post(address(edition, "lesson-1", "finish"), {"csrfmiddlewaretoken": token})

        assert answer.url == address(edition, "lesson-2")


def test_what_a_learner_finishes_shows_at_once(client, edition, learner):
    enrolment = enrolled(edition, learner)
    before = client.get(address(edition, "lesson-1")).content.decode()
    finish(enrolment, "lesson-1")

    after = client.get(address(edition, "lesson-1")).content.decode()

    assert ("I have read this" in before, "I have read this" in after) == (True, False)


def test_html_that_was_made_anew_shows_at_once(client, edition, learner):
    enrolled(edition, learner)
    client.get(address(edition, "lesson-1"))
    edition.steps.filter(slug="lesson-1").update(html="<p>Sanitised better.</p>", renderer="next")

    assert "Sanitised better." in client.get(address(edition, "lesson-1")).content.decode()


def test_who_moved_to_the_next_edition_reads_that_one(client, edition, learner):
    enrolment = enrolled(edition, learner)
    client.get(address(edition, "lesson-1"))
    newer = next_edition(edition, minor=True, rewritten=(1,))
    move_along(newer)

    assert "<p>More.</p>" in client.get(address(edition, "lesson-1")).content.decode()
    assert enrolment.moves.count() == 2


def test_a_session_from_before_the_password_changed_opens_nothing(client, edition, learner):
    enrolled(edition, learner)
    learner.set_password("another password")
    learner.save()

    response = client.get(address(edition, "lesson-2"))

    assert response.url == f"/accounts/login/?next={address(edition, 'lesson-2')}"


def test_a_session_made_with_an_older_secret_still_opens(client, edition, learner, settings):
    enrolled(edition, learner)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "the next secret" * 5

    assert "I have read this" in client.get(address(edition, "lesson-1")).content.decode()


def test_somebody_deactivated_reads_as_a_visitor(client, edition, learner):
    enrolled(edition, learner)
    learner.is_active = False
    learner.save()

    assert "accounts/login" in client.get(address(edition, "lesson-2")).url
    assert "I have read this" not in client.get(address(edition, "lesson-1")).content.decode()


def test_a_session_of_a_backend_that_was_taken_away_opens_nothing(client, edition, learner):
    enrolled(edition, learner)
    client.force_login(learner, backend="django.contrib.auth.backends.ModelBackend")

    assert "accounts/login" in client.get(address(edition, "lesson-2")).url
