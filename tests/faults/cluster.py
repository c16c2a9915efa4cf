"""A PostgreSQL of our own that can be killed and comes back: its postmaster gets SIGKILL, as in a crash."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

HERE = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(HERE / "bin"))

from find_postgres import find  # noqa: E402
from with_postgres import control, start, unprivileged  # noqa: E402


class Cluster:
    """Use it as a context."""

    def __init__(self) -> None:
        self.binaries = find()
        self.copies = 0

    def __enter__(self) -> "Cluster":
        self.home = Path(tempfile.mkdtemp(prefix="fascia-kill-", dir="/tmp"))
        self.url = start(self.binaries, self.home)
        return self

    def database(self, migrate: Callable[[str], object]) -> str:
        """The URL of a database of one's own: a copy of one that `migrate` is asked to fill, once."""
        if not self.copies:
            migrate(self.url)
        self.copies += 1
        name = f"copy_{self.copies}"
        command = [
            str(self.binaries / "createdb"),
            "-h",
            str(self.home),
            "-U",
            "fascia",
            "-T",
            "fascia",
            name,
        ]
        subprocess.run(command, check=True, cwd="/")
        return self.url.replace("/fascia?", f"/{name}?")

    def configure(self, *settings: str) -> None:
        """Add lines to postgresql.conf, which the next start reads, and restart."""
        with (self.home / "data" / "postgresql.conf").open("a") as configuration:
            configuration.write("\n".join(["", *settings, ""]))
        control(self.binaries, self.home, "restart", "-w", "-m", "fast", "-l", str(self.home / "log"))

    def __exit__(self, *exception: object) -> None:
        with suppress(subprocess.CalledProcessError):
            control(self.binaries, self.home, "stop", "-m", "immediate")
        shutil.rmtree(self.home, ignore_errors=True)

    def kill(self) -> None:
        """Kill the postmaster and every process of it at once, then start it: it recovers from its log."""
        pid = int((self.home / "data" / "postmaster.pid").read_text().splitlines()[0])
        os.kill(pid, signal.SIGSTOP)  # or it starts another between the list and the kill
        children = processes_of(pid)
        for each in [pid, *children]:
            with suppress(ProcessLookupError):
                os.kill(each, signal.SIGKILL)
        for each in [pid, *children]:
            wait_until_gone(each)
        self.start_again()

    def start_again(self) -> None:
        data = self.home / "data"
        # Where nobody reaps a killed daemon, its number seems taken, and PostgreSQL would think that it runs.
        for lock in (data / "postmaster.pid", self.home / ".s.PGSQL.5432.lock"):
            lock.unlink(missing_ok=True)
        command = [*unprivileged(), str(self.binaries / "pg_ctl"), "-D", str(data)]
        words = ["start", "-w", "-t", "60", "-l", str(self.home / "log")]
        try:
            subprocess.run([*command, *words], check=True, stdout=subprocess.DEVNULL, cwd="/")
        except subprocess.CalledProcessError:
            print((self.home / "log").read_text()[-2000:], file=sys.stderr)
            raise


def processes_of(parent: int) -> list[int]:
    """Direct children, read from /proc."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError, IndexError):
                if int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1]) == parent:
                    found.append(int(entry.name))
    return found


def wait_until_gone(pid: int) -> None:
    for _ in range(500):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
        except OSError:
            return
        if state == "Z":
            return
        time.sleep(0.01)
