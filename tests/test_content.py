"""What we ship obeys the rules of its own format."""

from pathlib import Path

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
