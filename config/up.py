"""`make run`: prepare the demo and serve it.

Django is not imported here. Once the database is prepared, the web server starts at once and the demo is
looked over meanwhile, so that a second run is up within seconds.
"""

import hashlib
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

from . import processes

HERE = Path(__file__).resolve().parent.parent


def main() -> int:
    port = int(os.environ.setdefault("PORT", "8000"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    if is_taken(port):
        say(f"Port {port} is taken. Choose another: PORT={port + 1} make run")
        return 1
    stamp = Path(os.environ.setdefault("FASCIA_VAR", str(HERE / "var"))) / "prepared"
    if not stamp.exists() or stamp.read_text() != schema():
        say("Preparing the database (about half a minute, once) …")
        if not manage("migrate", "-v0") or not manage("demo"):
            return 1
        stamp.write_text(schema())
    commands = {"web": processes.web(port), "worker": processes.worker(), "tick": processes.tick()}
    return processes.run(commands, say, meanwhile=lambda: introduce(port))


def introduce(port: int) -> bool:
    """Look the demo over, say who may sign in and where, once somebody answers there."""
    if not manage("demo", "--print"):
        return False
    wait_for(port)
    print(f"\nFascia is at http://localhost:{port} (Ctrl-C ends it).", flush=True)
    return True


def schema() -> str:
    """Changes when the tables may have changed: with a migration of ours, or a library's version."""
    migrations = sorted(str(path.relative_to(HERE)) for path in HERE.glob("*/migrations/*.py"))
    locked = (HERE / "requirements" / "run.txt").read_text()
    database = os.environ.get("DATABASE_URL", "")
    return hashlib.sha256("\n".join([*migrations, locked, database]).encode()).hexdigest()


def is_taken(port: int) -> bool:
    """Granian would share a taken port without a word."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def wait_for(port: int, seconds: float = 60) -> bool:
    """Until the web server takes connections, or so long: a busy machine starts it slowly. Whether it does."""
    until = time.monotonic() + seconds
    while not (answers := is_taken(port)) and time.monotonic() < until:
        time.sleep(0.1)
    return answers


def manage(*words: str) -> bool:
    return subprocess.run(processes.manage(*words), cwd=HERE, check=False).returncode == 0  # noqa: S603


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
