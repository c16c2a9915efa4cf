"""Production reads its environment here and nowhere else, and refuses to start on a missing or weak value."""

import os
from pathlib import Path

from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured

from .base import *
from .databases import from_url


def required(name: str) -> str:
    value = os.environ.get(name, "").strip()
    if not value:
        raise ImproperlyConfigured(f"Set {name}. docs/running.md says what it is for.")
    return value


def strong_secret(name: str) -> str:
    value = required(name)
    if len(value) < 50 or len(set(value)) < 12:
        raise ImproperlyConfigured(f"{name} is weak: use at least 50 random characters.")
    return value


def fernet_keys(name: str) -> list[str]:
    keys = required(name).split(",")
    for key in keys:
        try:
            Fernet(key)
        except ValueError as error:
            raise ImproperlyConfigured(f"{name} holds a value that is no Fernet key.") from error
    return keys


def https_url(name: str) -> str:
    value = required(name).rstrip("/")
    if not value.startswith("https://"):
        raise ImproperlyConfigured(f"{name} must start with https://.")
    return value


def keys_directory(name: str) -> Path:
    path = Path(required(name))
    if not path.is_dir() or not list(path.glob("*.pem")):
        raise ImproperlyConfigured(f"{name} must be a directory with at least one signing key (*.pem).")
    return path


SECRET_KEY = strong_secret("SECRET_KEY")
SECRET_KEY_FALLBACKS = [value for value in os.environ.get("SECRET_KEY_FALLBACKS", "").split(",") if value]
TOTP_KEYS = fernet_keys("TOTP_KEYS")
PUBLIC_URL = WAGTAILADMIN_BASE_URL = https_url("PUBLIC_URL")
ALLOWED_HOSTS = required("ALLOWED_HOSTS").split(",")
if "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS must name the hosts: * accepts every one.")
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
DATABASES = {"default": from_url(required("DATABASE_URL"))}
CREDENTIAL_KEYS = keys_directory("CREDENTIAL_KEYS_DIR")
LEDGER_EXPORTS = Path(os.environ.get("LEDGER_DIR", BASE / "var" / "ledger"))
MEDIA_ROOT = Path(required("MEDIA_ROOT"))
STATIC_ROOT = Path(os.environ.get("STATIC_ROOT", BASE / "var" / "static"))
DEFAULT_FROM_EMAIL = SERVER_EMAIL = required("DEFAULT_FROM_EMAIL")

REDIS_URL = os.environ.get("REDIS_URL", "")
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"},
}
if REDIS_URL:
    SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
MAILERS = {
    "default": {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": required("EMAIL_HOST"),
            "port": int(os.environ.get("EMAIL_PORT", "587")),
            "username": os.environ.get("EMAIL_HOST_USER", ""),
            "password": os.environ.get("EMAIL_HOST_PASSWORD", ""),
            "use_tls": os.environ.get("EMAIL_USE_TLS", "1") == "1",
        },
    },
}
PROVIDER = {
    "name": required("PROVIDER_NAME"),
    "contact": required("PROVIDER_CONTACT"),
    "address": os.environ.get("PROVIDER_ADDRESS", ""),
    "administrator": os.environ.get("PROVIDER_ADMINISTRATOR", ""),
    "number": os.environ.get("PROVIDER_NUMBER", ""),
}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_NAME = "__Host-csrf"
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
TRUSTED_PROXY_COUNT = int(os.environ.get("TRUSTED_PROXY_COUNT", "0"))
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXY_COUNT
if TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
