"""The parent of the three processes, tried on small ones."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parents[2]
SLEEPER = "import time; time.sleep(60)"


def parent(tmp_path: Path, commands: dict[str, str]) -> subprocess.Popen:
    """Run the parent with children that note their process ids in `tmp_path`."""
    note = "import os, pathlib; p = pathlib.Path(r'{}'); p.open('a').write(f'{{os.getpid()}}\\n'); {}"
    listed = {
        name: [sys.executable, "-c", note.format(tmp_path / name, code)] for name, code in commands.items()
    }
    code = f"import sys; from config import processes; sys.exit(processes.run({listed!r}, say=print))"
    return subprocess.Popen(
        [sys.executable, "-u", "-c", code],
        cwd=HERE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def pids(path: Path, count: int) -> list[int]:
    """The process ids noted so far, once there are `count` of them."""
    for _ in range(200):
        lines = path.read_text().split() if path.exists() else []
        if len(lines) >= count:
            return [int(line) for line in lines]
        time.sleep(0.05)
    raise AssertionError(f"{path.name} was started fewer than {count} times")


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_ctrl_c_ends_every_process(tmp_path):
    running = parent(tmp_path, {"web": SLEEPER, "worker": SLEEPER})
    children = pids(tmp_path / "web", 1) + pids(tmp_path / "worker", 1)

    running.send_signal(signal.SIGINT)

    assert running.wait(20) == 0
    assert [pid for pid in children if alive(pid)] == []


def test_a_process_that_is_killed_is_started_again(tmp_path):
    running = parent(tmp_path, {"web": SLEEPER})
    os.kill(pids(tmp_path / "web", 1)[0], signal.SIGKILL)

    second = pids(tmp_path / "web", 2)[1]
    running.send_signal(signal.SIGTERM)

    assert running.wait(20) == 0
    assert not alive(second)


def test_a_process_that_keeps_ending_stops_the_house(tmp_path):
    running = parent(tmp_path, {"web": SLEEPER, "worker": "raise SystemExit(3)"})

    assert running.wait(40) == 1
    assert "worker keeps ending (exit 3); stopping." in running.stdout.read()
    assert not alive(pids(tmp_path / "web", 1)[0])


def test_the_others_wait_for_what_is_done_meanwhile(tmp_path):
    code = (
        "import sys; from config import processes; "
        f"sys.exit(processes.run({{'web': [sys.executable, '-c', {SLEEPER!r}], 'worker': ['false']}}, "
        "say=print, meanwhile=lambda: False))"
    )

    refused = subprocess.run(
        [sys.executable, "-c", code], cwd=HERE, capture_output=True, text=True, timeout=30
    )

    assert refused.returncode == 1
    assert "worker" not in refused.stdout
