"""The file of all that we keep about a person: complete, theirs alone, and without secrets."""

import io
import json
import zipfile

import pytest
from django.apps import apps
from django.db import transaction
from django.db.models import ForeignKey
from django.test import override_settings

from accounts.models import User
from reports.personal_data import EXPORTED, HIDDEN, LEFT_OUT, export, rows, shown
from tests.factories.accounts import UserFactory, add_second_factor
from tests.factories.certificates import keys_in
from tests.replays import EVIDENCE, Replays

pytestmark = pytest.mark.django_db

OURS = {"accounts", "courses", "quizzes", "certificates", "reports", "interchange"}
ALLAUTH = {"account.EmailAddress", "mfa.Authenticator", "usersessions.UserSession"}


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, tmp_path_factory):
    keys = tmp_path_factory.mktemp("keys")
    keys_in(keys)
    with django_db_blocker.unblock(), transaction.atomic(), override_settings(CREDENTIAL_KEYS=keys):
        yield Replays()
        transaction.set_rollback(True)


def opened(person) -> tuple[dict, zipfile.ZipFile]:
    archive = zipfile.ZipFile(io.BytesIO(export(person)))
    return json.loads(archive.read("data.json")), archive


def test_every_table_that_is_about_people_is_decided():
    """Whatever points at a person, or at a row that is exported, is in the file or says why not."""
    about = {apps.get_model(label) for label in EXPORTED}
    pointing = {
        model._meta.label
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, ForeignKey) and field.related_model in about
        and (model._meta.app_label in OURS or model._meta.label in ALLAUTH)
        and not hasattr(model, "get_parent")  # pages are the house's, whoever wrote them
        and model._meta.label not in ("courses.LessonImage", "courses.LessonDocument")
    }  # fmt: skip

    assert pointing - set(EXPORTED) - set(LEFT_OUT) == set()
    assert set(EXPORTED) & set(LEFT_OUT) == set()


def test_what_is_hidden_is_a_column():
    for label, names in HIDDEN.items():
        columns = {field.name for field in apps.get_model(label)._meta.concrete_fields}
        assert names & columns, label


def test_the_file_holds_all_that_is_hers(world):
    tables, archive = opened(world.learner)

    text = json.dumps(tables, ensure_ascii=False)
    elsewhere = {*world.employers, *world.secrets}
    assert [canary for canary in world.canaries if canary not in text and canary not in elsewhere] == []
    assert [secret for secret in world.secrets if secret in text] == []
    for label in ("quizzes.Attempt", "courses.Note", "accounts.Consent", "certificates.Certificate"):
        assert tables[label], label
    (name,) = [name for name in archive.namelist() if name.startswith("evidence/")]
    assert archive.read(name) == EVIDENCE
    assert "It would tell the keys" in archive.read("README.txt").decode()


def test_nobody_elses_file_holds_any_of_it(world):
    tables, archive = opened(world.people["another learner"])

    text = json.dumps(tables, ensure_ascii=False)
    assert [canary for canary in world.canaries if canary in text] == []
    assert [name for name in archive.namelist() if name.startswith("evidence/")] == []


def test_without_the_way_to_the_person_somebody_elses_rows_come_along(world):
    """The planted fault: a table that asks for nobody's rows in particular."""
    every = list(rows("courses.Note", "course__isnull", type("Nobody", (), {"pk": False})))

    assert any("Heron" in row["text"] for row in every)


def test_no_secret_is_in_the_file():
    person = UserFactory()
    secret = add_second_factor(person).data["secret"]

    text = json.dumps(opened(person)[0])

    assert person.password not in text
    assert secret not in text
    assert "password" not in {field.name for field in shown(User)}


def test_the_page_asks_who_it_is_first_and_then_gives_the_file(client):
    person = UserFactory()
    client.force_login(person)

    assert client.post("/my-data/").status_code == 302  # to show that it is them


def test_the_file_comes_from_the_page(world):
    answer = world.knock("learner", "POST", "/my-data/").response

    assert answer.headers["Content-Type"] == "application/zip"
    assert zipfile.ZipFile(io.BytesIO(answer.content)).testzip() is None


@pytest.mark.parametrize("credits", [1, 3])
def test_a_file_costs_one_statement_a_table(credits, django_assert_max_num_queries):
    person = UserFactory()
    for _ in range(credits):
        person.licences.create(jurisdiction="TX", number=str(_))
    with django_assert_max_num_queries(len(EXPORTED) + 3):
        export(person)
