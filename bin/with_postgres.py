"""Run a command with DATABASE_URL naming a throw-away PostgreSQL cluster, made from installed binaries.

    python bin/with_postgres.py pytest -m postgres

The cluster listens on a socket in a temporary directory only, keeps its safety settings, and is gone
when the command ends. With DATABASE_URL set, that database is used instead.
"""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from find_postgres import find

CONFIGURATION = """
listen_addresses = ''
unix_socket_directories = '{sockets}'
max_connections = 150
"""


def unprivileged() -> list[str]:
    """PostgreSQL refuses root. As root, its programs run as the user `postgres`, or as `nobody`."""
    if os.geteuid() != 0:
        return []
    names = {entry.pw_name for entry in pwd.getpwall()}
    user = "postgres" if "postgres" in names else "nobody"
    return ["setpriv", f"--reuid={user}", f"--regid={pwd.getpwnam(user).pw_gid}", "--clear-groups"]


def start(binaries: Path, home: Path) -> str:
    """Make and start a cluster under `home`; return its DATABASE_URL."""
    user = unprivileged()
    if user:
        account = pwd.getpwnam(user[1].removeprefix("--reuid="))
        os.chown(home, account.pw_uid, account.pw_gid)
    data = home / "data"
    run = [*user, str(binaries / "initdb"), "-D", str(data), "-U", "fascia", "-A", "trust"]
    subprocess.run(
        [*run, "--data-checksums", "-E", "UTF8", "--locale=C.UTF-8"],
        check=True,
        stdout=subprocess.DEVNULL,
        cwd="/",
    )
    with (data / "postgresql.conf").open("a") as settings:
        settings.write(CONFIGURATION.format(sockets=home))
    control(binaries, home, "start", "-w", "-l", str(home / "log"))
    subprocess.run([str(binaries / "createdb"), "-h", str(home), "-U", "fascia", "fascia"], check=True)
    return f"postgresql://fascia@/fascia?host={home}"


def control(binaries: Path, home: Path, *words: str) -> None:
    command = [*unprivileged(), str(binaries / "pg_ctl"), "-D", str(home / "data"), *words]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/")


def main(command: list[str]) -> int:
    if "DATABASE_URL" in os.environ:
        return subprocess.call(command)
    binaries = find()
    if binaries is None:
        print("PostgreSQL 15 or later is needed. Debian: apt-get install postgresql.", file=sys.stderr)
        return 1
    # Short and open to the unprivileged user: a socket's path has at most 107 bytes.
    home = Path(tempfile.mkdtemp(prefix="fascia-pg-", dir="/tmp"))
    try:
        url = start(binaries, home)
        return subprocess.call(command, env={**os.environ, "DATABASE_URL": url})
    finally:
        control(binaries, home, "stop", "-m", "immediate")
        shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
