"""Each rule of the format has a broken file that breaks it, and nothing else."""

import re
import shutil
from pathlib import Path

import pytest

from interchange.formats.problems import CODES
from interchange.reading import read_content

HERE = Path(__file__).parent
BROKEN = sorted((HERE / "broken").iterdir())


def code_of(folder: Path) -> str:
    return folder.name.split("-")[0]


def test_the_valid_content_has_no_problem(content):
    _, report = read_content(content)

    assert [str(problem) for problem in report] == []


def test_every_code_has_a_broken_file():
    assert set(CODES) == {code_of(folder) for folder in BROKEN}


@pytest.mark.parametrize("folder", BROKEN, ids=lambda folder: folder.name)
def test_a_broken_file_is_reported_with_exactly_its_code(content, folder):
    shutil.copytree(folder, content, dirs_exist_ok=True)

    _, report = read_content(content)

    problems = list(report)
    assert {problem.code for problem in problems} == {code_of(folder)}, [str(p) for p in problems]
    assert report.refuses is code_of(folder).startswith("E")
    broken = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    if code_of(folder) not in ("E004", "W501"):
        assert {problem.place.file.removeprefix("content/") for problem in problems} <= broken
    for problem in problems:
        assert re.fullmatch(r"content/\S+:[0-9]+:[0-9]+: [EW][0-9]{3} .+", str(problem))
