"""Many learners answer over HTTP while web workers, or the database, are killed. Then: what is missing?

    python -m tests.faults.killing --learners 200 --answers 10000 --target workers
    python -m tests.faults.killing --learners 200 --answers 10000 --target database
    python -m tests.faults.killing --answers 2000 --target database --control    # must lose some

An answer is acknowledged when its POST was answered with 200. A learner's browser repeats a post, with the
same id, until it is. At the end everyone submits, and each acknowledged answer is looked up: stored as it was
sent, and the latest of each question graded.
"""

import argparse
import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from uuid import uuid4

from .bounds import said
from .cluster import Cluster, processes_of

HERE = Path(__file__).resolve().parents[2]
CONTROL = ("synchronous_commit = off", "wal_writer_delay = 10s")
TOKEN = "b" * 32
LONGEST = 300, 0.2  # seconds, and so many more an answer; a run that takes longer ends with what it has


@dataclass
class Learner:
    """A browser: its session, its attempt, and what it may answer."""

    session: str
    attempt: str
    items: list[dict]  # position, options
    acknowledged: list[dict] = field(default_factory=list)

    def headers(self) -> dict[str, str]:
        return {
            "Content-Type": "application/json",
            "X-CSRFToken": TOKEN,
            "Cookie": f"csrftoken={TOKEN}; sessionid={self.session}",
        }


class Crowd:
    """Threads that answer for many learners until enough answers are acknowledged."""

    def __init__(self, learners: list[Learner], port: int, wanted: int, threads: int, seed: int) -> None:
        self.learners, self.port, self.wanted = learners, port, wanted
        self.count, self.lock = 0, threading.Lock()
        self.ends = time.monotonic() + LONGEST[0] + LONGEST[1] * wanted
        share = [learners[number::threads] for number in range(threads)]
        self.threads = [
            threading.Thread(target=self.answer, args=(mine, random.Random(seed + n)), daemon=True)  # noqa: S311
            for n, mine in enumerate(share)
            if mine
        ]

    def run(self) -> None:
        for thread in self.threads:
            thread.start()

    def is_done(self) -> bool:
        return self.count >= self.wanted or time.monotonic() > self.ends

    def wait_for(self, answers: float, meanwhile: Callable[[], None]) -> None:
        """So many more, or the end."""
        enough = self.count + answers
        while self.count < enough and not self.is_done():
            meanwhile()
            time.sleep(0.005)

    def wait(self) -> None:
        for thread in self.threads:
            thread.join()

    def answer(self, mine: list[Learner], chance: random.Random) -> None:
        while not self.is_done():
            learner = chance.choice(mine)
            item = chance.choice(learner.items)
            sent = {
                "item": item["position"],
                "client_id": str(uuid4()),
                "response": chance.choice(item["options"]),
            }
            stored = self.until_acknowledged(learner, sent)
            if stored is None:
                continue
            learner.acknowledged.append(sent | {"sequence": stored["sequence"]})
            with self.lock:
                self.count += 1

    def until_acknowledged(self, learner: Learner, sent: dict) -> dict | None:
        """Post it, again and again, as the page's script does. Gives up with None when all is done."""
        path = f"/attempts/{learner.attempt}/answer/"
        while not self.is_done():
            with suppress(OSError, HTTPException):
                status, body = ask(self.port, "POST", path, learner.headers(), json.dumps(sent))
                if status == 200:
                    return json.loads(body)
            time.sleep(0.05)
        return None


def ask(port: int, method: str, path: str, headers: dict[str, str], body: str = "") -> tuple[int, bytes]:
    connection = HTTPConnection("localhost", port, timeout=20)
    try:
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


