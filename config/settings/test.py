"""Tests: the same house, quick hashes, mail in memory, tasks at once."""

import os
import tempfile
from pathlib import Path

from .base import *
from .databases import from_url, sqlite

VAR = Path(os.environ.get("FASCIA_VAR", BASE / "var")) / "test"
VAR.mkdir(parents=True, exist_ok=True)

SECRET_KEY = "for-tests-only-" + "x" * 50
TOTP_KEYS = ["Zm9yLXRlc3RzLW9ubHktZm9yLXRlc3RzLW9ubHktMTI="]
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "testserver"]
WAGTAILADMIN_BASE_URL = "http://testserver"
DATABASES = {
    "default": from_url(os.environ["DATABASE_URL"])
    if "DATABASE_URL" in os.environ
    else sqlite(VAR / "fascia.sqlite3")
}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
TASKS = {
    "default": {"BACKEND": "django.tasks.backends.immediate.ImmediateBackend", "QUEUES": []},
    "background": {"BACKEND": "django.tasks.backends.immediate.ImmediateBackend", "QUEUES": []},
}
MEDIA_ROOT = Path(tempfile.gettempdir()) / "fascia-test-media"
CREDENTIAL_KEYS = VAR / "keys"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True

# Every task that runs at once would be told at length in each failure.
LOGGING = {"version": 1, "disable_existing_loggers": False, "loggers": {"django.tasks": {"level": "WARNING"}}}
MAY_ASK_OTHERS = False  # tests ask nobody
