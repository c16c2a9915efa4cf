"""The holder's own pages. Nobody else's certificate is there."""

import uuid
from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfReader

from accounts.models import Role
from certificates.issuing import correct, revoke
from certificates.models import Certificate
from tests.factories.accounts import UserFactory, person_with
from tests.factories.certificates import issued

from .test_verifying import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def certificate():
    return issued()


@pytest.fixture
def holder(client, certificate):
    learner = certificate.completion.enrolment.learner
    client.force_login(learner)
    return learner


def test_a_learner_without_a_certificate_is_told_when_one_comes(client):
    client.force_login(UserFactory())

    assert "No certificate yet" in words(client.get(reverse("certificates:mine")))


def test_mine_lists_ones_own_with_their_status(client, certificate, holder):
    issued("Somebody Else")
    new = correct(certificate, by=holder, name="Nguyễn Thị Anh", reason="misspelt")
    revoke(new, by=person_with(Role.REGISTRAR), public_reason="Issued in error", private_reason="")

    shown = words(client.get(reverse("certificates:mine")))

    assert shown.count("The Science of Medical Massage") == 2
    assert "Replaced" in shown
    assert "Revoked" in shown
    assert "Somebody Else" not in shown


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(client, count, django_assert_num_queries):
    learner = UserFactory()
    for _ in range(count):
        issued("Sam", enrolment__learner=learner)
    client.force_login(learner)

    with django_assert_num_queries(3):  # session, person, certificates
        assert words(client.get(reverse("certificates:mine"))).count("SAMPLE-") == count


def test_the_holder_sees_the_certificate_and_its_link(client, certificate, holder):
    response = client.get(reverse("certificates:show", args=[certificate.public_id]))

    shown = words(response)
    assert "Nguyễn Thị Ánh" in shown
    assert "Sample: not approved by any board" in shown
    assert f"/verify/{certificate.code}/" in shown
    assert "<svg" in response.content.decode()


def test_the_holder_downloads_the_pdf(client, certificate, holder):
    response = client.get(reverse("certificates:pdf", args=[certificate.public_id]))

    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == f'attachment; filename="certificate-{certificate.serial}.pdf"'
    assert response["Cache-Control"] == "private, no-store"
    [sheet] = PdfReader(BytesIO(response.content)).pages
    assert "The Science of Medical Massage" in sheet.extract_text()


@pytest.mark.parametrize("name", ["show", "pdf"])
def test_somebody_elses_certificate_is_not_there(client, holder, name):
    foreign = issued("Somebody Else")

    assert client.get(reverse(f"certificates:{name}", args=[foreign.public_id])).status_code == 404
    assert client.get(reverse(f"certificates:{name}", args=[uuid.uuid4()])).status_code == 404


@pytest.mark.parametrize("name", ["mine", "show", "pdf"])
def test_a_stranger_is_asked_to_sign_in(client, certificate, name):
    arguments = [] if name == "mine" else [certificate.public_id]
    address = reverse(f"certificates:{name}", args=arguments)

    assert client.get(address).url == f"{reverse('account_login')}?next={address}"


def test_an_altered_certificate_is_not_drawn(client, certificate, holder):
    Certificate.objects.filter(pk=certificate.pk).update(facts=certificate.facts.replace("0.5", "9.5"))

    for name in ("show", "pdf"):
        assert client.get(reverse(f"certificates:{name}", args=[certificate.public_id])).status_code == 404
    assert "can't be confirmed" in words(client.get(reverse("certificates:mine")))
