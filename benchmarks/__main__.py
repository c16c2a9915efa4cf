"""`make bench`: see benchmarks/README.md."""

import argparse
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import Request, urlopen

from config import processes

from . import environment, load, processor, report

HERE = Path(__file__).resolve().parent.parent
HOME = HERE / "var" / "bench"
CONNECTIONS = 8
LONGEST_START = 180  # seconds, for the web server, on a machine that has others to serve


def main() -> int:
    said = options()
    if said.database:
        return measure(said, said.database)
    failed = 0
    for vendor in said.databases.split(","):
        HOME.mkdir(parents=True, exist_ok=True)
        again = [sys.executable, "-m", "benchmarks", "--database", vendor, *sys.argv[1:]]
        if vendor == "postgresql":
            again = [sys.executable, "bin/with_postgres.py", *again]
        failed |= subprocess.call(again, cwd=HERE)
    return failed


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks")
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--databases", default="sqlite,postgresql")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=2)
    parser.add_argument("--size", type=int, default=2000)
    parser.add_argument("--keep", action="store_true")
    parser.add_argument("--database", choices=["sqlite", "postgresql"], help=argparse.SUPPRESS)
    return parser.parse_args()


def measure(said: argparse.Namespace, vendor: str) -> int:
    """One database, all its rounds. Returns 1 if something was answered wrongly or asked too often."""
    home = HOME / vendor
    again = said.keep and (home / "bench.sqlite3").exists()
    if not again:
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir(parents=True)
    url = f"sqlite:///{home}/bench.sqlite3" if vendor == "sqlite" else ""
    env = environment.of(home, url or environment.given())
    say(f"{vendor}: preparing")
    key = [sys.executable, "manage.py", "make_signing_key", "--directory", env["CREDENTIAL_KEYS_DIR"]]
    # Production refuses to start without a key, so that other settings make it.
    run(key, {**os.environ, "FASCIA_VAR": str(home)})
    run([sys.executable, "manage.py", "collectstatic", "--noinput", "-v0", *UNSEEN], env)
    if not again:
        run([sys.executable, "-m", "benchmarks.prepare", "make", str(said.size)], env)
    planned = json.loads(run([sys.executable, "-m", "benchmarks.prepare", "plan", *said.only], env))
    with served(env) as (port, server):
        database = postmaster(env) if vendor == "postgresql" else None
        for scenario in planned:
            load.run(scenario, port, 1, CONNECTIONS)
        for number in range(said.rounds):
            say(f"{vendor}: round {number + 1} of {said.rounds}")
            for scenario in planned:
                seen = one_round(scenario, port, said.seconds, server, database)
                scenario.setdefault("rounds", []).append(seen)
    found = report.summed_up(vendor, planned, said)
    text = report.as_table(found)
    (HOME / f"{vendor}.json").write_text(json.dumps(found, indent=2))
    (HOME / f"{vendor}.md").write_text(text)
    print(text, flush=True)
    for line in report.faults(found):
        say(line)
    return 1 if report.faults(found) else 0


# What no scenario opens: it would only take time to compress.
UNSEEN = [word for pattern in ("wagtail*", "admin", "ninja", "*.map") for word in ("--ignore", pattern)]


def one_round(scenario: dict, port: int, seconds: int, server: int, database: int | None) -> dict:
    before = processor.seconds(server), processor.seconds(database)
    seen = load.run(scenario, port, seconds, CONNECTIONS)
    after = processor.seconds(server), processor.seconds(database)
    each = 1000 / max(seen["count"], 1)
    return seen | {"app_ms": (after[0] - before[0]) * each, "database_ms": (after[1] - before[1]) * each}


@contextmanager
def served(env: dict[str, str]) -> Iterator[tuple[int, int]]:
    """The port and the process of the web server, as production runs it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(processes.web(port), cwd=HERE, env=env)
    try:
        wait_for(port)
        yield port, server.pid
    finally:
        server.terminate()
        server.wait(60)


def wait_for(port: int) -> None:
    ends = time.monotonic() + LONGEST_START
    while time.monotonic() < ends:
        try:
            urlopen(Request(f"http://127.0.0.1:{port}/healthz", headers={"Host": environment.HOST}))
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise TimeoutError("The web server didn't start.")


def postmaster(env: dict[str, str]) -> int | None:
    """The process above those of PostgreSQL's connections, if it runs on this machine."""
    return int(run([sys.executable, "-m", "benchmarks.backend"], env)) or None


def run(command: list[str], env: dict[str, str]) -> str:
    return subprocess.run(command, cwd=HERE, env=env, check=True, stdout=subprocess.PIPE, text=True).stdout


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
