"""An environment that the production settings accept, with values made for the bench."""

import os
import secrets
from pathlib import Path

from cryptography.fernet import Fernet

HOST = "fascia.example"


def of(home: Path, database_url: str) -> dict[str, str]:
    """`home` keeps the secrets, so that a database prepared by an earlier run can be used again."""
    keys = home / "keys"
    keys.mkdir(parents=True, exist_ok=True)
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
        "SECRET_KEY": kept(home / "secret_key", lambda: secrets.token_urlsafe(60)),
        "TOTP_KEYS": kept(home / "totp_key", lambda: Fernet.generate_key().decode()),
        "PUBLIC_URL": f"https://{HOST}",
        "ALLOWED_HOSTS": HOST,
        "DATABASE_URL": database_url,
        "CREDENTIAL_KEYS_DIR": str(keys),
        "MEDIA_ROOT": str(home / "media"),
        "STATIC_ROOT": str(home / "static"),
        "DEFAULT_FROM_EMAIL": f"Fascia <no-reply@{HOST}>",
        "EMAIL_HOST": "localhost",
        "PROVIDER_NAME": "Fascia",
        "PROVIDER_CONTACT": f"support@{HOST}",
        # TLS ends at a proxy: the requests say so in a header, as they do in production.
        "TRUSTED_PROXY_COUNT": "1",
    }


def given() -> str:
    """The address of the database that bin/with_postgres.py made."""
    return os.environ["DATABASE_URL"]


def kept(path: Path, make) -> str:
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(make())
    return path.read_text()
