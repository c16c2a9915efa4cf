from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts import licensing
from courses import ruling
from courses.models import ExternalCredit
from interchange.reading import read_content
from tests.factories.accounts import LicenceFactory, UserFactory
from tests.factories.certificates import ApprovalFactory, CompletionFactory
from tests.factories.courses import EditionFactory

pytestmark = pytest.mark.django_db

PAGE = 11  # statements of /renewals/: the session, the person, and what `renewals` asks


@pytest.fixture
def licence(client):
    for body in read_content(Path("content"))[0].bodies:
        ruling.put_body(body)
    licence = LicenceFactory(jurisdiction="TX", number="MT123456")
    client.force_login(licence.holder)
    return licence


def cycle(client, licence, **fields):
    return client.post(f"/renewals/{licence.pk}/cycle/", fields)


def test_the_last_day_is_enough(client, licence):
    cycle(client, licence, last="2028-02-29")

    assert [(c.first, c.last) for c in licence.cycles.all()] == [(date(2026, 3, 1), date(2028, 2, 29))]


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"last": "2027-03-31", "first": "2027-04-01"}, "A cycle begins before it ends"),
        ({"last": "2207-03-31"}, "more than twelve years away"),
        ({"last": "2027-02-29"}, "Enter a valid date"),
        ({"last": ""}, "required"),
        ({"last": "2027-03-31", "issued_on": "2199-01-01"}, "still to come"),
    ],
)
def test_days_that_cannot_be_are_refused_with_words(client, licence, fields, says):
    answer = cycle(client, licence, **fields)

    assert says in answer.content.decode()
    assert not licence.cycles.exists()


def test_an_overlap_is_refused_with_words(client, licence):
    licensing.set_cycle(licence, date(2025, 4, 1), date(2027, 3, 31))

    answer = cycle(client, licence, last="2028-03-31", first="2027-03-31")

    assert "shares days with another" in answer.content.decode()
    assert licence.cycles.count() == 1


def test_somebody_elses_licence_is_not_found(client, licence):
    assert cycle(client, LicenceFactory(), last="2027-03-31").status_code == 404


CREDIT = {
    "title": "Anatomy",
    "provider": "A school",
    "hours": "6",
    "earned_on": "2026-02-01",
    "mode": "live",
    "category": "ethics",
    "accreditor": "TX",
}


@pytest.mark.parametrize("content", [b"%PDF-1.7 x", b"\x89PNG\r\n\x1a\nx", b"\xff\xd8\xffx"])
def test_evidence_comes_back_as_it_came_as_a_download(client, licence, content):
    client.post("/credits/add/", CREDIT | {"evidence": SimpleUploadedFile("x.exe", content)})

    credit = ExternalCredit.objects.get()
    answer = client.get(f"/credits/{credit.public_id}/evidence/")
    assert answer.content == content
    assert answer["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"<html><script>alert(1)</script>", "We keep PDF, PNG and JPEG"),
        (b"PK\x03\x04", "We keep PDF, PNG and JPEG"),
        (b"%PDF-" + b"x" * (5 * 1024 * 1024), "larger than 5 MB"),
    ],
)
def test_other_files_are_refused_with_words(client, licence, content, says):
    answer = client.post("/credits/add/", CREDIT | {"evidence": SimpleUploadedFile("a.pdf", content)})

    assert says in answer.content.decode()
    assert not ExternalCredit.objects.exists()


def test_nobody_else_opens_the_evidence(client, licence):
    client.post("/credits/add/", CREDIT | {"evidence": SimpleUploadedFile("a.pdf", b"%PDF-1.7")})
    client.force_login(UserFactory())

    credit = ExternalCredit.objects.get()
    assert client.get(f"/credits/{credit.public_id}/evidence/").status_code == 404
    assert client.post(f"/credits/{credit.public_id}/remove/").status_code == 404
    assert ExternalCredit.objects.exists()


def test_hours_can_be_taken_off_the_list(client, licence):
    client.post("/credits/add/", CREDIT)

    client.post(f"/credits/{ExternalCredit.objects.get().public_id}/remove/")

    assert not ExternalCredit.objects.exists()


def test_the_page_says_what_we_do_not_offer(client, licence):
    licensing.set_cycle(licence, date(2025, 4, 1), date(2027, 3, 31))

    page = client.get("/renewals/").content.decode()

    assert "human trafficking" in page
    assert "isn&#x27;t legal advice" in page or "isn't legal advice" in page


def test_a_number_of_another_shape_is_told(client, licence):
    licence.number = "12"
    licence.save()

    assert "look like one of" in client.get("/renewals/").content.decode()


@pytest.mark.parametrize("count", [1, 200])
def test_the_page_costs_the_same_for_one_credit_and_for_two_hundred(
    client, licence, count, django_assert_num_queries
):
    licensing.set_cycle(licence, date(2025, 4, 1), date(2027, 3, 31))
    edition = EditionFactory()
    ApprovalFactory(edition=edition, accreditor="TX")
    CompletionFactory(learner=licence.holder, edition=edition)
    ExternalCredit.objects.bulk_create(
        ExternalCredit(holder=licence.holder, title=f"Course {number}", provider="A school", hours=1,
                       accreditor="TX", earned_on=date(2026, 2, 1))
        for number in range(count - 1)
    )  # fmt: skip
    client.get("/renewals/")

    with django_assert_num_queries(PAGE):
        page = client.get("/renewals/").content.decode()

    assert page.count("Feb 1, 2026") >= count - 1
