"""DATABASE_URL → Django's DATABASES, for the two databases we support."""

import sqlite3
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

# Earlier versions can corrupt a WAL file when two connections write and checkpoint at once.
WAL_IS_SAFE = sqlite3.sqlite_version_info >= (3, 51, 3)

# A statement that a connection sends for the fifth time is planned for the last time: planning where a learner
# stands took seven times as long as finding it. A pooler between us must know prepared statements, too.
PREPARED_FROM = 5


def sqlite(path: Path) -> dict:
    """The embedded default. Every transaction takes the write lock first; every commit is flushed."""
    journal = "WAL" if WAL_IS_SAFE else "DELETE"
    pragmas = f"PRAGMA journal_mode={journal}; PRAGMA synchronous=FULL; PRAGMA cache_size=-20000; PRAGMA temp_store=MEMORY"
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": None,
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": pragmas},
        # In memory, threads share one connection and its locks: live-server tests need a file.
        "TEST": {"NAME": path.with_name("test.sqlite3")},
    }


def postgresql(url: str) -> dict:
    """`postgresql://user:password@host:port/name?host=/socket/dir`, read without a library."""
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {**query, "server_side_binding": True, "prepare_threshold": PREPARED_FROM},
    }


def from_url(url: str) -> dict:
    """Raises ValueError for a scheme that we do not support."""
    if url.startswith(("postgres://", "postgresql://")):
        return postgresql(url)
    if url.startswith("sqlite:///"):
        return sqlite(Path(url.removeprefix("sqlite:///")))
    raise ValueError(f"DATABASE_URL must start with postgresql:// or sqlite:///, not {url.split(':')[0]}")
