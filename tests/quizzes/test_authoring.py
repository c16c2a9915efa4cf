import pytest
from django.db import transaction

from accounts.models import AuditEvent
from quizzes import authoring, kinds
from quizzes.models import QuestionVersion, TextIsFrozen
from tests.factories.accounts import UserFactory
from tests.factories.kinds import multiple, single
from tests.factories.quizzes import QuestionFactory, approved

pytestmark = pytest.mark.django_db


def write(question, payload=None, by=None, **fields):
    return authoring.write_version(question, payload or single(), kind="single", by=by, **fields)


def test_a_version_is_written_as_a_numbered_draft():
    author = UserFactory()

    version = write(QuestionFactory(), by=author, references=["hinds2004"])

    assert (version.number, version.status, version.written_by) == (1, "draft", author)
    assert version.references == ["hinds2004"]
    assert version.sha256 == authoring.content_sha256("single", single(), ["hinds2004"])


def test_other_words_are_the_next_version_and_leave_the_first():
    question = QuestionFactory()
    first = write(question, single("one"))

    second = write(question, single("two"), change="clarification")

    assert [(v.number, v.payload["stem"]) for v in question.versions.all()] == [
        (1, "Stem of one?"),
        (2, "Stem of two?"),
    ]
    assert (second.change, first.change) == ("clarification", "new")


def test_the_same_words_again_are_the_same_version():
    question = QuestionFactory()

    assert write(question) == write(question)
    assert AuditEvent.objects.filter(action="question.written").count() == 1


def test_a_broken_question_is_not_written():
    question = QuestionFactory()

    with pytest.raises(ValueError, match="at least two options"):
        write(question, {"stem": "Only a stem?", "options": []})

    assert question.versions.count() == 0


def test_an_unknown_kind_is_not_written():
    with pytest.raises(kinds.UnknownKind):
        authoring.write_version(QuestionFactory(), single(), kind="essay", by=None)


def test_nobody_approves_their_own_version():
    author = UserFactory()
    version = write(QuestionFactory(), by=author)

    with pytest.raises(authoring.OwnWork):
        authoring.approve(version, by=author)

    version.refresh_from_db()
    assert version.status == "draft"


def test_an_approval_says_who_and_when():
    reviewer = UserFactory()
    version = write(QuestionFactory(), by=UserFactory())

    authoring.approve(version, by=reviewer)

    assert (version.status, version.approved_by) == ("approved", reviewer)
    assert version.approved_at is not None
    assert AuditEvent.objects.get(action="question.approved").actor == reviewer


def test_approving_twice_keeps_the_first_approval():
    version = approved()
    when = version.approved_at

    authoring.approve(version, by=UserFactory())

    assert (version.approved_at, version.approved_by) == (when, None)
    assert AuditEvent.objects.filter(action="question.approved").count() == 1


def test_a_void_version_is_never_approved_again():
    version = authoring.void(approved(), by=None, reason="Two options are right.")

    with pytest.raises(authoring.WrongStatus):
        authoring.approve(version, by=None)

    assert AuditEvent.objects.get(action="question.voided").reason == "Two options are right."


def test_a_draft_is_not_retired():
    with pytest.raises(authoring.WrongStatus):
        authoring.retire(write(QuestionFactory()), by=None, reason="Old.")


@pytest.mark.parametrize("name", sorted(QuestionVersion.objects.all().FROZEN))
def test_what_a_version_says_is_never_updated(name):
    version = approved()

    with pytest.raises(TextIsFrozen):
        QuestionVersion.objects.filter(pk=version.pk).update(**{name: getattr(version, name)})


def test_what_a_version_says_is_never_updated_in_bulk():
    version = approved()
    version.payload = multiple()

    with pytest.raises(TextIsFrozen), transaction.atomic():
        QuestionVersion.objects.bulk_update([version], ["payload"])

    assert QuestionVersion.objects.get(pk=version.pk).payload["stem"] != multiple()["stem"]


def test_versions_are_not_deleted():
    version = approved()

    with pytest.raises(TextIsFrozen):
        version.question.versions.all().delete()

    assert QuestionVersion.objects.filter(pk=version.pk).exists()


def test_the_current_version_is_the_newest_approved_one():
    question = QuestionFactory()
    first = approved(question, single("one"))
    second = approved(question, single("two"))
    write(question, single("three"))

    assert list(QuestionVersion.objects.current()) == [second]

    authoring.void(second, by=None, reason="Wrong.")

    assert list(QuestionVersion.objects.current()) == [first]
