"""A correction is approved by a reviewer from outside, under the same guarantees as a course."""

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import AuditEvent, Role
from courses import correcting, outside, outside_corrections
from courses.models import Correction, OutsideCorrectionVerdict, OutsideInvitation
from courses.releasing import release
from tests.factories.accounts import person_with
from tests.factories.courses import enrolled, finish
from tests.factories.released import course_pages

pytestmark = pytest.mark.django_db
SIGNED = {
    "approved": "yes",
    "name": "Olga Outside",
    "qualifications": "LMT, Texas",
    "words": "I read the trial.",
}


@pytest.fixture(autouse=True)
def _nothing_counted():
    cache.clear()


@pytest.fixture
def pages():
    return course_pages(2, title="Pressure")


@pytest.fixture
def edition(pages):
    return release(pages.course, by=None)


@pytest.fixture
def author(pages):
    return person_with(Role.INSTRUCTOR, scope=f"course:{pages.course.course.public_id}")


@pytest.fixture
def correction(edition, author) -> Correction:
    one = correcting.taught(edition.course)[0]
    said = {"kind": "claim", "item": one.item, "old": one.text, "new": "It is not so.", "severity": "safety"}
    return correcting.propose(edition.course, by=author, **said)


@pytest.fixture
def invitation(pages, author) -> OutsideInvitation:
    return outside.invite(pages.course, by=author, email="olga@example.com", name="Olga Outside")


def link(invitation, correction=None) -> str:
    base = f"/outside/{outside.token_of(invitation)}/"
    return f"{base}corrections/{correction.pk}/" if correction else base


def test_her_approval_publishes_it_and_tells_who_completed_the_course(
    client, edition, correction, invitation, django_capture_on_commit_callbacks
):
    enrolment = enrolled(edition)
    finish(enrolment, *edition.steps.values_list("slug", flat=True))
    course, page = client.get(link(invitation)), client.get(link(invitation, correction))
    assert link(invitation, correction) in course.content.decode()
    assert "It is not so." in page.content.decode()
    assert "1 person has completed" in page.content.decode()
    assert page.headers["Cache-Control"] == "private, no-store"
    mail.outbox.clear()

    with django_capture_on_commit_callbacks(execute=True):
        client.post(link(invitation, correction), SIGNED)

    correction.refresh_from_db()
    signed = OutsideCorrectionVerdict.objects.get()
    assert (correction.approved_outside, correction.approved_by) == (signed, None)
    assert (signed.name, signed.qualifications, signed.invitation) == (
        "Olga Outside",
        "LMT, Texas",
        invitation,
    )
    assert correction.places.count() == 1
    assert [message.to for message in mail.outbox] == [[enrolment.learner.email]]
    assert AuditEvent.objects.filter(action="correction published", actor=None).exists()
    client.force_login(enrolment.learner)
    lesson = f"/learn/{edition.course.code}/{edition.steps.get(position=1).slug}/"
    assert "It is not so." in client.get(lesson).content.decode()


def test_what_she_does_not_approve_waits_on_and_the_author_reads_why(client, correction, invitation, author):
    refusal = SIGNED | {"approved": "no", "words": "Only in healthy legs."}
    silent = client.post(link(invitation, correction), refusal | {"words": ""})

    client.post(link(invitation, correction), refusal)

    correction.refresh_from_db()
    assert silent.status_code == 400
    assert correction.published_at is None
    client.force_login(author)
    page = client.get(f"/cms/corrections/{correction.pk}/").content.decode()
    assert "Only in healthy legs." in page
    assert "Ask somebody from outside" in page
    assert (
        "Only in healthy legs."
        in client.get(f"/cms/courses/{correction.course.pages.get().pk}/outside/").content.decode()
    )


def test_who_wrote_it_cannot_approve_it_by_a_link(correction, invitation, author):
    """An address that became the author's after the invitation went out."""
    OutsideInvitation.objects.filter(pk=invitation.pk).update(email=author.email)
    invitation.refresh_from_db()

    with pytest.raises(outside.Insider):
        outside_corrections.decide(invitation, correction, **(SIGNED | {"approved": True}))
    assert not OutsideCorrectionVerdict.objects.exists()


def test_a_link_decides_on_its_own_course_only(client, correction, author):
    other = course_pages(1, title="Another")
    inviter = person_with(Role.INSTRUCTOR, scope=f"course:{other.course.course.public_id}")
    invitation = outside.invite(other.course, by=inviter, email="olga@example.com", name="Olga")

    assert client.get(link(invitation, correction)).status_code == 404
    with pytest.raises(Correction.DoesNotExist):
        outside_corrections.decide(invitation, correction, **(SIGNED | {"approved": True}))


def test_what_was_decided_is_not_decided_again(client, correction, invitation):
    client.post(link(invitation, correction), SIGNED)

    assert client.post(link(invitation, correction), SIGNED).status_code == 404
    with pytest.raises(correcting.Settled):
        outside_corrections.decide(invitation, correction, **(SIGNED | {"approved": True}))
    assert OutsideCorrectionVerdict.objects.count() == 1


def test_a_closed_link_decides_nothing(client, correction, invitation, author):
    outside.withdraw(invitation, by=author)

    assert client.post(link(invitation, correction), SIGNED).status_code == 410
    correction.refresh_from_db()
    assert correction.published_at is None


def test_the_database_wants_exactly_one_approval(correction, author):
    """The planted fault: code that publishes and forgets whose yes it was."""
    with pytest.raises(IntegrityError), transaction.atomic():
        Correction.objects.filter(pk=correction.pk).update(published_at=timezone.now())
