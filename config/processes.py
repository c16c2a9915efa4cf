"""Three processes run the house under one parent: the web server, the task worker and the tick."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

RESTARTS_PER_MINUTE = 5
GRACE_SECONDS = 10


def web(port: int, host: str = "127.0.0.1", workers: int = 2) -> list[str]:
    """Granian with one thread a worker: our views are synchronous and each thread holds a connection."""
    granian = Path(sys.executable).with_name("granian")
    listen = ["--host", host, "--port", str(port)]
    shape = ["--interface", "wsgi", "--workers", str(workers), "--blocking-threads", "1"]
    return [str(granian), *shape, *listen, "--log-level", "warning", "config.wsgi:application"]


def worker() -> list[str]:
    return manage("db_worker", "--backend", "background", "--queue-name", "*", "--no-reload")


def tick() -> list[str]:
    return manage("tick")


def manage(*words: str) -> list[str]:
    return [sys.executable, "manage.py", *words]


class Stop(Exception):
    """The parent was asked to end."""


def run(
    commands: dict[str, list[str]], say: Callable[[str], None], meanwhile: Callable[[], bool] = lambda: True
) -> int:
    """Run the commands until asked to stop. A process that ends is started again; a crash loop ends all.

    `meanwhile` is done while the first of them starts, and before the others do. Returns 0 when asked to
    stop, 1 when a process kept ending or `meanwhile` said no.
    """
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, ask_to_stop)
    children: dict[str, subprocess.Popen] = {}
    deaths: dict[str, list[float]] = {name: [] for name in commands}
    try:
        for name, command in commands.items():
            children[name] = start(command)
            if len(children) == 1 and not meanwhile():
                return 1
        while True:
            time.sleep(0.5)
            for name, child in children.items():
                if child.poll() is None:
                    continue
                deaths[name] = [at for at in deaths[name] if at > time.monotonic() - 60] + [time.monotonic()]
                if len(deaths[name]) > RESTARTS_PER_MINUTE:
                    say(f"{name} keeps ending (exit {child.returncode}); stopping.")
                    return 1
                say(f"{name} ended (exit {child.returncode}); starting it again.")
                children[name] = start(commands[name])
    except Stop:
        return 0
    finally:
        stop(list(children.values()))


def ask_to_stop(number, frame):
    raise Stop


def start(command: list[str]) -> subprocess.Popen:
    # Its own session: Ctrl-C reaches the parent only, which then ends the children in order.
    return subprocess.Popen(command, start_new_session=True, env=dict(os.environ))  # noqa: S603


def stop(children: list[subprocess.Popen]) -> None:
    """End the children politely, then firmly."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    for child in children:
        if child.poll() is None:
            os.killpg(child.pid, signal.SIGTERM)
    deadline = time.monotonic() + GRACE_SECONDS
    for child in children:
        try:
            child.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()
