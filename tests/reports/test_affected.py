"""Everything that was issued to somebody who was asked one version of a question."""

import pytest

from certificates.acting import ACTS, carry_out, preview
from certificates.causes import CAUSES
from certificates.issuing import issue
from certificates.verifying import look_up
from courses.models import Completion
from quizzes import authoring, sitting
from tests.factories.accounts import person_with
from tests.factories.certificates import a_key_in, manifest
from tests.factories.quizzes import answer_all, enrolled, quiz

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def keys(tmp_path, settings):
    settings.CREDENTIAL_KEYS = tmp_path / "keys"
    a_key_in(settings.CREDENTIAL_KEYS)


def completed(released):
    """A learner who passed and completed, with the certificate."""
    edition = released.edition
    edition.manifest = manifest()
    edition.save(update_fields=["manifest"])
    enrolment = enrolled(released)
    attempt = sitting.open_attempt(enrolment, released.step)
    answer_all(attempt, correct=attempt.items.count())
    sitting.submit(attempt)
    completion, _ = Completion.objects.get_or_create(
        enrolment=enrolment, defaults={"edition": edition, "completed_at": attempt.opened_at}
    )
    return issue(completion)


def test_all_that_were_asked_it_and_nobody_else():
    asked, other = quiz(questions=5, kinds=["single"]), quiz(questions=5, kinds=["single"])
    mine, theirs = completed(asked), completed(other)
    version = asked.versions[0]
    cause, registrar = CAUSES["question"], person_with("registrar")
    assert list(cause.things()) == []
    authoring.void(version, by=None, reason="two answers were right")

    assert [thing.pk for thing in cause.things()] == [version.pk]
    assert cause.label(cause.find(version.pk)).endswith("void")
    plan = preview(ACTS["revoke"], cause.touched(version), by=registrar)
    assert [row.certificate for row in plan.todo] == [mine]
    carry_out(
        plan,
        version,
        by=registrar,
        digest=plan.digest,
        public_reason="Issued in error",
        private_reason="two answers were right",
    )

    assert (look_up(mine.code).status, look_up(theirs.code).status) == ("revoked", "valid")
