"""Whatever stands in a file, reading it ends with a report, soon, and never with an exception."""

import time
from random import Random

import pytest

from interchange.formats.problems import CODES
from interchange.reading import LARGEST, read_content

FILES = [
    "references.bib",
    "evidence.yaml",
    "banks/sample.yaml",
    "courses/sample/course.yaml",
    "courses/sample/10-first.md",
    "courses/sample/20-second.md",
    "courses/sample/70-test.md",
    "courses/sample/80-confirm.md",
]
SNIPPETS = [
    "\n",
    "---",
    "```",
    "```claim\n",
    "{#",
    "}",
    "[@",
    "]",
    "[",
    "](",
    ": ",
    "- ",
    "\t",
    "'",
    '"',
    "&a ",
    "*a",
    "!!x ",
    "#",
    "# ",
    "{",
    "}",
    ",",
    "@article{",
    "=",
    "\x00",
    "é",
    "0",
    "\\",
    "<",
    ">",
    "%",
    "? ",
    "~",
    "<<: ",
    "---\n",
    "ÿ",
]


def mutate(text: str, random: Random) -> str:
    for _ in range(random.randint(1, 4)):
        at = random.randrange(len(text))
        to = min(len(text), at + random.choice([0, 0, 1, 5, 40]))
        text = text[:at] + random.choice(SNIPPETS) + text[to:]
    return text


@pytest.mark.parametrize("name", FILES)
def test_no_damage_to_a_file_makes_reading_fail(content, name):
    path = content / name
    whole = path.read_text()
    random = Random(name)  # noqa: S311
    for _ in range(40):
        path.write_text(mutate(whole, random))
        _, report = read_content(content)
        assert {problem.code for problem in report} <= set(CODES)
        [str(problem) for problem in report]


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize(
    "unit",
    ["`", "[", "[@a; ", "](", "> ", "{#a}\n", "```\n", "- a\n", "a: [", "@a{", "{", "<a", "&", "* ", "#"],
)
def test_no_file_takes_long(content, name, unit):
    path = content / name
    path.write_text((path.read_text() + unit * LARGEST)[: LARGEST // 2])

    began = time.process_time()
    _, report = read_content(content)

    assert time.process_time() - began < 5
    assert {problem.code for problem in report} <= set(CODES)


def test_a_link_to_nowhere_and_a_folder_in_the_place_of_a_file_are_said(content):
    (content / "courses/sample/30-gone.md").symlink_to(content / "nowhere.md")
    (content / "evidence.yaml").unlink()
    (content / "evidence.yaml").mkdir()

    assert [str(problem) for problem in read_content(content)[1]] == [
        "content/courses/sample/30-gone.md:1:1: E005 nothing in content/ has this name",
        "content/evidence.yaml:1:1: E005 nothing in content/ has this name",
    ]
