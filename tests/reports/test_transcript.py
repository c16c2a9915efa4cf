import csv
import io
from datetime import UTC, date, datetime

import pytest
from asn1crypto import x509
from page import validate_pdf_bytes as validate
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from pypdf import PdfReader

from accounts.models import Role
from certificates.codes import grouped
from certificates.issuing import revoke
from certificates.models import Certificate
from certificates.signing import paper_seal
from courses.models import Completion
from reports.transcript import transcript
from tests.factories.accounts import UserFactory, person_with
from tests.factories.certificates import issued
from tests.factories.courses import EditionFactory, enrolled

pytestmark = pytest.mark.django_db


LATE = datetime(2026, 11, 21, 3, tzinfo=UTC)  # the evening before in Chicago


def completed(learner, **fields) -> Completion:
    edition = EditionFactory(**fields)
    return Completion.objects.create(enrolment=enrolled(edition, learner), edition=edition, completed_at=LATE)


def certificate_for(completion, serial, supersedes=None) -> Certificate:
    return Certificate.objects.create(
        completion=completion,
        serial=serial,
        code=serial,
        sample=True,
        facts="{}",
        sha256="0" * 64,
        issued_at=LATE,
        supersedes=supersedes,
    )


def test_a_completion_stands_on_the_learners_own_day():
    learner = UserFactory(time_zone="America/Chicago")
    completed(learner)

    assert [line.completed_on for line in transcript(learner)] == [date(2026, 11, 20)]


def test_a_corrected_certificate_is_shown_once_as_it_is_today():
    learner = UserFactory()
    completion = completed(learner)
    first = certificate_for(completion, "SAMPLE-1")
    second = certificate_for(completion, "SAMPLE-2", supersedes=first)

    assert [line.certificate for line in transcript(learner)] == [second]


def test_nobody_elses_completions_are_listed():
    learner = UserFactory()
    completed(UserFactory())

    assert transcript(learner) == []


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_whatever_its_length(client, count, django_assert_num_queries):
    learner = UserFactory()
    for number in range(count):
        certificate_for(completed(learner), f"SAMPLE-{number}")
    client.force_login(learner)

    with django_assert_num_queries(4):
        page = client.get("/transcript/").content.decode()

    assert page.count("SAMPLE-") == count


def test_a_title_is_never_computed_by_a_spreadsheet(client):
    learner = UserFactory()
    completed(learner, title='=HYPERLINK("http://evil")')
    client.force_login(learner)

    text = client.get("/transcript.csv").content.decode("utf-8-sig")

    assert list(csv.reader(io.StringIO(text)))[1][0] == '\'=HYPERLINK("http://evil")'


@pytest.mark.parametrize(
    ("hours", "count", "sentence"),
    [
        ("0.5", 1, "1 course completed, 0.5 CE in all."),
        ("1", 2, "2 courses completed, 2 CE in all."),
    ],
)
def test_the_hours_are_summed_in_a_sentence(client, hours, count, sentence):
    learner = UserFactory()
    for _ in range(count):
        completed(learner, hours=hours)
    client.force_login(learner)

    assert sentence in client.get("/transcript/").content.decode()


def test_what_was_revoked_is_shown_and_not_counted(client, keys):
    stands = issued("Sam Learner")
    learner = stands.completion.enrolment.learner
    revoked = issued("Sam Learner", enrolment__learner=learner)
    revoke(revoked, by=person_with(Role.REGISTRAR), public_reason="Issued in error", private_reason="x")
    client.force_login(learner)

    page = client.get("/transcript/").content.decode()
    table = client.get("/transcript.csv").content.decode("utf-8-sig")

    assert "2 courses completed, 0.5 CE in all, 1 revoked and not counted." in page
    assert [row[-1] for row in csv.reader(io.StringIO(table))][1:].count("Revoked") == 1


def test_the_pdf_is_signed_and_says_what_the_page_says(client, keys):
    certificate = issued("Nguyễn Thị Ánh", learner=UserFactory(name="Nguyễn Thị Ánh"))
    client.force_login(certificate.completion.enrolment.learner)

    answer = client.get("/transcript.pdf")

    assert answer.headers["Content-Type"] == "application/pdf"
    reader = PdfReader(io.BytesIO(answer.content))
    text = " ".join(page.extract_text() for page in reader.pages)
    for said in (
        "Nguyễn Thị Ánh",
        certificate.serial,
        grouped(certificate.code),
        "1 course completed, 0.5 CE",
    ):
        assert said in " ".join(text.split())
    assert all(validate(answer.content, profile=profile).is_compliant for profile in ("3a", "ua1"))
    assert signature_of(answer.content).bottom_line
    assert not signature_of(answer.content.replace(b"/Lang", b"/Long", 1)).bottom_line


def signature_of(raw: bytes):
    trusted = ValidationContext(trust_roots=[x509.Certificate.load(paper_seal().root)])
    [signature] = PdfFileReader(io.BytesIO(raw)).embedded_signatures
    return validate_pdf_signature(signature, trusted)
