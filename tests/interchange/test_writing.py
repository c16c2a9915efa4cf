"""What is written reads back as equal values, whatever an author typed."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interchange.formats import writing
from interchange.formats.banks import payload_of, read_bank
from interchange.formats.course_markdown import read_step
from interchange.formats.course_yaml import read_course
from interchange.formats.problems import Report
from interchange.formats.sources import (
    PRESETS,
    REVEALS,
    Bank,
    Callout,
    Claim,
    ClosingWords,
    Lesson,
    Pool,
    Question,
    Quiz,
    Text,
    digest,
)
from interchange.identities import Names
from interchange.reading import read_content
from quizzes import kinds

from .test_formats import HERE

WORDS = st.sampled_from(
    [
        "it's",
        "a:",
        "b,",
        "#c",
        '"d"',
        "no",
        "012",
        "1:30",
        "2026-11-20",
        "–",
        "ü",
        "&",
        "{e}",
        "@f",
        "%g",
        "|h",
        "~",
        "!i",
        "*j",
    ]
)
# As long as the place that keeps them: a title has 255 characters, a tag 100.
words = st.lists(WORDS, min_size=1, max_size=20)
lines = words.map(" ".join)
tags = st.lists(WORDS, min_size=1, max_size=8).map(" ".join)
texts = st.lists(st.text("ab'\"#:-é ", min_size=1).map(lambda s: f"x{s}y"), min_size=1).map("\n\n".join)


def valid():
    return read_content(HERE / "valid")[0]


def test_a_course_is_written_as_its_file():
    assert writing.write_course(valid().courses[0]) == (HERE / "valid/courses/sample/course.yaml").read_text()


@pytest.mark.parametrize(
    ("number", "name"),
    list(
        enumerate(
            [
                "10-first.md",
                "20-second.md",
                "30-shown.md",
                "40-played.md",
                "70-test.md",
                "75-opinion.md",
                "80-confirm.md",
            ]
        )
    ),
)
def test_a_step_is_written_as_its_file(number, name):
    written = writing.write_step(valid().steps[number])

    assert written == (HERE / "valid/courses/sample" / name).read_text()


@pytest.mark.parametrize("number", [0, 1])
def test_a_bank_is_written_as_its_file(number):
    library = valid()
    bank = library.banks[number]

    written = writing.write_bank(bank, [each for each in library.questions if each.bank == bank.code])

    assert written == (HERE / f"valid/banks/{bank.code}.yaml").read_text()


def test_a_bank_holds_every_kind():
    assert {question.kind for question in valid().questions} == set(kinds.names())


def test_what_is_stored_is_written_as_it_was_read():
    for question in valid().questions:
        names = Names(question.bank, question.id)

        assert kinds.bank(question.kind).body(payload_of(question), names) == question.body


def test_parts_that_no_file_named_are_named_by_their_ids():
    for question in valid().questions:
        bank, loaded = kinds.bank(question.kind), payload_of(question)
        body = bank.body(loaded, Names("another", "place"))

        assert (
            bank.payload(body, Names("a third", "one"))
            | {
                "stem": question.stem,
                "rationale": question.rationale,
            }
            == loaded
        )


def test_references_are_written_as_they_were():
    written = writing.write_bibliography(valid().references)

    assert written == (HERE / "valid/references.bib").read_text()


@settings(max_examples=60, deadline=None)
@given(lines, texts, lines)
def test_any_lesson_reads_back_equal(title, text, statement):
    lesson = Lesson(
        course="sample",
        id="first",
        title=title,
        summary=statement,
        objectives=("LO1",),
        blocks=(
            Text("opening", text),
            Claim("c", statement, "mixed", "low", text, ("a",), date(2026, 1, 1), date(2027, 1, 1)),
            Callout("d", "pearl", title[:100].strip(), text),
            Text("after", text),
        ),
    )

    assert read_step("x.md", writing.write_step(lesson), "sample", Report()) == lesson


@settings(max_examples=60, deadline=None)
@given(lines, texts)
def test_any_question_reads_back_equal(line, text):
    choices = [
        {"key": key, "right" if key == "a" else "wrong": f"{key} {line}", "feedback": text} for key in "abcd"
    ]
    body = {"choices": choices}
    question = Question(
        "s", "s", "q", "single", "LO1", "apply", "a#b", ("r",), ("t",), True, text, body, text
    )
    bank = Bank("s", line, "s")

    assert read_bank("s.yaml", writing.write_bank(bank, [question]), "s", Report()) == (bank, [question])


@given(
    st.builds(
        Quiz,
        course=st.just("c"),
        id=st.just("test"),
        title=lines,
        introduction=texts,
        preset=st.sampled_from(PRESETS),
        pass_mark=st.integers(0, 100),
        attempts=st.integers(0, 9),
        time_limit=st.integers(0, 90),
        cool_down=st.integers(0, 48),
        reveal=st.sampled_from(("", *REVEALS)),
        confidence=st.booleans(),
        shuffles_questions=st.booleans(),
        shuffles_options=st.booleans(),
        questions=st.lists(st.sampled_from(["a/b", "a/c", "d/e"]), unique=True).map(tuple),
        pools=st.builds(
            Pool, st.just("b"), st.just("LO1"), st.integers(1, 9), tag=tags, safety=st.integers(0, 9)
        ).map(lambda pool: (pool,)),
        feedback=st.lists(
            st.builds(ClosingWords, st.integers(0, 100), texts, st.sampled_from(["", "LO2"]))
        ).map(tuple),
    )
)
@settings(max_examples=40)
def test_any_quiz_reads_back_equal(quiz):
    report = Report()

    assert read_step("70-test.md", writing.write_step(quiz), "c", report) == quiz
    assert list(report) == []


@pytest.mark.parametrize("preset", ["practice", "reflection"])
def test_a_quiz_that_fails_nobody_needs_no_pass_mark(preset):
    quiz = Quiz("c", "test", "Test", "Hello.", None, 0, (Pool("b", "", 1),), preset=preset)

    assert read_step("70-test.md", writing.write_step(quiz), "c", Report()) == quiz


def test_equal_content_has_an_equal_digest_however_it_is_laid_out():
    text = (HERE / "valid/courses/sample/course.yaml").read_text()
    other = text.replace("price: Free", 'price:   "Free"  # for now')

    courses = [read_course("c", source, "sample", Report()) for source in (text, other)]

    assert digest(courses[0]) == digest(courses[1])


def test_other_content_has_another_digest():
    text = (HERE / "valid/courses/sample/course.yaml").read_text()

    courses = [read_course("c", source, "sample", Report()) for source in (text, text.replace("Free", "$5"))]

    assert digest(courses[0]) != digest(courses[1])
