"""What we ship obeys the rules of its own format."""

from dataclasses import replace
from pathlib import Path

from interchange.formats import writing
from interchange.formats.banks import read_bank
from interchange.formats.bibliography import read_bibliography
from interchange.formats.course_markdown import read_step
from interchange.formats.course_yaml import read_course
from interchange.formats.problems import Report
from interchange.reading import read_content

CONTENT = Path(__file__).resolve().parent.parent / "content"


def test_content_has_no_problem():
    _, report = read_content(CONTENT)

    assert [str(problem) for problem in report if problem.refuses] == []


def test_there_is_a_course_with_six_lessons_and_thirty_questions():
    library, _ = read_content(CONTENT)

    course = next(course for course in library.courses if course.code == "science-of-medical-massage")
    lessons = [step for step in library.steps if step.course == course.code and hasattr(step, "blocks")]
    questions = [question for question in library.questions if question.bank == course.code]
    assert len(lessons) >= 6
    assert len(questions) >= 30


def test_content_reads_back_equal_from_its_canonical_form():
    library, _ = read_content(CONTENT)

    for course in library.courses:
        again = read_course("course.yaml", writing.write_course(course), course.code, Report())
        assert again == replace(course, steps=())
    for step in library.steps:
        assert read_step("step.md", writing.write_step(step), step.course, Report()) == step
    for bank in library.banks:
        questions = [question for question in library.questions if question.bank == bank.code]
        text = writing.write_bank(bank, questions)
        assert read_bank("bank.yaml", text, bank.code, Report()) == (bank, questions)
    text = writing.write_bibliography(library.references)
    assert tuple(read_bibliography("references.bib", text, Report())) == library.references


def test_every_file_is_in_its_canonical_form_so_that_exporting_changes_no_byte():
    library, _ = read_content(CONTENT)

    written = {
        CONTENT / f"courses/{each.code}/course.yaml": writing.write_course(each) for each in library.courses
    }
    for course in library.courses:
        steps = [step for step in library.steps if step.course == course.code]
        files = sorted((CONTENT / "courses" / course.code).glob("*.md"))
        written |= dict(zip(files, map(writing.write_step, steps), strict=True))
    for bank in library.banks:
        questions = [question for question in library.questions if question.bank == bank.code]
        written[CONTENT / f"banks/{bank.code}.yaml"] = writing.write_bank(bank, questions)
    written[CONTENT / "glossary.yaml"] = writing.write_glossary(library.terms)
    written[CONTENT / "references.bib"] = writing.write_bibliography(library.references)

    assert [str(path) for path, text in written.items() if path.read_text() != text] == []
