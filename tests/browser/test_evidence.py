"""The evidence of a course and its sources, in a browser. For the coverage matrix see test_authoring_pages."""

import pytest
from playwright.sync_api import expect

from courses.models.claims import Certainty, Verdict
from courses.releasing import release
from tests.browser.inspecting import inspect
from tests.factories.courses import claim, publish, somebody_approves
from tests.factories.released import course_pages


@pytest.fixture
def pages():
    """A released course with a claim of each verdict and each certainty."""
    pages = course_pages()
    lesson = pages.lessons[0]
    lesson.body = [
        claim(
            pages.reference,
            key=f"{verdict}-{certainty}",
            statement=f"Massage is {verdict}, {certainty}.",
            verdict=verdict,
            certainty=certainty,
            measured=f"It was measured [@{pages.reference.key}].",
        )
        for verdict in Verdict.values
        for certainty in Certainty.values
    ]
    publish(lesson)
    somebody_approves(lesson)
    release(pages.course, by=None)
    return pages


def test_the_evidence_page_and_a_source_are_for_everybody(pages, open_window):
    window = open_window(width=360, height=800)
    window.goto(f"/evidence/{pages.course.course.code}/")
    inspect(window)
    window.set_viewport_size({"width": 1280, "height": 900})
    inspect(window)

    mark = window.locator(".cloth-marks a").first
    target = mark.get_attribute("href")
    mark.click()
    expect(window.locator(f"{target}:target")).to_have_count(1)

    window.goto(f"/references/{pages.reference.key}/")
    inspect(window)
