"""A small course as pages, ready to be released: two lessons, a test of two questions, the confirmation."""

from dataclasses import dataclass

from courses.models import AttestationPage, CoursePage, Edition, LessonPage, Reference
from courses.releasing import release
from quizzes.models import QuizPage, QuizPool

from .courses import (
    ObjectiveFactory,
    ReferenceFactory,
    attestation_page,
    claim,
    course_page,
    lesson_page,
    somebody_approves,
)
from .quizzes import BankFactory, QuestionFactory, approved


@dataclass
class Pages:
    """The pages of a course, and the reference that its first lesson cites."""

    course: CoursePage
    lessons: list[LessonPage]
    quiz: QuizPage
    attestation: AttestationPage
    reference: Reference


def quiz_page(parent: CoursePage, *objectives, **fields) -> QuizPage:
    """A published quiz that draws the one question there is for each objective."""
    values = {"title": "Post-test", "slug": "post-test", "introduction": "Two questions."}
    page = parent.add_child(instance=QuizPage(**(values | fields)))
    for objective in objectives:
        bank = BankFactory()
        approved(QuestionFactory(bank=bank, objective=objective))
        page.pools.add(QuizPool(bank=bank, objective=objective, draw=1))
    page.save()
    return page


def course_pages(lessons: int = 2, **fields) -> Pages:
    """The pages of a course that can be released as they stand, an objective a lesson."""
    page = course_page(**fields)
    objectives = [ObjectiveFactory(course=page.course) for _ in range(lessons)]
    reference = ReferenceFactory()
    body = [
        ("text", {"key": "opening", "text": f"Flow was measured [@{reference.key}]."}),
        claim(reference),
        ("callout", {"key": "stop", "kind": "red-flag", "title": "Stop", "text": "Refer the client."}),
    ]
    written = [
        lesson_page(page, f"Lesson {number}", objectives=[objective], body=body if number == 1 else None)
        for number, objective in enumerate(objectives, 1)
    ]
    pages = Pages(page, written, quiz_page(page, *objectives), attestation_page(page), reference)
    somebody_approves(page, *written, pages.quiz, pages.attestation)
    return pages


def released(lessons: int = 2, **fields) -> Edition:
    """The first edition of such a course."""
    return release(course_pages(lessons, **fields).course, by=None)
