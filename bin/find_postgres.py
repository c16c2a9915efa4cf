"""Print the directory of PostgreSQL's server programs (15 or later); exit 1 when there is none."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path


def candidates() -> list[Path]:
    given = os.environ.get("FASCIA_POSTGRES_BIN")
    found = [Path(given)] if given else []
    if initdb := shutil.which("initdb"):
        found.append(Path(initdb).resolve().parent)
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    found += [Path("/usr/local/bin"), Path("/opt/homebrew/bin")]
    return found


def version(directory: Path) -> int:
    """The major version of the server in this directory, 0 when there is none."""
    postgres = directory / "postgres"
    if not (postgres.exists() and (directory / "initdb").exists()):
        return 0
    said = subprocess.run([postgres, "--version"], capture_output=True, text=True, check=False).stdout
    number = re.search(r"(\d+)(?:\.|devel|beta|$)", said)
    return int(number[1]) if number else 0


def find() -> Path | None:
    return next((directory for directory in candidates() if version(directory) >= 15), None)


if __name__ == "__main__":
    found = find()
    print(found or "no PostgreSQL 15 found", file=sys.stdout if found else sys.stderr)
    sys.exit(0 if found else 1)
