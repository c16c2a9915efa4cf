"""What a holder downloads is made once, and is the same for ever."""

import json
from datetime import timedelta
from hashlib import sha256
from io import BytesIO

import page
import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from accounts.models import ProfessionalLicence
from certificates.archiving import keyring
from certificates.checks import papers_and_tokens_are_signed
from certificates.credentials import verify_file
from certificates.issuing import issue
from certificates.models import Paper, SigningKey
from tests.factories.accounts import UserFactory
from tests.factories.certificates import (
    ApprovalFactory,
    CompletionFactory,
    TaughtEditionFactory,
    a_token_key_in,
    issued,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def certificate(client):
    certificate = issued("山田太郎")
    client.force_login(certificate.completion.enrolment.learner)
    return certificate


def got(client, name, certificate, **query):
    return client.get(reverse(f"certificates:{name}", args=[certificate.public_id]), query)


def test_the_pdf_is_signed_kept_and_the_same_each_time(client, certificate):
    first = got(client, "pdf", certificate).content
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        again = got(client, "pdf", certificate).content

    kept = Paper.objects.get()
    assert first == again == bytes(kept.content)
    assert kept.sha256 == sha256(first).hexdigest()
    assert (kept.design, kept.size, kept.typst[:2]) == ("sample-1", "letter", "0.")
    assert SigningKey.objects.get(algorithm="paper").key_id == kept.key_id
    assert page.validate_pdf_bytes(first, profile="3a").is_compliant


def test_the_credential_in_the_pdf_the_badge_and_the_file_is_the_stored_one(client, certificate):
    for name in ("pdf", "badge", "credential"):
        verdict = verify_file(got(client, name, certificate).content, keyring(), now=timezone.now())

        assert verdict.genuine, (name, verdict.reason)
        assert verdict.document == json.loads(certificate.credential)


def test_a_token_is_signed_on_request(client, certificate, keys):
    assert got(client, "token", certificate).status_code == 503

    a_token_key_in(keys)
    verdict = verify_file(got(client, "token", certificate).content, keyring(), now=timezone.now())

    assert verdict.genuine
    assert verdict.name == "山田太郎"


def test_the_badge_is_a_picture(client, certificate):
    picture = Image.open(BytesIO(got(client, "badge", certificate).content))

    assert picture.size == (512, 512)
    assert picture.text["openbadgecredential"] == certificate.credential


def test_there_is_a_paper_for_each_approval_and_size(client):
    edition = TaughtEditionFactory()
    ApprovalFactory(edition=edition)
    ApprovalFactory(edition=edition, accreditor="The Florida Board of Massage Therapy", title="For Florida")
    completion = CompletionFactory(attested="Sam", edition=edition)
    learner = completion.enrolment.learner
    ProfessionalLicence.objects.create(holder=learner, jurisdiction="FL", number="MA 12345")
    certificate = issue(completion)
    client.force_login(learner)

    papers = [
        got(client, "pdf", certificate, **{"for": number, "size": size})
        for number in (1, 2)
        for size in ("letter", "a4")
    ]

    assert [response.status_code for response in papers] == [200] * 4
    assert [it.design for it in Paper.objects.all()] == ["ncbtmb-1"] * 2 + ["board-1"] * 2
    assert len({response.content for response in papers}) == 4


@pytest.mark.parametrize("query", [{"for": "0"}, {"for": "2"}, {"for": "-1"}, {"for": "x"}, {"size": "a3"}])
def test_a_paper_that_does_not_exist_is_not_found(client, certificate, query):
    assert got(client, "pdf", certificate, **query).status_code == 404
    assert not Paper.objects.exists()


def test_somebody_elses_papers_are_hidden(client, certificate):
    client.force_login(UserFactory())

    for name in ("pdf", "badge", "credential", "token"):
        assert got(client, name, certificate).status_code == 404


def test_without_a_key_for_papers_the_pdf_still_carries_what_is_signed(client, certificate, keys):
    for file in (keys / "paper").iterdir():
        file.unlink()

    content = got(client, "pdf", certificate).content

    assert verify_file(content, keyring(), now=timezone.now()).genuine
    assert Paper.objects.get().key_id == ""
    assert [error.id for error in papers_and_tokens_are_signed(None)] == ["certificates.E002"] * 2


def test_a_drawing_can_be_drawn_again(client, certificate):
    from certificates import pdf
    from certificates.verifying import document, look_up

    got(client, "pdf", certificate)

    drawn = pdf.draw(document(look_up(certificate.code)), credential=certificate.credential)
    assert sha256(drawn).hexdigest() == Paper.objects.get().unsigned_sha256
