"""A problem says where it is, to the column, and all are found at once."""

import pytest

from interchange.formats.problems import Report
from interchange.reading import read_content


def change(content, name, old, new):
    path = content / name
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


@pytest.mark.parametrize(
    ("name", "old", "new", "line"),
    [
        (
            "banks/sample.yaml",
            "wrong: That of the brain",
            "right: That of the brain",
            "content/banks/sample.yaml:16:7: E104 skin-001: single needs exactly one full-credit choice (found 2)",
        ),
        (
            "courses/sample/10-first.md",
            "13 people [@hinds2004]",
            "13 people <br>",
            "content/courses/sample/10-first.md:28:13: E301 raw HTML is not allowed; "
            "write Markdown, or escape it with a backslash",
        ),
        (
            "courses/sample/10-first.md",
            "lesson:second#stop",
            "lesson:third",
            "content/courses/sample/10-first.md:11:32: E503 the course has no lesson `third`",
        ),
        (
            "courses/sample/10-first.md",
            "verdict: supported",
            "verdict: proven",
            "content/courses/sample/10-first.md:25:10: E023 verdict is one of supported, mixed, contested, "
            "contradicted, hypothesis, not `proven`",
        ),
        (
            "banks/sample.yaml",
            "The skin's [@hinds2004].",
            "The skin's [@nobody].",
            "content/banks/sample.yaml:29:19: E501 no reference `nobody` in references.bib",
        ),
        (
            "references.bib",
            "year = {2016}",
            "year = {soon}",
            "content/references.bib:15:1: E407 nice2016: a year is like 2004, or n.d., not `soon`",
        ),
    ],
)
def test_a_problem_names_its_line_and_column(content, name, old, new, line):
    change(content, name, old, new)

    assert [str(problem) for problem in read_content(content)[1]] == [line]


def test_a_byte_that_is_not_utf8_is_named(content):
    path = content / "courses/sample/20-second.md"
    path.write_bytes(path.read_bytes().replace(b"Here", b"H\xffre"))

    assert [str(problem) for problem in read_content(content)[1]] == [
        "content/courses/sample/20-second.md:11:2: E001 byte 0xff is not UTF-8"
    ]


def test_all_problems_of_all_files_are_found_at_once(content):
    change(content, "courses/sample/10-first.md", "verdict: supported", "verdict: proven")
    change(content, "courses/sample/10-first.md", "certainty: low", "certainty: some")
    change(content, "banks/sample.yaml", "must_pass: no", "must_pass: maybe")
    change(content, "references.bib", "year = {2016}", "year = {soon}")

    assert [problem.code for problem in read_content(content)[1]] == ["E022", "E023", "E023", "E407"]


def test_a_folder_that_is_not_there_is_said(tmp_path):
    library, report = read_content(tmp_path / "nowhere")

    assert [problem.code for problem in report] == ["E004"]
    assert library.courses == ()


def test_a_code_that_is_not_documented_is_refused():
    with pytest.raises(KeyError):
        Report().add(None, "E999", "no such code")
