"""A learner may move to a newer edition: what didn't change still counts, and nobody is moved without asking."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from courses import enrolling, moving
from courses.models import Completion, EnrolmentEdition, StepRecord
from courses.releasing import release
from tests.factories.courses import an_edition, course_page, enrolled, finish, next_edition, publish
from tests.factories.released import course_pages

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition():
    edition = an_edition(lessons=3)
    course_page(edition.course)
    return edition


def address(edition) -> str:
    return f"/learn/{edition.course.code}/changes/"


def begun(client, edition):
    enrolment = enrolled(edition)
    finish(enrolment, "lesson-1", "lesson-2")
    client.force_login(enrolment.learner)
    return enrolment


def test_the_page_says_what_carries_over_and_what_is_asked_again(client, edition):
    enrolment = begun(client, edition)
    newer = next_edition(edition, rewritten=(2,))

    found = moving.prospect(enrolment, newer)
    page = client.get(address(edition)).content.decode()

    assert [step.slug for step in found.carried] == ["lesson-1"]
    assert [step.slug for step in found.again] == ["lesson-2"]
    assert [step.slug for step in found.ahead] == ["lesson-3", "confirm"]
    assert "Lesson 2: it was rewritten" in page
    assert enrolling.current_edition(enrolment) == edition


def test_moving_takes_a_click_and_the_rewritten_step_is_finished_by_its_new_text(client, edition):
    enrolment = begun(client, edition)
    newer = next_edition(edition, rewritten=(2,))

    for _ in range(2):
        client.post(address(edition), {"to": newer.public_id})
    finish(enrolment, "lesson-2", "lesson-3", "confirm")

    assert [move.edition for move in enrolment.moves.all()] == [edition, newer]
    assert StepRecord.objects.filter(enrolment=enrolment).count() == 5
    assert Completion.objects.get(enrolment=enrolment).edition == newer


def test_a_newer_edition_than_the_one_on_the_page_moves_nobody(client, edition):
    enrolment = begun(client, edition)
    seen = next_edition(edition)
    next_edition(seen)

    answer = client.post(address(edition), {"to": seen.public_id})

    assert answer.status_code == 200
    assert "edition 3.0" in answer.content.decode()
    assert enrolment.moves.count() == 1


def test_what_is_complete_stays(client, edition):
    enrolment = enrolled(edition)
    finish(enrolment, "lesson-1", "lesson-2", "lesson-3", "confirm")
    client.force_login(enrolment.learner)
    newer = next_edition(edition, rewritten=(1,))

    page = client.get(address(edition)).content.decode()
    client.post(address(edition), {"to": newer.public_id})

    assert "Your credit and certificate stand" in page
    assert "<form method" not in page.partition("<main")[2]
    assert enrolling.current_edition(enrolment) == edition
    with pytest.raises(enrolling.NotMovable):
        enrolling.move_to(enrolment, newer)


def test_nobody_moves_to_another_course_or_back(edition):
    enrolment = enrolled(edition)
    newer = next_edition(edition)
    enrolling.move_to(enrolment, newer)

    assert enrolling.move_to(enrolment, edition).edition == newer
    with pytest.raises(enrolling.NotMovable):
        enrolling.move_to(enrolment, an_edition())


def test_who_is_on_the_newest_is_told_so(client, edition):
    begun(client, edition)

    assert client.get(address(edition)).url == f"/learn/{edition.course.code}/"


def test_the_outline_offers_what_changed(client, edition):
    begun(client, edition)
    outline = f"/learn/{edition.course.code}/"
    before = client.get(outline).content.decode()
    next_edition(edition)

    assert (address(edition) in before, address(edition) in client.get(outline).content.decode()) == (
        False,
        True,
    )


def test_who_took_an_old_edition_reads_the_words_that_changed(client):
    pages = course_pages(2)
    old = release(pages.course, by=None)
    enrolment = enrolled(old)
    finish(enrolment, *old.steps.values_list("slug", flat=True))
    lesson = pages.lessons[0]
    lesson.refresh_from_db()
    for block in lesson.body:
        if block.block_type == "claim":
            block.value["verdict"] = "contradicted"
            block.value["statement"] = "Massage has been shown not to raise arterial flow."
    publish(lesson)
    release(pages.course, by=None, notes="A new trial.")
    client.force_login(enrolment.learner)

    page = client.get(address(old)).content.decode()

    assert "contested with low certainty, now contradicted with low certainty" in page
    assert "<del>" in page
    assert "<ins>" in page
    assert "A new trial." in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_any_number_of_steps(client, count, django_assert_num_queries):
    edition = an_edition(lessons=count)
    begun(client, edition)
    next_edition(edition, rewritten=(1,))
    client.get(address(edition))

    with django_assert_num_queries(10):
        client.get(address(edition))


def moved_at_once(edition, newer) -> int:
    enrolment = enrolled(edition)
    newer = newer(edition)
    together = Barrier(4)

    def move():
        together.wait(5)
        try:
            enrolling.move_to(enrolment, newer)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        for each in [pool.submit(move) for _ in range(4)]:
            each.result()
    return EnrolmentEdition.objects.filter(enrolment=enrolment).count()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_clicks_at_the_same_moment_move_once():
    assert moved_at_once(an_edition(), next_edition) == 2
