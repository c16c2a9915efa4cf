"""Production refuses to start on a missing or weak value."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

HERE = Path(__file__).resolve().parent.parent


@pytest.fixture
def environment(tmp_path):
    """Values that production accepts."""
    keys = tmp_path / "keys"
    keys.mkdir()
    (keys / "2026.pem").write_text("a key")
    return {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "config.settings.production",
        "SECRET_KEY": "k7Xq2-vN9_aB4cD8eF1gH3iJ5kL6mN0oP-qR_sT2uV4wX6yZ8A0bC",
        "TOTP_KEYS": Fernet.generate_key().decode(),
        "PUBLIC_URL": "https://fascia.example",
        "ALLOWED_HOSTS": "fascia.example",
        "DATABASE_URL": f"sqlite:///{tmp_path}/fascia.sqlite3",
        "CREDENTIAL_KEYS_DIR": str(keys),
        "MEDIA_ROOT": str(tmp_path),
        "DEFAULT_FROM_EMAIL": "no-reply@fascia.example",
        "EMAIL_HOST": "localhost",
        "PROVIDER_NAME": "Fascia",
        "PROVIDER_CONTACT": "support@fascia.example",
    }


def start(environment: dict[str, str]) -> subprocess.CompletedProcess:
    load = "from django.conf import settings; settings.SECRET_KEY"
    return subprocess.run(
        [sys.executable, "-c", load], cwd=HERE, env=environment, capture_output=True, text=True, check=False
    )


def test_production_starts_on_good_values(environment):
    assert start(environment).returncode == 0


@pytest.mark.parametrize(
    "name",
    [
        "SECRET_KEY",
        "TOTP_KEYS",
        "PUBLIC_URL",
        "ALLOWED_HOSTS",
        "DATABASE_URL",
        "CREDENTIAL_KEYS_DIR",
        "MEDIA_ROOT",
        "DEFAULT_FROM_EMAIL",
        "EMAIL_HOST",
        "PROVIDER_NAME",
        "PROVIDER_CONTACT",
    ],
)
def test_production_refuses_to_start_without(environment, name):
    del environment[name]

    refused = start(environment)

    assert refused.returncode != 0
    assert f"Set {name}." in refused.stderr


@pytest.mark.parametrize(
    ("name", "weak", "reason"),
    [
        ("SECRET_KEY", "short", "SECRET_KEY is weak"),
        ("SECRET_KEY", "a" * 80, "SECRET_KEY is weak"),
        ("TOTP_KEYS", "not-a-key", "no Fernet key"),
        ("PUBLIC_URL", "http://fascia.example", "must start with https://"),
        ("ALLOWED_HOSTS", "*", "must name the hosts"),
        ("DATABASE_URL", "mysql://x", "must start with postgresql://"),
        ("CREDENTIAL_KEYS_DIR", "/nowhere", "at least one signing key"),
    ],
)
def test_production_refuses_a_weak_value(environment, name, weak, reason):
    refused = start({**environment, name: weak})

    assert refused.returncode != 0
    assert reason in refused.stderr
