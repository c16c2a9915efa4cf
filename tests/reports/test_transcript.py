import csv
import io
from datetime import UTC, date, datetime

import pytest

from certificates.models import Certificate
from courses.models import Completion
from reports.transcript import inert, rows, transcript
from tests.factories.accounts import UserFactory
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


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", "\t1", "\r1"])
def test_every_beginning_of_a_formula_is_made_inert(text):
    assert inert(text) == "'" + text


def test_an_ordinary_title_is_left_as_it_is():
    assert rows([])[0][0] == "Course"
    assert inert("Massage = touch") == "Massage = touch"


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
