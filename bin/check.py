"""`make check`: what a machine can refuse. Says which check failed; exits 1 if any did.

python bin/check.py [name …]
"""

import os
import secrets
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
BIN = HERE / ".venv" / "bin"
PYTHON = str(BIN / "python")

CHECKS: list[tuple[str, list[str]]] = [
    ("format", [PYTHON, "-m", "ruff", "format", "--check", "-q", "."]),
    ("lint", [PYTHON, "-m", "ruff", "check", "-q", "."]),
    ("types", [PYTHON, "-m", "mypy"]),
    ("imports", [str(BIN / "lint-imports"), "--no-cache"]),
    ("templates", [PYTHON, "-m", "djlint", "--lint", "--quiet", "templates", "quizzes"]),
    ("inline scripts and styles", [PYTHON, "bin/templates.py", "templates", "quizzes"]),
    ("migrations", [PYTHON, "manage.py", "makemigrations", "--check", "--dry-run", "-v0"]),
    ("deployment", [PYTHON, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]),
]


def production(directory: str) -> dict[str, str]:
    """An environment that production settings accept, with values made for this run."""
    from cryptography.fernet import Fernet

    keys = Path(directory) / "keys"
    keys.mkdir()
    make_key = [PYTHON, "manage.py", "make_signing_key", "--directory", str(keys)]
    subprocess.run(make_key, cwd=HERE, check=True, stdout=subprocess.DEVNULL)
    return {
        "DJANGO_SETTINGS_MODULE": "config.settings.production",
        "SECRET_KEY": secrets.token_urlsafe(60),
        "TOTP_KEYS": Fernet.generate_key().decode(),
        "PUBLIC_URL": "https://fascia.example",
        "ALLOWED_HOSTS": "fascia.example",
        "DATABASE_URL": f"sqlite:///{directory}/fascia.sqlite3",
        "CREDENTIAL_KEYS_DIR": str(keys),
        "MEDIA_ROOT": directory,
        "DEFAULT_FROM_EMAIL": "Fascia <no-reply@fascia.example>",
        "EMAIL_HOST": "localhost",
        "PROVIDER_NAME": "Fascia",
        "PROVIDER_CONTACT": "support@fascia.example",
    }


def main(names: list[str]) -> int:
    """Run the checks that are named, or all."""
    failed = []
    chosen = [check for check in CHECKS if not names or check[0] in names]
    with tempfile.TemporaryDirectory() as directory:
        environment = {**os.environ, "FASCIA_VAR": directory}
        for name, command in chosen:
            extra = production(directory) if name == "deployment" else {}
            done = subprocess.run(command, cwd=HERE, env={**environment, **extra}, check=False)
            print(f"{'ok    ' if done.returncode == 0 else 'FAILED'} {name}", flush=True)
            if done.returncode:
                failed.append(name)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