class Server:
    """The web server with two workers. What ends is started again, as the parent of the house does it."""

    def __init__(self, env: dict[str, str]) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        listen = ["--host", "127.0.0.1", "--port", str(self.port), "--respawn-failed-workers"]
        shape = [
            "--interface",
            "wsgi",
            "--workers",
            "2",
            "--blocking-threads",
            "1",
            "--log-level",
            "critical",
        ]
        self.command = [sys.executable, "-m", "granian", *shape, *listen, "config.wsgi:application"]
        self.env = env
        self.start()

    def start(self) -> None:
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self.process = subprocess.Popen(self.command, cwd=HERE, env=self.env, **quiet)

    def kill_a_worker(self, chance: random.Random) -> int:
        """kill -9. Returns how many were killed."""
        workers = processes_of(self.process.pid)
        with suppress(IndexError, ProcessLookupError):
            os.kill(chance.choice(workers), signal.SIGKILL)
            return 1
        return 0

    def keep_up(self) -> None:
        """One that has lost its workers too often ends, and is started again."""
        if self.process.poll() is not None:
            self.start()

    def __enter__(self) -> "Server":
        wait_for(self.port)
        return self

    def __exit__(self, *exception: object) -> None:
        for child in processes_of(self.process.pid):
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        self.process.kill()
        self.process.wait(10)


def wait_for(port: int, seconds: float = 60) -> None:
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        with suppress(OSError, HTTPException):
            if ask(port, "GET", "/healthz", {})[0] == 200:
                return
        time.sleep(0.1)
    raise TimeoutError("The web server does not answer.")


def on(url: str) -> dict[str, str]:
    return {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "config.settings.dev"}


def migrate(url: str) -> None:
    subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=HERE, env=on(url), check=True)


def manage(env: dict[str, str], *words: str) -> str:
    command = [sys.executable, "-m", "tests.faults.answered", *words]
    done = subprocess.run(command, cwd=HERE, env=env, check=True, capture_output=True, text=True)
    return done.stdout


def run(cluster: Cluster, target: str, *, learners: int, answers: int, every: int, seed: int = 1) -> dict:
    """Play it, and return what was acknowledged, lost and ungraded, and how many were killed.

    Killed is after `every` answers, more or less: a slow machine, too, gets as far as answering between two.
    """
    chance = random.Random(seed)  # noqa: S311  a seed, so that a run can be repeated
    env = on(cluster.database(migrate))
    people = [Learner(**row) for row in json.loads(manage(env, "prepare", str(learners)))]
    kills = 0
    with Server(env) as server:
        crowd = Crowd(people, server.port, answers, threads=8, seed=seed)
        crowd.run()
        while not crowd.is_done():
            crowd.wait_for(chance.uniform(every / 2, every * 1.5), server.keep_up)
            if target == "workers":
                kills += server.kill_a_worker(chance)
            elif target == "database":
                cluster.kill()
                kills += 1
        crowd.wait()
        if target == "database":
            cluster.kill()
            kills += 1
    path = cluster.home / "acknowledged.json"
    path.write_text(json.dumps({person.attempt: person.acknowledged for person in people}))
    found = json.loads(manage(env, "check", str(path)))
    return found | {"kills": kills, "learners": learners, "target": target}


def as_text(found: dict) -> str:
    what = f"{found['target']} killed {found['kills']} times, {found['learners']} learners"
    lost = said(found["lost"], found["acknowledged"], "acknowledged answers lost")
    ungraded = said(found["ungraded"], found["acknowledged"], "acknowledged answers ungraded")
    return f"{what}: {lost}; {ungraded}; {found['stored']} stored"


def main() -> None:
    parser = argparse.ArgumentParser(prog="tests.faults.killing")
    parser.add_argument("--target", choices=["workers", "database", "nothing"], default="workers")
    parser.add_argument("--learners", type=int, default=200)
    parser.add_argument("--answers", type=int, default=10_000)
    parser.add_argument("--every", type=int, default=100, help="answers between two kills")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--control", action="store_true")
    asked = parser.parse_args()
    with Cluster() as cluster:
        if asked.control:
            cluster.configure(*CONTROL)
        size = {"learners": asked.learners, "answers": asked.answers, "every": asked.every}
        print(as_text(run(cluster, asked.target, **size, seed=asked.seed)))


if __name__ == "__main__":
    main()
