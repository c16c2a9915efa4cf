"""A completed course, down to the rows that a certificate is made from; and certificates."""

from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path

import factory
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from factory.django import DjangoModelFactory

from certificates import sealing
from certificates.credentials import credential
from certificates.facts import Issue, Taught, build
from certificates.issuing import issue
from certificates.models import Certificate
from certificates.signing import make_key, private_pem, write_secret
from courses.canonical import sha256
from courses.models import Approval, Attestation, Completion, Edition, Enrolment

from .accounts import UserFactory
from .courses import CourseFactory, EditionFactory

COMPLETED_AT = datetime(2026, 11, 22, 18, 4, 5, tzinfo=UTC)


def manifest(**changes) -> dict:
    return {
        "code": "science",
        "title": "The Science of Medical Massage",
        "mode": "home-study",
        "hours": "0.5",
        "instructors": [{"name": "Ines Ibarra", "credentials": "LMT", "biography": ""}],
        "objectives": [
            {
                "uuid": "",
                "number": 1,
                "bloom": "explain",
                "statement": "Explain what massage changes in blood flow",
            },
            {"uuid": "", "number": 2, "bloom": "tell", "statement": "Tell a red flag from a reason to adapt"},
        ],
        "pass_rules": [{"step": "", "pass_mark": 80, "attempts_allowed": 3, "questions": 25}],
        "steps": [],
    } | changes


class TaughtEditionFactory(EditionFactory):
    """An edition with all that a certificate says of it."""

    class Meta:
        model = Edition

    title = "The Science of Medical Massage"
    manifest = factory.LazyFunction(manifest)


class EnrolmentFactory(DjangoModelFactory):
    class Meta:
        model = Enrolment

    learner = factory.SubFactory(UserFactory, name="Sam Learner")
    course = factory.SubFactory(CourseFactory)
    cycle = 1


class CompletionFactory(DjangoModelFactory):
    """A learner finished; `attested` is the name that the certificate will bear, None to attest nothing."""

    class Meta:
        model = Completion
        skip_postgeneration_save = True

    class Params:
        learner = factory.SubFactory(UserFactory, name="Sam Learner")

    edition = factory.SubFactory(TaughtEditionFactory)
    enrolment = factory.SubFactory(
        EnrolmentFactory,
        course=factory.SelfAttribute("..edition.course"),
        learner=factory.SelfAttribute("..learner"),
    )
    completed_at = COMPLETED_AT

    @factory.post_generation
    def attested(self, create, name, **kwargs):
        if name:
            Attestation.objects.create(
                enrolment=self.enrolment,
                edition=self.edition,
                name=name,
                statement="I did this work myself.",
                at=self.completed_at,
            )


class ApprovalFactory(DjangoModelFactory):
    class Meta:
        model = Approval

    edition = factory.SubFactory(TaughtEditionFactory)
    accreditor = "NCBTMB"
    provider_number = "451234-12"
    course_number = "1234"
    title = "Science of Medical Massage, The"
    hours = Decimal("1.00")
    valid_from = date(2026, 1, 1)
    valid_until = date(2027, 12, 31)
    entered_by = factory.SubFactory(UserFactory)


def issued(name: str = "Nguyễn Thị Ánh", **fields) -> Certificate:
    """A certificate, by the one way there is to one. Needs a signing key: see the fixture `signing_key`."""
    return issue(CompletionFactory(attested=name, **fields))


def a_document(name: str = "Sam Learner", *, approvals=(), **changes) -> dict:
    """A signed document without a database. Its signature is of the right shape and nobody's."""
    taught = {
        "code": "science",
        "title": "The Science of Medical Massage",
        "mode": "home-study",
        "hours": Decimal("0.5"),
        "number": "1.0",
        "sha256": "5e" * 32,
        "objectives": ["Explain what massage changes in blood flow"],
        "instructors": [{"name": "Ines Ibarra", "credentials": "LMT"}],
        "pass_rules": [{"pass_mark": 80, "questions": 25}],
    }
    code = "7QKM4T2X9HWBC6RNPD3VABCD"
    made = Issue(
        serial="SAMPLE-2026-000184",
        code=code,
        verify_at=f"http://localhost:8000/verify/{code}/",
        issuer="http://localhost:8000",
        key_id="z6MktwupdmLXVVqTzCw4i46r4uGyosGXRnR3XjN4Zq7oMMsw",
        at=COMPLETED_AT,
    )
    facts = build(
        name=name,
        taught=Taught(**(taught | changes)),
        approvals=approvals,
        provider={"name": "Fascia (sample provider)", "contact": "support@fascia.example", "number": ""},
        completed_at=COMPLETED_AT,
        time_zone="America/Chicago",
        issue=made,
    )
    return credential(facts, sha256=sha256(facts), key_id=facts["key_id"], signature="z" + "5" * 87)


def a_key_in(directory: Path, name: str = "2026-01-01") -> Path:
    return make_key(directory, name)


@cache
def _a_paper_key() -> bytes:
    """Made once a run: it takes a while."""
    return sealing.make("Fascia (sample provider)", datetime.now(UTC))


def a_paper_key_in(directory: Path, name: str = "2026-01-01") -> Path:
    return write_secret(directory / "paper", name, _a_paper_key())


@cache
def _a_token_key() -> bytes:
    return private_pem(generate_private_key(65537, 2048))


def a_token_key_in(directory: Path, name: str = "2026-01-01") -> Path:
    return write_secret(directory / "rs256", name, _a_token_key())


def keys_in(directory: Path) -> None:
    """A key of every kind: for credentials, for papers and for tokens."""
    a_key_in(directory)
    a_paper_key_in(directory)
    a_token_key_in(directory)
