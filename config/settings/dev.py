"""`make run`: the production server on one machine, debug off, with a demo's secrets under var/."""

import os
import secrets
from pathlib import Path

from .base import *
from .databases import from_url, sqlite

VAR = Path(os.environ.get("FASCIA_VAR", BASE / "var"))
VAR.mkdir(parents=True, exist_ok=True)


def kept_secret(name: str, make) -> str:
    """A secret made once and kept under var/, so that a second run knows the first one's sessions."""
    path = VAR / name
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(make())
    return path.read_text()


def fernet_key() -> str:
    from cryptography.fernet import Fernet

    return Fernet.generate_key().decode()


SECRET_KEY = kept_secret("secret_key", lambda: secrets.token_urlsafe(50))
TOTP_KEYS = [kept_secret("totp_key", fernet_key)]
PORT = int(os.environ.get("PORT", "8000"))
PUBLIC_URL = f"http://localhost:{PORT}"
WAGTAILADMIN_BASE_URL = PUBLIC_URL
ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL, f"http://127.0.0.1:{PORT}"]
DATABASES = {
    "default": from_url(os.environ["DATABASE_URL"])
    if "DATABASE_URL" in os.environ
    else sqlite(VAR / "fascia.sqlite3")
}
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"},
}
MAILERS = {
    "default": {"BACKEND": "accounts.demo_mail.EmailBackend", "OPTIONS": {"directory": str(VAR / "mails")}},
}
DEMO_MAILS = VAR / "mails"
MEDIA_ROOT = VAR / "media"
STATIC_ROOT = VAR / "static"
STATIC_ROOT.mkdir(exist_ok=True)  # stays empty: finders serve; WhiteNoise only asks that it is there
CREDENTIAL_KEYS = VAR / "keys"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True  # http://localhost only
DEMO = True
