"""A correction is written by one person and approved by another; the edition shows it beside unchanged text."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import AuditEvent, Role
from courses import asking, correcting, studying
from courses.models import Correction, CorrectionPlace, EditionStep
from courses.releasing import release
from tests.factories.accounts import UserFactory, person_with
from tests.factories.courses import claim, enrolled, finish, publish
from tests.factories.released import course_pages

pytestmark = pytest.mark.django_db


@pytest.fixture
def pages():
    return course_pages(2)


@pytest.fixture
def edition(pages):
    return release(pages.course, by=None)


@pytest.fixture
def scope(edition):
    return f"course:{edition.course.public_id}"


@pytest.fixture
def instructor(scope):
    return person_with(Role.INSTRUCTOR, scope=scope)


@pytest.fixture
def colleague(scope):
    return person_with(Role.REVIEWER, scope=scope)


def written(edition, instructor, severity="clarification", **said) -> Correction:
    one = next(each for each in correcting.taught(edition.course) if "measured" not in each.text)
    values = {
        "kind": "claim",
        "item": one.item,
        "old": one.text,
        "new": "It is not so.",
        "reason": "Re-read.",
    }
    return correcting.propose(edition.course, by=instructor, severity=severity, **(values | said))


def published(edition, instructor, colleague, **said) -> Correction:
    return correcting.publish(written(edition, instructor, **said), by=colleague)


def lesson(edition) -> str:
    return f"/learn/{edition.course.code}/{edition.steps.get(position=1).slug}/"


def test_the_frozen_step_stays_as_it_was_and_the_reader_shows_both(client, edition, instructor, colleague):
    step = edition.steps.get(position=1)
    learner = enrolled(edition).learner
    client.force_login(learner)
    before = client.get(lesson(edition)).content.decode()

    correction = published(edition, instructor, colleague)

    after = client.get(lesson(edition)).content.decode()
    assert EditionStep.objects.values("body", "html", "digest").get(pk=step.pk) == {
        "body": step.body,
        "html": step.html,
        "digest": step.digest,
    }
    strip = after[after.index('<aside class="correction-beside"') :].partition("</aside>")[0]
    assert correction.old in strip
    assert "It is not so." in strip
    assert "Re-read." in strip
    assert "correction-beside" not in before
    assert after.count(correction.old) > before.count(correction.old)


def test_a_visitor_who_tries_the_first_lesson_sees_it_too(client, edition, instructor, colleague):
    published(edition, instructor, colleague)

    assert "It is not so." in client.get(lesson(edition)).content.decode()


def test_the_evidence_page_shows_it_at_its_claim(client, edition, instructor, colleague):
    published(edition, instructor, colleague)

    page = client.get(f"/evidence/{edition.course.code}/").content.decode()

    row = page[page.index('<th scope="row">') :].partition("</th>")[0]
    assert "It is not so." in row


def test_nothing_is_shown_before_a_second_person_publishes(client, edition, instructor):
    written(edition, instructor)

    assert "It is not so." not in client.get(lesson(edition)).content.decode()
    assert CorrectionPlace.objects.count() == 0


@pytest.mark.parametrize("severity", ["clarification", "safety"])
def test_nobody_approves_their_own(edition, instructor, severity):
    with pytest.raises(correcting.OwnWork):
        correcting.publish(written(edition, instructor, severity), by=instructor)


def test_the_database_refuses_it_as_well(edition, instructor):
    """The planted fault: code that forgets to ask."""
    correction = written(edition, instructor)

    with pytest.raises(IntegrityError), transaction.atomic():
        Correction.objects.filter(pk=correction.pk).update(
            approved_by=instructor, published_at=timezone.now()
        )


def test_a_typing_mistake_needs_no_second_person(edition, instructor):
    correcting.publish(written(edition, instructor, "typo"), by=instructor)

    assert CorrectionPlace.objects.count() == 1


def test_an_instructor_of_another_course_can_neither_write_nor_publish(edition, instructor):
    stranger = person_with(Role.INSTRUCTOR, scope="course:00000000-0000-0000-0000-000000000000")

    with pytest.raises(PermissionDenied):
        written(edition, stranger)
    with pytest.raises(PermissionDenied):
        correcting.publish(written(edition, instructor), by=stranger)


def test_it_is_decided_once(edition, instructor, colleague):
    correction = published(edition, instructor, colleague)

    with pytest.raises(correcting.Settled):
        correcting.publish(correction, by=colleague)
    with pytest.raises(correcting.Settled):
        correcting.set_aside(correction, by=colleague, reason="Late.")
    assert list(
        AuditEvent.objects.filter(object_label="courses.Correction").values_list("action", flat=True)
    ) == [
        "correction written",
        "correction published",
    ]


def test_what_no_edition_says_cannot_be_corrected(edition, instructor):
    with pytest.raises(correcting.NotTaught):
        written(edition, instructor, old="Nobody was taught this.")


def test_only_editions_that_say_the_old_text_are_marked(pages, edition, instructor, colleague):
    lesson_page = pages.lessons[0]
    lesson_page.refresh_from_db()
    body = lesson_page.body
    for block in body:
        if block.block_type == "claim":
            block.value["statement"] = "Newly worded."
    publish(lesson_page)
    newer = release(pages.course, by=None)

    published(edition, instructor, colleague, old=claim(pages.reference)[1]["statement"])

    assert newer.number == "2.0"
    assert [place.step.edition.number for place in CorrectionPlace.objects.all()] == ["1.0"]


def test_a_question_is_corrected_for_those_who_completed_and_for_nobody_before(
    client, edition, instructor, colleague
):
    item = next(step for step in edition.steps.all() if step.kind == "quiz").items.first()
    said = {"kind": "question", "item": item.uuid, "version": item.version, "old": "The stem?"}
    published(edition, instructor, colleague, **said)
    enrolment = enrolled(edition)
    client.force_login(enrolment.learner)
    address = f"/learn/{edition.course.code}/"
    before = client.get(address).content.decode()

    finish(enrolment, *edition.steps.values_list("slug", flat=True))

    assert "It is not so." not in before
    assert "It is not so." in client.get(address).content.decode()
    assert "It is not so." not in client.get(lesson(edition)).content.decode()
    assert "It is not so." not in client.get(f"/evidence/{edition.course.code}/").content.decode()


def test_the_second_correction_shows_at_once_below_the_first(client, edition, instructor, colleague):
    client.force_login(enrolled(edition).learner)
    second, first = written(edition, instructor, new="Second."), written(edition, instructor, new="First.")

    pages = []
    for correction in (first, second):
        correcting.publish(correction, by=colleague)
        pages.append(client.get(lesson(edition)).content.decode())

    assert ("Second." in pages[0], "First." in pages[0]) == (False, True)
    assert pages[1].index("First.") < pages[1].index("Second.")


def test_what_a_correction_says_is_text_and_never_markup(client, edition, instructor, colleague):
    published(edition, instructor, colleague, new="<script>alert(1)</script>", reason="<img src=x onerror=y>")
    client.force_login(enrolled(edition).learner)

    for address in (lesson(edition), f"/evidence/{edition.course.code}/"):
        page = client.get(address).content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page


@pytest.mark.parametrize("count", [0, 1, 3])
def test_a_reader_costs_at_most_four_statements(
    client, edition, instructor, colleague, count, django_assert_max_num_queries
):
    """With corrections, a note and a question, and nothing kept in memory yet."""
    enrolment = enrolled(edition)
    step = edition.steps.get(position=1)
    block = step.body["blocks"][0]["id"]
    for number in range(count):
        published(edition, instructor, colleague, new=f"Right {number}.")
        same = UserFactory().public_id
        asking.ask(enrolment, step, block=block, excerpt="", text="Why?", client_id=same)
        studying.write_note(
            enrolment.learner, enrolment.course_id, step.key, block=block, text="Mine.", client_id=same
        )
    client.force_login(enrolment.learner)

    address = lesson(edition)
    with django_assert_max_num_queries(4):
        page = client.get(address).content.decode()
    assert page.count("correction-beside") == count


@pytest.mark.postgres
def test_the_reader_shows_it_on_postgresql(client, edition, instructor, colleague):
    client.force_login(enrolled(edition).learner)
    before = client.get(lesson(edition)).content.decode()
    published(edition, instructor, colleague)

    after = client.get(lesson(edition)).content.decode()

    assert ("correction-beside" in before, after.count("correction-beside")) == (False, 1)
