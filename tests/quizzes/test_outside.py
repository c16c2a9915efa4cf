"""A reviewer from outside judges questions: what they approve may be asked, and only what they have read."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import AuditEvent, Role
from courses import outside as links
from courses import releasing
from courses.models import OutsideInvitation
from quizzes import authoring, outside
from quizzes.models import OutsideQuestionComment, OutsideQuestionVerdict, Question, QuestionVersion
from tests.factories.accounts import UserFactory, person_with
from tests.factories.courses import ObjectiveFactory
from tests.factories.kinds import MAKERS, single
from tests.factories.quizzes import QuestionFactory, approved
from tests.factories.released import course_pages

pytestmark = pytest.mark.django_db
SIGNED = {"name": "Olga Outside", "qualifications": "LMT, Texas"}


@pytest.fixture(autouse=True)
def _nothing_counted():
    cache.clear()


@pytest.fixture
def pages():
    return course_pages(2, title="Pressure")


@pytest.fixture
def author(pages):
    scope = f"course:{pages.course.course.public_id}"
    return person_with(Role.INSTRUCTOR, scope=scope, email="ines@example.com")


@pytest.fixture
def invitation(pages, author) -> OutsideInvitation:
    return links.invite(pages.course, by=author, email="olga@example.com", name="Olga Outside")


def written(pages, author, name="fresh", kind="single", **fields) -> QuestionVersion:
    """A question of the first pool that nobody has approved."""
    pool = pages.quiz.pools.first()
    question = QuestionFactory(bank=pool.bank, objective=pool.objective, key=name, **fields)
    return authoring.write_version(question, MAKERS[kind](name), kind=kind, by=author)


def rewritten(version, author, name="other words") -> QuestionVersion:
    return authoring.write_version(version.question, single(name), kind="single", by=author, change="typo")


def judged(invitation, version, **said):
    seen = {version.question.public_id: said.pop("seen", None) or outside.digest(version)}
    return outside.judge(invitation, seen, **({"approved": True} | SIGNED | said))


def link(invitation, question=None) -> str:
    base = f"/outside/{links.token_of(invitation)}/questions/"
    return f"{base}{question.public_id}/" if question else base


def boxes(client, invitation) -> dict[str, str]:
    """What the one form of the page would send, as it stands."""
    page = client.get(link(invitation)).content.decode()
    form = re.search(r'<form[^>]* id="judging".*?</form>', page, re.DOTALL)[0]
    hidden = re.findall(r'type="hidden" name="([\w-]+)" value="(\w*)"', form)
    typed = re.findall(r'<textarea name="([\w-]+)".*?>\s*(.*?)</textarea>', form, re.DOTALL)
    return dict(hidden) | dict(typed)


def sent(client, invitation, version, say="approve", words="", **said):
    """What the buttons below a question send, as the page has it."""
    fields = boxes(client, invitation) | {f"words-{version.question_id}": words}
    return client.post(link(invitation, version.question), fields | {"say": say, **SIGNED} | said)


def test_her_approval_counts_as_a_reviewers(client, pages, author, invitation):
    version = written(pages, author)
    pool = pages.quiz.pools.first()
    pool.draw = 2
    pool.save()
    assert "and 1 are approved" in " ".join(releasing.problems(pages.course))

    answer = sent(client, invitation, version, words="Well put.")

    version.refresh_from_db()
    signed = OutsideQuestionVerdict.objects.get()
    assert answer.status_code == 302
    assert (version.status, version.approved_outside, version.approved_by) == ("approved", signed, None)
    assert (signed.name, signed.words, signed.sha256) == (
        "Olga Outside",
        "Well put.",
        outside.digest(version),
    )
    assert AuditEvent.objects.filter(action="outside review of a question").count() == 1
    assert "are approved" not in " ".join(releasing.problems(pages.course))
    assert version in pool.versions()


def test_without_the_approval_it_is_not_drawn(client, pages, author, invitation):
    """The planted fault: a verdict that is recorded and approves nothing."""
    version = written(pages, author)

    sent(client, invitation, version, say="changes", words="Two choices are right.")

    version.refresh_from_db()
    assert version.status == "draft"
    assert version not in pages.quiz.pools.first().versions()
    assert not OutsideQuestionVerdict.objects.get().approved


def test_what_was_rewritten_meanwhile_is_not_approved_and_she_reads_what_changed(
    client, pages, author, invitation
):
    version = written(pages, author)
    read = boxes(client, invitation) | {f"words-{version.question_id}": "Fine so."}
    later = rewritten(version, author, "other words")

    answer = client.post(link(invitation, version.question), read | SIGNED | {"say": "approve"})

    text = answer.content.decode()
    assert answer.status_code == 409
    assert "It was changed while you read" in text
    assert "<del>Stem of fresh?</del>" in text
    assert "<ins>Stem of other words?</ins>" in text
    assert "Fine so." in text
    assert outside.digest(later) in text
    assert not OutsideQuestionVerdict.objects.exists()
    assert not QuestionVersion.objects.filter(question=version.question, status="approved").exists()


@pytest.mark.parametrize(
    "change", [{"must_pass": True}, {"answered_in": "elsewhere"}, {"objective": "another"}]
)
def test_what_it_tests_is_part_of_what_she_read(pages, author, invitation, change):
    version = written(pages, author)
    seen = outside.digest(version)
    if "objective" in change:
        change = {"objective": ObjectiveFactory(course=pages.course.course)}
    Question.objects.filter(pk=version.question_id).update(**change)

    with pytest.raises(outside.Changed):
        judged(invitation, version, seen=seen)
    assert not OutsideQuestionVerdict.objects.exists()


def test_who_wrote_a_version_cannot_approve_it_by_a_link(pages, invitation):
    """Whoever wrote it may have left the house: the mailbox is theirs still."""
    ghost = UserFactory(email="o.lga@example.com")
    OutsideInvitation.objects.filter(pk=invitation.pk).update(email="O.lga+review@example.com")
    version = written(pages, ghost)

    with pytest.raises(links.Insider):
        judged(invitation, version)
    assert not OutsideQuestionVerdict.objects.exists()


def test_who_wrote_an_earlier_version_cannot_approve_the_next(client, pages, author, invitation):
    version = written(pages, UserFactory(email=invitation.email))
    later = rewritten(version, author)

    answer = sent(client, invitation, later)

    assert "somebody who writes the course or one of these questions" in answer.content.decode()
    assert not OutsideQuestionVerdict.objects.exists()


def test_a_link_judges_the_questions_of_its_own_course_only(client, pages, author, invitation):
    other = course_pages(1, title="Another")
    version = written(other, UserFactory())

    assert client.get(link(invitation, version.question)).status_code == 404
    assert client.post(link(invitation, version.question), SIGNED | {"say": "approve"}).status_code == 404
    with pytest.raises(Question.DoesNotExist):
        judged(invitation, version)


def test_a_version_of_another_question_cannot_be_named(client, pages, author, invitation):
    version, other = written(pages, author), written(pages, author, "another")
    asked = version.question
    read = {f"version-{asked.pk}": other.pk, f"words-{asked.pk}": "Hm.", "say": "comment"}

    assert client.post(link(invitation, asked), read).status_code == 404
    assert not OutsideQuestionComment.objects.exists()


@pytest.mark.parametrize("end", ["withdrawn", "over"])
def test_a_closed_link_shows_no_key_and_keeps_no_verdict(client, pages, author, invitation, end):
    version = written(pages, author)
    seen = {version.question.public_id: outside.digest(version)}
    if end == "withdrawn":
        links.withdraw(invitation, by=author)
    else:
        ended = timezone.now() - timedelta(days=1)
        before = ended - timedelta(days=30)
        OutsideInvitation.objects.filter(pk=invitation.pk).update(invited_at=before, expires_at=ended)

    base = link(invitation)
    for address in (base, f"{base}all/", link(invitation, version.question)):
        answer = client.get(address)
        assert answer.status_code == 410
        assert "This link is closed" in answer.content.decode()
        assert "Stem of fresh" not in answer.content.decode()
    assert client.post(link(invitation, version.question), SIGNED | {"say": "approve"}).status_code == 410
    with pytest.raises(links.Closed):
        outside.judge(invitation, seen, approved=True, **SIGNED)
    with pytest.raises(links.Closed):
        outside.comment(invitation, version, text="Still here.")


def test_a_forged_link_shows_nothing(client, pages, author, invitation):
    version = written(pages, author)
    forged = link(invitation)[:-12] + "A" + link(invitation)[-11:]

    answer = client.get(forged)

    assert answer.status_code == 404
    assert "Stem of fresh" not in answer.content.decode()
    assert client.get(f"{forged}{version.question.public_id}/").status_code == 404


def test_what_was_decided_is_not_decided_again(client, pages, author, invitation):
    version = written(pages, author)
    judged(invitation, version)

    with pytest.raises(outside.Settled):
        judged(invitation, version)
    answer = sent(client, invitation, version)
    assert answer.status_code == 302
    assert OutsideQuestionVerdict.objects.count() == 1


def test_asking_for_the_same_changes_twice_is_asking_once(pages, author, invitation):
    version = written(pages, author)

    first, second = (judged(invitation, version, approved=False, words="Shorter.") for _ in range(2))

    assert first == second


def test_a_void_question_is_not_approved(pages, author, invitation):
    version = approved(written(pages, author).question)
    authoring.void(version, by=None, reason="wrong")

    with pytest.raises(outside.Settled):
        judged(invitation, version)


@pytest.mark.parametrize(
    ("say", "said"),
    [("approve", {"qualifications": ""}), ("changes", {"words": ""}), ("comment", {"words": " "})],
)
def test_what_is_missing_is_asked_for_and_nothing_is_kept(client, pages, author, invitation, say, said):
    version = written(pages, author)

    answer = sent(client, invitation, version, say=say, **said)

    assert answer.status_code == 400
    assert 'aria-invalid="true"' in answer.content.decode()
    assert not OutsideQuestionVerdict.objects.exists()
    assert not OutsideQuestionComment.objects.exists()


def test_an_unknown_button_does_nothing(client, pages, author, invitation):
    answer = sent(client, invitation, written(pages, author), say="publish")

    assert answer.status_code == 400
    assert not OutsideQuestionVerdict.objects.exists()


def test_a_comment_needs_no_signature_and_leaves_it_waiting(client, pages, author, invitation):
    version = written(pages, author)

    answer = sent(client, invitation, version, say="comment", words="In whom?", name="", qualifications="")

    assert answer.url.endswith(f"#question-{version.question_id}")
    assert OutsideQuestionComment.objects.get().text == "In whom?"
    assert "In whom?" in client.get(link(invitation)).content.decode()
    version.refresh_from_db()
    assert version.status == "draft"


def test_one_link_says_no_more_than_it_may(client, pages, author, invitation, monkeypatch):
    version = written(pages, author)
    monkeypatch.setattr(outside, "MOST_SAID", 1)
    outside.comment(invitation, version, text="One.")

    assert sent(client, invitation, version).status_code == 400
    assert sent(client, invitation, version, say="comment", words="Two.").status_code == 400


def test_the_database_keeps_one_approver_of_a_version(pages, author, invitation):
    version = written(pages, author)
    judged(invitation, version)
    own = {"invitation": invitation, "version": version, "sha256": "0" * 64, **SIGNED}

    with pytest.raises(IntegrityError), transaction.atomic():
        QuestionVersion.objects.filter(pk=version.pk).update(approved_by=UserFactory())
    with pytest.raises(IntegrityError), transaction.atomic():
        OutsideQuestionVerdict.objects.create(approved=True, **own)
    with pytest.raises(IntegrityError), transaction.atomic():
        OutsideQuestionVerdict.objects.create(approved=False, words="", **own)
    with pytest.raises(IntegrityError), transaction.atomic():
        OutsideQuestionVerdict.objects.create(approved=False, words="No.", **(own | {"qualifications": ""}))


def all_left(client, invitation) -> dict:
    page = client.get(f"{link(invitation)}all/").content.decode()
    return {"seen": re.findall(r'name="seen" value="([^"]+)"', page), **SIGNED, "agreed": "on"}


def test_all_that_are_left_are_approved_behind_a_confirmation(client, pages, author, invitation):
    first, second, third = (written(pages, author, name) for name in ("one", "two", "three"))
    judged(invitation, first, approved=False, words="Shorter.")
    said = all_left(client, invitation)
    unticked = client.post(f"{link(invitation)}all/", {k: v for k, v in said.items() if k != "agreed"})

    client.post(f"{link(invitation)}all/", said)

    assert unticked.status_code == 400
    approvals = OutsideQuestionVerdict.objects.filter(approved=True)
    assert {each.version for each in approvals} == {second, third}
    assert {each.words[:40] for each in approvals} == {"I have read each of these 2 questions as"}
    first.refresh_from_db()
    assert first.status == "draft"


def test_one_that_was_rewritten_stops_them_all_and_is_named(client, pages, author, invitation):
    one, two = written(pages, author, "one"), written(pages, author, "two")
    said = all_left(client, invitation)
    rewritten(two, author)

    answer = client.post(f"{link(invitation)}all/", said)

    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Nothing was approved" in text
    assert re.search(r"other words\?</a> <strong>Changed just now", text)
    assert '<input type="checkbox" name="agreed" required id="id_agreed">' in text
    assert not QuestionVersion.objects.filter(pk__in=[one.pk, two.pk], status="approved").exists()


def test_what_was_written_after_the_list_is_left(client, pages, author, invitation):
    written(pages, author, "one")
    said = all_left(client, invitation)
    late = written(pages, author, "late")

    client.post(f"{link(invitation)}all/", said)

    late.refresh_from_db()
    assert late.status == "draft"
    assert OutsideQuestionVerdict.objects.count() == 1


def test_with_nothing_left_there_is_nothing_to_attest(client, pages, invitation):
    assert client.get(f"{link(invitation)}all/").url == link(invitation)
    assert client.post(f"{link(invitation)}all/", {"seen": "nonsense"}).status_code == 404


def test_the_author_hears_of_judged_questions_once_a_day(
    pages, author, invitation, django_capture_on_commit_callbacks
):
    first, second = written(pages, author), written(pages, author, name="second")
    mail.outbox.clear()

    with django_capture_on_commit_callbacks(execute=True):
        judged(invitation, first, approved=True)
        judged(invitation, second, approved=False, words="Which artery?")

    [sent] = mail.outbox
    assert (sent.to, sent.subject) == (
        ["ines@example.com"],
        "Olga Outside is judging the questions of “Pressure”",
    )
    assert f"/cms/courses/{pages.course.pk}/outside/" in sent.body
