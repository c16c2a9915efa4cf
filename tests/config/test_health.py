import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder


def test_healthz_asks_the_process_only(client):
    assert client.get("/healthz").json() == {"status": "ok"}


@pytest.fixture
def key(settings, tmp_path):
    settings.CREDENTIAL_KEYS = tmp_path
    path = tmp_path / "2026.pem"
    path.write_text("a key")
    return path


@pytest.mark.django_db
def test_readyz_is_ready_with_a_database_and_a_key(client, key):
    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()) == (200, {"status": "ready"})


@pytest.mark.django_db
def test_readyz_names_a_missing_key(client, key):
    key.unlink()

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json() == {"status": "not ready", "missing": ["signing key"]}


@pytest.mark.django_db
def test_readyz_notices_a_migration_that_was_not_applied(client, key):
    (newest,) = MigrationLoader(connection).graph.leaf_nodes("courses")
    MigrationRecorder(connection).record_unapplied(*newest)

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["missing"] == ["database"]
