"""Rounds → medians, ratios and a table."""

import os
import platform
import subprocess
import sysconfig
import tempfile
import time
from argparse import Namespace
from importlib.metadata import version
from statistics import median

from . import load


class Unmeasured(Exception):
    """Most rounds of something ended before it was answered once."""


def summed_up(vendor: str, planned: list[dict], said: Namespace) -> dict:
    """Everything that is kept of a run. Raises Unmeasured."""
    rows = {scenario["name"]: row(scenario) for scenario in planned}
    if silent := [name for name, found in rows.items() if not found["rate"]]:
        raise Unmeasured(f"{', '.join(silent)}: no answer in most rounds. Make them longer: SECONDS=5")
    for found in rows.values():
        for reference in ("ref_q1", "ref_ins"):
            found[f"cpu_to_{reference}"] = rows[reference]["cpu_ms"] / found["cpu_ms"]
            found[f"rate_to_{reference}"] = found["rate"] / rows[reference]["rate"]
        found["ratio"] = found[f"cpu_to_{found['against']}"]
    return {"database": vendor, "about": about(said), "scenarios": rows}


def row(scenario: dict) -> dict:
    rounds = scenario["rounds"]
    rates = [each["count"] / each["seconds"] for each in rounds]
    cpu = [each["app_ms"] + each["database_ms"] for each in rounds]
    kept = {name: scenario[name] for name in ("what", "against", "goal", "statements", "declared")}
    return kept | {
        "rate": median(rates),
        "slowest": min(rates),
        "fastest": max(rates),
        "p50_ms": median(each["p50"] for each in rounds),
        "p99_ms": median(each["p99"] for each in rounds),
        "app_ms": median(each["app_ms"] for each in rounds),
        "database_ms": median(each["database_ms"] for each in rounds),
        "cpu_ms": median(cpu),
        "errors": sum(each["errors"] for each in rounds),
    }


def about(said: Namespace) -> dict:
    flags = sysconfig.get_config_var("CONFIG_ARGS") or ""
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False
    )
    return {
        "commit": commit.stdout.strip(),
        "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "python": platform.python_version(),
        "optimised": "--enable-optimizations" in flags,
        "versions": {name: version(name) for name in ("django", "wagtail", "granian", "psycopg")},
        "cores": os.cpu_count(),
        "client": "wrk" if load.WRK else "benchmarks/client.py",
        "flushes_per_second": round(flushes()),
        "rounds": said.rounds,
        "seconds": said.seconds,
        "enrolments": said.size,
    }


def flushes(seconds: float = 0.5) -> float:
    """How often a second the disk takes a small write for good."""
    count = 0
    with tempfile.NamedTemporaryFile(dir=".") as file:
        begun = time.perf_counter()
        while time.perf_counter() < begun + seconds:
            file.write(b"x" * 512)
            file.flush()
            os.fsync(file.fileno())
            count += 1
    return count / seconds


def as_table(found: dict) -> str:
    said = found["about"]
    build = "optimised" if said["optimised"] else "not optimised"
    lines = [
        f"## {found['database']}",
        "",
        f"{said['at']} · {said['commit']} · Python {said['python']} ({build}) · Django {said['versions']['django']}"
        f" · {said['cores']} cores · {said['client']} · {said['flushes_per_second']} flushes/s"
        f" · median of {said['rounds']} rounds",
        "",
        "| scenario | statements | req/s (min–max) | p50 / p99 ms | CPU ms (app + db) | req/s ÷ q1 | req/s ÷ ins"
        " | CPU q1 ÷ | CPU ins ÷ | goal |",
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|---|",
    ]
    return "\n".join([*lines, *(line(each) for each in found["scenarios"].items()), ""])


def line(named: tuple[str, dict]) -> str:
    name, row = named
    goal = ""
    if row["goal"]:
        reached = "reached" if row["ratio"] >= row["goal"] else "missed"
        goal = f"{row['goal']:.2f} of {row['against'].removeprefix('ref_')}: {reached}"
    cells = [
        f"{name}: {row['what']}",
        f"{row['statements']}",
        f"{row['rate']:.0f} ({row['slowest']:.0f}–{row['fastest']:.0f})",
        f"{row['p50_ms']:.1f} / {row['p99_ms']:.0f}",
        f"{row['cpu_ms']:.2f} ({row['app_ms']:.2f} + {row['database_ms']:.2f})",
        *(
            f"{row[key]:.3f}"
            for key in ("rate_to_ref_q1", "rate_to_ref_ins", "cpu_to_ref_q1", "cpu_to_ref_ins")
        ),
        goal,
    ]
    return f"| {' | '.join(cells)} |"


def faults(found: dict) -> list[str]:
    """What is wrong whatever the machine: wrong answers, and statements that nobody declared."""
    rows = found["scenarios"].items()
    wrong = [f"{name}: {row['errors']} wrong answers" for name, row in rows if row["errors"]]
    return wrong + [
        f"{name}: {row['statements']} statements, {row['declared']} declared"
        for name, row in rows
        if row["statements"] != row["declared"]
    ]
