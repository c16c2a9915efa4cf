"""A reviewer from outside: invited by mail, reads, comments, decides; their approval counts for a release."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Role
from courses import outside, outside_telling, releasing, vouching
from courses.canonical import sha256
from courses.models import OutsideInvitation, OutsideVerdict, PageReview
from courses.views import outside as views
from tests.factories.accounts import UserFactory, person_with
from tests.factories.courses import recording, video
from tests.factories.released import course_pages

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_counted():
    cache.clear()


@pytest.fixture
def pages():
    return course_pages(2, title="Pressure")


@pytest.fixture
def author(pages):
    return person_with(
        Role.INSTRUCTOR, scope=f"course:{pages.course.course.public_id}", email="ines@gmail.com"
    )


def rewritten(pages, author, words="Flow was measured again."):
    """A draft that nobody has approved yet."""
    lesson = pages.lessons[0].specific_class.objects.get(pk=pages.lessons[0].pk)
    lesson.body[0].value["text"] = words
    lesson.save_revision(user=author)
    return lesson


def invited(pages, author, email="olga@example.com", name="Olga Outside") -> OutsideInvitation:
    return outside.invite(pages.course, by=author, email=email, name=name)


def link(invitation) -> str:
    return f"/outside/{outside.token_of(invitation)}/"


def verdict(client, invitation, **said):
    page = client.get(link(invitation)).content.decode()
    seen = re.search(r'name="seen" value="(\w+)"', page)[1]
    values = {"approved": "yes", "name": "Olga Outside", "qualifications": "LMT, Texas", "seen": seen}
    return client.post(link(invitation), values | said)


def test_the_mail_holds_a_link_that_the_database_does_not(pages, author):
    invitation = invited(pages, author)

    assert (outside.mail_outside(), outside.mail_outside()) == (1, 0)

    [message] = mail.outbox
    [token] = re.findall(r"/outside/([^/]+)/", message.body)
    assert message.to == ["olga@example.com"]
    assert outside.opened_by(token) == invitation
    row = OutsideInvitation.objects.filter(pk=invitation.pk).values().get()
    assert all(token not in str(value) for value in row.values())


def test_she_reads_the_draft_as_learners_will_and_nothing_else(client, pages, author):
    rewritten(pages, author)
    invitation = invited(pages, author)

    course = client.get(link(invitation))
    lesson = client.get(f"{link(invitation)}{pages.lessons[0].pk}/")

    assert "Pressure" in course.content.decode()
    assert "Flow was measured again." in lesson.content.decode()
    for answer in (course, lesson):
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert "noindex" in answer.headers["X-Robots-Tag"]
    assert client.get(f"{link(invitation)}{pages.course.get_parent().pk}/").status_code == 404
    assert client.get(f"/cms/pages/{pages.lessons[0].pk}/edit/").status_code == 302


def test_her_approval_publishes_what_she_read_and_lets_it_be_released(client, pages, author):
    rewritten(pages, author).get_latest_revision().publish()
    assert releasing.problems(pages.course) != []
    invitation = invited(pages, author)

    verdict(client, invitation)

    signed = OutsideVerdict.objects.get()
    assert (signed.approved, signed.name, signed.qualifications) == (True, "Olga Outside", "LMT, Texas")
    assert releasing.problems(pages.course) == []
    assert PageReview.objects.filter(outside=signed, source="outside").exists()
    edition = releasing.release(pages.course, by=None)
    assert "Flow was measured again." in edition.steps.get(position=1).html


def test_without_the_approval_the_release_is_refused(client, pages, author):
    """The planted fault: a verdict that is recorded and vouches for nothing."""
    rewritten(pages, author).get_latest_revision().publish()
    invitation = invited(pages, author)

    verdict(client, invitation, approved="no")

    assert any("approved by nobody" in problem for problem in releasing.problems(pages.course))


def test_a_draft_that_was_never_published_is_published_by_the_approval(client, pages, author):
    lesson = rewritten(pages, author)

    verdict(client, invited(pages, author))

    lesson.refresh_from_db()
    assert lesson.body[0].value["text"] == "Flow was measured again."
    assert vouching.unapproved([lesson]) == []


def test_words_that_bypassed_the_drafts_are_not_vouched_for(client, pages, author):
    """She reads the draft. What a script put into the published page meanwhile is neither read nor approved."""
    lesson = rewritten(pages, author)
    lesson.get_latest_revision().publish()
    lesson.refresh_from_db()
    lesson.body[0].value["text"] = "Slipped in."
    lesson.save(clean=False)

    verdict(client, invited(pages, author))

    lesson.refresh_from_db()
    assert lesson.body[0].value["text"] == "Flow was measured again."


def test_what_changes_while_she_reads_is_not_approved(client, pages, author):
    invitation = invited(pages, author)
    seen = sha256(outside.content_of(outside.drafts(pages.course)))
    rewritten(pages, author)

    answer = verdict(client, invitation, seen=seen)

    assert "It was changed while you read." in answer.content.decode()
    assert not OutsideVerdict.objects.exists()


def test_what_is_written_after_the_approval_is_unreviewed_again(client, pages, author):
    invitation = invited(pages, author)
    verdict(client, invitation)
    rewritten(pages, author, "Something else.").get_latest_revision().publish()

    assert any("approved by nobody" in problem for problem in releasing.problems(pages.course))
    assert "Changed since you approved" in client.get(link(invitation)).content.decode()


@pytest.mark.parametrize(
    "address", ["ines@gmail.com", "INES@gmail.com", "i.nes@googlemail.com", "ines+review@gmail.com"]
)
def test_nobody_invites_themselves(pages, author, address):
    with pytest.raises(outside.Insider):
        invited(pages, author, email=address)


def test_nobody_who_wrote_a_page_is_from_outside(pages, author):
    writer = UserFactory(email="ghost@example.com")
    pages.lessons[1].save_revision(user=writer)

    with pytest.raises(outside.Insider):
        invited(pages, author, email="ghost@example.com")


def test_who_writes_after_the_invitation_decides_nothing(client, pages, author):
    invitation = invited(pages, author)
    pages.lessons[1].save_revision(user=UserFactory(email=invitation.email))

    answer = verdict(client, invitation)

    assert "somebody who writes the course" in answer.content.decode()
    assert not OutsideVerdict.objects.exists()


def test_who_does_not_teach_the_course_invites_nobody(pages):
    with pytest.raises(PermissionDenied):
        invited(pages, person_with(Role.INSTRUCTOR, scope="course:other"))


def test_a_link_that_is_forged_withdrawn_or_over_opens_nothing(client, pages, author):
    invitation = invited(pages, author)
    address = link(invitation)
    forged = f"{address[:-2]}{'A' if address[-2] != 'A' else 'B'}/"
    assert (client.get(address).status_code, client.get(forged).status_code) == (200, 404)

    outside.withdraw(invitation, by=author)
    closed = client.get(address)
    assert (closed.status_code, closed.headers["Cache-Control"]) == (410, "private, no-store")
    assert "ask them for a new link" in closed.content.decode()
    assert "Pressure" not in closed.content.decode()
    assert client.post(address, {"approved": "yes"}).status_code == 410

    later = invited(pages, author)
    OutsideInvitation.objects.filter(pk=later.pk).update(
        invited_at=timezone.now() - timedelta(days=40), expires_at=timezone.now() - timedelta(days=1)
    )
    assert client.get(link(later)).status_code == 410
    assert outside.mail_outside() == 0


def test_no_verdict_gets_past_a_withdrawal(pages, author):
    """The page was opened, then the link was closed, then she pressed the button."""
    invitation = invited(pages, author)
    seen = sha256(outside.content_of(outside.drafts(pages.course)))
    outside.withdraw(OutsideInvitation.objects.get(), by=author)

    with pytest.raises(outside.Closed):
        outside.decide(invitation, approved=True, name="Olga", qualifications="LMT", words="", seen=seen)
    with pytest.raises(outside.Closed):
        outside.comment(invitation, pages.lessons[0], text="More.")
    assert not OutsideVerdict.objects.exists()


def test_a_part_that_was_taken_out_for_good_is_neither_shown_nor_published_again(client, pages, author):
    lesson = rewritten(pages, author)
    lesson.unpublish(set_expired=True)

    page = client.get(link(invited(pages, author))).content.decode()
    verdict(client, OutsideInvitation.objects.get())

    lesson.refresh_from_db()
    assert f"/{lesson.pk}/" not in page
    assert not lesson.live


def test_a_second_open_link_to_one_address_is_refused(pages, author):
    first = invited(pages, author)
    with pytest.raises(outside.Invited):
        invited(pages, author)
    with pytest.raises(IntegrityError), transaction.atomic():
        OutsideInvitation.objects.create(
            course=first.course,
            email=first.email,
            name="Twice",
            token_sha256="0" * 64,
            invited_by=author,
            expires_at=timezone.now() + timedelta(days=1),
        )


def test_a_comment_reaches_the_author_with_a_link_to_its_block(client, pages, author):
    invitation = invited(pages, author)
    block = pages.lessons[0].body[0].id
    address = f"{link(invitation)}{pages.lessons[0].pk}/"

    client.post(address, {"block": block, "text": "In whom? <script>alert(1)</script>"})

    assert "In whom?" in client.get(address).content.decode()
    client.force_login(author)
    page = client.get(f"/cms/courses/{pages.course.pk}/outside/").content.decode()
    assert f'href="/cms/pages/{pages.lessons[0].pk}/edit/#block-{block}-section"' in page
    assert "<script>alert" not in page


def test_comments_and_looks_have_a_limit(client, pages, author, monkeypatch):
    invitation = invited(pages, author)
    address = f"{link(invitation)}{pages.lessons[0].pk}/"
    monkeypatch.setattr(outside, "MOST_COMMENTS", 1)

    answers = [client.post(address, {"text": "More."}).status_code for _ in range(2)]
    monkeypatch.setattr(views, "MOST_LOOKS", 2)

    assert answers == [302, 400]
    assert client.get(address).status_code == 429


def test_approving_twice_is_one_approval(client, pages, author):
    invitation = invited(pages, author)
    seen = sha256(outside.content_of(outside.drafts(pages.course)))
    said = {"approved": True, "name": "Olga", "qualifications": "LMT", "words": "", "seen": seen}

    first, second = outside.decide(invitation, **said), outside.decide(invitation, **said)

    assert first == second


@pytest.mark.parametrize(
    ("approved", "subject"),
    [(True, "Olga approved “Pressure”"), (False, "Olga asks for changes to “Pressure”")],
)
def test_the_author_is_told_of_a_verdict_once(
    pages, author, approved, subject, django_capture_on_commit_callbacks
):
    pages.course.title = "Pressure"
    pages.course.save()
    invitation = outside.invite(pages.course, by=author, email="olga@example.com", name="Olga")
    seen = sha256(outside.content_of(outside.drafts(pages.course)))
    said = {"name": "Olga", "qualifications": "LMT", "words": "In whom?", "seen": seen}
    mail.outbox.clear()

    with django_capture_on_commit_callbacks(execute=True):
        verdict = outside.decide(invitation, approved=approved, **said)
        outside_telling.tell(verdict)

    [sent] = mail.outbox
    assert (sent.to, sent.subject) == ([author.email], subject)
    assert "In whom?" in sent.body
    assert f"/cms/courses/{pages.course.pk}/outside/" in sent.body


def test_a_verdict_is_signed(client, pages, author):
    answer = verdict(client, invited(pages, author), qualifications="")

    assert answer.status_code == 400
    assert not OutsideVerdict.objects.exists()


def test_the_author_invites_and_closes_the_link_in_the_cms(client, pages, author):
    client.force_login(author)
    address = f"/cms/courses/{pages.course.pk}/outside/"

    own = client.post(address, {"name": "Me", "email": "ines@gmail.com"}).content.decode()
    client.post(address, {"name": "Olga", "email": "olga@example.com"})
    invitation = OutsideInvitation.objects.get()
    client.post(address, {"withdraw": invitation.pk})

    invitation.refresh_from_db()
    assert "belongs to somebody who writes this course" in own
    assert invitation.withdrawn_at is not None


@pytest.mark.parametrize("count", [1, 3])
def test_the_reviewers_page_costs_the_same_for_any_number_of_comments(
    client, pages, author, count, django_assert_max_num_queries
):
    invitation = invited(pages, author)
    for _ in range(count):
        outside.comment(invitation, pages.lessons[0], text="More.")
    client.get(link(invitation))

    with django_assert_max_num_queries(60) as found:
        client.get(link(invitation))
    about = [query for query in found.captured_queries if 'FROM "courses_outsidecomment"' in query["sql"]]
    assert len(about) == 1


def test_the_page_of_a_test_leads_to_its_questions_and_shows_none(client, pages, author):
    address = link(invited(pages, author))

    page = client.get(f"{address}{pages.quiz.pk}/").content.decode()

    assert f'<a href="{address}questions/">' in page
    assert "Stem of" not in page


def test_she_plays_the_recordings_of_the_drafts_and_no_other(client, pages, author, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    lesson = rewritten(pages, author)
    lesson.body.append(video(recording()))
    lesson.save_revision(user=author)
    address = link(invited(pages, author))

    page = client.get(f"{address}{lesson.pk}/").content.decode()
    [film] = re.findall(r'<source src="([^"]+)"', page)
    part = client.get(film, headers={"Range": "bytes=4-7"})

    assert (part.status_code, b"".join(part.streaming_content)) == (206, b"ftyp")
    assert (
        client.get(f"{address}{pages.lessons[1].pk}/{film.rstrip('/').rpartition('/')[2]}/").status_code
        == 404
    )
    assert client.get(f"{address}{lesson.pk}/{'0' * 64}/").status_code == 404
    assert client.get(film.replace("/outside/", "/outside/x")).status_code == 404
