"""Everyone who completed an affected edition is told of a correction, once, in a mail that fits how serious it is."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from uuid import uuid4

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone

from accounts import mailing
from accounts.models import Mail, Role
from courses import correcting, telling
from courses.models import Correction, CorrectionNotice, CorrectionPlace, CorrectionsOff
from courses.releasing import release
from tests.factories.accounts import UserFactory, person_with
from tests.factories.courses import an_edition, enrolled, finish, publish
from tests.factories.released import course_pages, released

pytestmark = pytest.mark.django_db
FIRST = datetime(2027, 1, 1, 0, 5, tzinfo=UTC)


@pytest.fixture
def edition():
    return released()


def completed(edition, learner=None):
    enrolment = enrolled(edition, learner)
    finish(enrolment, *edition.steps.values_list("slug", flat=True))
    return enrolment.learner


def published(edition, severity, new="It is not so.", at=None) -> Correction:
    scope = f"course:{edition.course.public_id}"
    author, colleague = (person_with(Role.INSTRUCTOR, scope=scope, second_factor=False) for _ in range(2))
    one = correcting.taught(edition.course)[0]
    said = {"kind": "claim", "item": one.item, "old": one.text, "new": new}
    written = correcting.propose(edition.course, by=author, severity=severity, **said)
    correction = correcting.publish(written, by=colleague)
    if at:
        Correction.objects.filter(pk=correction.pk).update(published_at=at)
        correction.refresh_from_db()
    return correction


def about(learner) -> list[str]:
    return [message.subject for message in mail.outbox if message.to == [learner.email]]


def test_safety_goes_out_at_once_and_begins_with_what_it_means(edition, django_capture_on_commit_callbacks):
    learner, other = completed(edition), enrolled(edition).learner
    mail.outbox.clear()

    with django_capture_on_commit_callbacks(execute=True):
        published(edition, "safety")

    assert about(learner) == ["A safety correction to The Science of Touch"]
    assert about(other) == []
    [message] = [each for each in mail.outbox if each.to == [learner.email]]
    assert message.body.startswith("Your credit and certificate stand. ")
    assert "It is not so." in message.body
    assert "#b-" in message.body
    assert "/learn/" in message.body


def test_a_clarification_waits_for_the_next_month_and_a_typo_is_mailed_to_nobody(edition):
    learner = completed(edition)
    first = published(edition, "clarification", "One.", at=FIRST - timedelta(days=3))
    published(edition, "clarification", "Two.", at=FIRST - timedelta(days=2))
    published(edition, "typo", "Three.", at=FIRST - timedelta(days=2))
    published(edition, "clarification", "Four.", at=FIRST + timedelta(minutes=1))
    mail.outbox.clear()

    before = telling.tell_of_clarifications(FIRST - timedelta(days=1))
    told = [telling.tell_of_clarifications(FIRST + timedelta(days=day)) for day in (0, 0, 1, 6)]

    assert (before, told) == (0, [1, 0, 0, 0])
    assert about(learner) == ["2 clarifications to courses that you completed"]
    body = mail.outbox[-1].body
    assert body.startswith("Your credit and certificates stand. ")
    assert ["One." in body, "Two." in body, "Three." in body, "Four." in body] == [True, True, False, False]
    assert first.notices.count() == 1


def test_the_next_digest_holds_only_what_is_new(edition):
    completed(edition)
    published(edition, "clarification", "One.", at=FIRST - timedelta(days=3))
    telling.tell_of_clarifications(FIRST)
    published(edition, "clarification", "Two.", at=FIRST + timedelta(days=3))

    telling.tell_of_clarifications(FIRST + timedelta(days=31))

    assert "One." not in mail.outbox[-1].body
    assert "Two." in mail.outbox[-1].body


def test_safety_cannot_be_muted_and_the_digest_can(client, edition):
    learner = completed(edition)
    token = telling.unsubscribe_address(learner).removesuffix("/").rpartition("/")[2]
    assert client.get(f"/corrections/stop/{token}/").status_code == 200
    assert not CorrectionsOff.objects.exists()
    client.post(f"/corrections/stop/{token}/")
    published(edition, "clarification", at=FIRST - timedelta(days=3))
    published(edition, "safety")
    mail.outbox.clear()

    telling.tell_of_safety()

    assert telling.tell_of_clarifications(FIRST) == 0
    assert CorrectionNotice.objects.get().correction.severity == "safety"
    assert Mail.objects.filter(kind=telling.DIGEST).count() == 0


def test_the_digest_can_be_stopped_by_the_mail_program_itself(edition):
    completed(edition)
    published(edition, "clarification", at=FIRST - timedelta(days=3))
    telling.tell_of_clarifications(FIRST)

    assert mail.outbox[-1].extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    safety = mailing.message_of(telling.SAFETY, "a@example.com", {})
    assert "List-Unsubscribe" not in safety.extra_headers


def test_who_read_the_old_text_and_completes_later_is_told_then(edition):
    late, fresh = enrolled(edition), enrolled(edition)
    slugs = list(edition.steps.values_list("slug", flat=True))
    finish(late, slugs[0], at=timezone.now() - timedelta(hours=1))
    correction = published(edition, "safety", at=timezone.now())
    after = timezone.now() + timedelta(minutes=1)
    assert telling.tell_of_safety() == 0

    for enrolment in (late, fresh):
        finish(enrolment, *slugs, at=after)
    telling.tell_of_safety()

    assert [notice.learner for notice in correction.notices.all()] == [late.learner]


def test_who_completed_an_edition_without_the_old_text_is_not_told():
    pages = course_pages(2)
    old = release(pages.course, by=None)
    lesson = pages.lessons[0]
    lesson.refresh_from_db()
    for block in lesson.body:
        if block.block_type == "claim":
            block.value["statement"] = "Newly worded."
    before = completed(old)
    publish(lesson)
    after = completed(release(pages.course, by=None))
    scope = f"course:{old.course.public_id}"
    author, colleague = (person_with(Role.INSTRUCTOR, scope=scope, second_factor=False) for _ in range(2))
    one = next(each for each in correcting.taught(old.course) if each.text != "Newly worded.")
    said = {"kind": "claim", "item": one.item, "old": one.text, "new": "No.", "severity": "safety"}
    correction = correcting.publish(correcting.propose(old.course, by=author, **said), by=colleague)

    telling.tell_of_safety()

    assert before != after
    assert [notice.learner for notice in correction.notices.all()] == [before]


def test_a_crash_between_promise_and_mail_tells_once(edition, monkeypatch):
    """The notice and the mail commit together: half of it is nothing."""
    learner = completed(edition)
    correction = published(edition, "safety")
    CorrectionNotice.objects.all().delete()
    Mail.objects.filter(kind=telling.SAFETY).delete()
    mail.outbox.clear()

    def crash(*args):
        raise RuntimeError("killed")

    with monkeypatch.context() as patch:
        patch.setattr(telling, "owe", crash)
        with pytest.raises(RuntimeError):
            telling.tell_of_safety()
    assert not CorrectionNotice.objects.exists()

    assert (telling.tell_of_safety(), telling.tell_of_safety()) == (1, 0)
    assert (correction.notices.count(), about(learner)) == (
        1,
        ["A safety correction to The Science of Touch"],
    )


def told_by_two(edition) -> int:
    """How many notices there are after several sweeps told the same people at the same moment."""
    correction = Correction.objects.get()
    people = list(telling.owed(correction))

    together = Barrier(4)

    def sweep():
        together.wait(5)
        try:
            return [telling.tell(correction, person) for person in people]
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        made = [each.result() for each in [pool.submit(sweep) for _ in range(4)]]
    return sum(sum(each) for each in made)


@pytest.fixture
def raced(transactional_db):
    edition = an_edition()  # without pages: this database has no root for them
    for _ in range(5):
        completed(edition)
    correction = Correction.objects.create(
        course=edition.course,
        kind="claim",
        item=uuid4(),
        severity="safety",
        old="So it is.",
        new="It is not so.",
        written_by=UserFactory(),
        approved_by=UserFactory(),
        published_at=timezone.now(),
    )
    CorrectionPlace.objects.create(correction=correction, step=edition.steps.first(), block="one")
    return edition


@pytest.mark.postgres
def test_sweeps_at_the_same_moment_tell_each_person_once(raced):
    assert told_by_two(raced) == 5
    assert CorrectionNotice.objects.count() == Mail.objects.filter(kind=telling.SAFETY).count() == 5


@pytest.mark.postgres
def test_without_the_constraint_some_are_told_twice(raced):
    """The planted fault."""
    drop = "ALTER TABLE courses_correctionnotice {} CONSTRAINT a_person_is_told_of_a_correction_once {}"
    with connection.cursor() as cursor:
        cursor.execute(drop.format("DROP", ""))
    try:
        assert told_by_two(raced) > 5
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM courses_correctionnotice")
            cursor.execute(drop.format("ADD", "UNIQUE (correction_id, learner_id)"))


@pytest.mark.parametrize("count", [1, 3])
def test_a_learners_corrections_cost_the_same_for_any_number(
    client, edition, count, django_assert_num_queries
):
    learner = completed(edition)
    for number in range(count):
        published(edition, "typo", f"Right {number}.")
    client.force_login(learner)
    client.get("/corrections/")

    with django_assert_num_queries(4):
        page = client.get("/corrections/").content.decode()
    assert page.count('class="correction"') == count


def test_a_learner_turns_the_digest_off_and_on(client, edition):
    client.force_login(completed(edition))

    client.post("/corrections/", {"wanted": "off"})
    off = CorrectionsOff.objects.count()
    client.post("/corrections/", {"wanted": "on"})

    assert (off, CorrectionsOff.objects.count()) == (1, 0)


@pytest.mark.parametrize("count", [1, 3])
def test_years_of_corrections_cost_a_sweep_one_query(edition, count, django_assert_num_queries):
    """Everybody was told, somebody wants no digest, and somebody reads the course for the first time."""
    muted = completed(edition)
    telling.turn_off(muted)
    completed(edition)
    enrolled(edition)
    for number in range(count):
        published(edition, "safety", f"Right {number}.")
        published(edition, "clarification", f"Clear {number}.", at=FIRST - timedelta(days=3))
    telling.tell_of_safety()
    telling.tell_of_clarifications(FIRST)

    with django_assert_num_queries(1):
        assert telling.tell_of_safety() == 0
    with django_assert_num_queries(1):
        assert telling.tell_of_clarifications(FIRST) == 0
