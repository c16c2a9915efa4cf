"""The public pages: the catalogue and the page of a course."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from courses.models import Approval
from tests.factories.accounts import UserFactory
from tests.factories.courses import (
    CourseFactory,
    an_edition,
    attestation_page,
    catalogue,
    course_page,
    enrolled,
    lesson_page,
    next_edition,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition():
    manifest = {
        "code": "touch",
        "objectives": [{"statement": "Explain what the skin does."}],
        "pass_rules": [{"step": "…", "pass_mark": 80, "attempts_allowed": 3, "questions": 20}],
    }
    edition = an_edition(course=CourseFactory(code="touch"), manifest=manifest)
    course_page(edition.course, title="The Science of Touch")
    return edition


def approve(edition, **fields) -> Approval:
    today = timezone.localdate()
    values = {
        "edition": edition,
        "accreditor": "NCBTMB",
        "provider_number": "451238-10",
        "title": "The Science of Touch",
        "hours": Decimal("0.5"),
        "valid_from": today,
        "valid_until": today,
        "entered_by": UserFactory(),
    }
    return Approval.objects.create(**(values | fields))


def test_an_empty_catalogue_says_so(client):
    catalogue()

    assert "No course is open yet" in client.get("/").content.decode()


def test_the_catalogue_lists_what_can_be_taken(client, edition):
    course_page(title="Not released yet")
    course_page(an_edition().course, title="Not published").unpublish()

    page = client.get("/").content.decode()

    assert '<a href="/touch/">The Science of Touch</a>' in page
    assert "<span>0.5 CE</span><span>about 32 min</span><span>home study</span><span>Free</span>" in page
    assert "Not released yet" not in page
    assert "Not published" not in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_catalogue_costs_the_same_for_one_course_and_for_three(client, count, django_assert_num_queries):
    for _ in range(count):
        course_page(an_edition().course)
    client.get("/")

    # Wagtail finds the site, the page and its restrictions in four; then courses, editions, approvals.
    with django_assert_num_queries(7):
        client.get("/")


SAMPLE = "Sample: not approved by any board"


def test_a_course_is_a_sample_until_an_approval_is_valid_today(client, edition):
    assert SAMPLE in client.get("/").content.decode()
    assert SAMPLE in client.get("/touch/").content.decode()

    approve(edition)

    assert SAMPLE not in client.get("/").content.decode()
    page = client.get("/touch/").content.decode()
    assert SAMPLE not in page
    assert "NCBTMB: 0.5 CE" in page


@pytest.mark.parametrize(
    "fields",
    [
        {"valid_from": date(2020, 1, 1), "valid_until": date(2020, 12, 31)},
        {"valid_from": date(2098, 1, 1), "valid_until": date(2099, 1, 1)},
        {"withdrawn_at": timezone.now()},
    ],
)
def test_an_approval_that_is_over_to_come_or_withdrawn_does_not_count(client, edition, fields):
    approve(edition, **fields)

    assert SAMPLE in client.get("/").content.decode()
    assert SAMPLE in client.get("/touch/").content.decode()


def test_an_approval_covers_minor_editions_and_no_major_one(client, edition):
    approve(edition)
    minor = next_edition(edition, minor=True)
    today = timezone.localdate()

    assert Approval.objects.covering(minor, today).count() == 1
    assert Approval.objects.covering(next_edition(minor), today).count() == 0
    assert Approval.objects.covering(minor, today + timedelta(days=1)).count() == 0


@pytest.mark.parametrize(
    "fact",
    [
        "Explain what the skin does.",
        "0.5 CE",
        "6,400 words to read.",
        "About 32 minutes of reading",
        "<dt>Price</dt><dd>Free</dd>",
        "Text lessons read online.",
        "Licensed massage therapists.",
        "None beyond entry-level training.",
        "80 percent of 20 questions",
        "3 attempts",
        "Ines Instructor",
        "<dt>Released</dt><dd>Nov 20, 2026</dd>",
        "<dt>Last reviewed</dt><dd>Nov 20, 2026</dd>",
        "Nobody has anything to disclose.",
        "There is nothing to refund.",
        "Leave whenever you like.",
        "Write to us.",
        "It works with a keyboard.",
        "What was <strong>measured</strong>, and in whom.",
        'href="/learn/touch/lesson-1/"',
    ],
)
def test_a_course_page_says_before_enrolling_all_that_boards_ask_for(client, edition, fact):
    assert fact in client.get("/touch/").content.decode()


def test_the_page_offers_a_visitor_an_account_and_comes_back(client, edition):
    assert 'href="/accounts/signup/?next=/touch/"' in client.get("/touch/").content.decode()


def test_the_page_offers_a_learner_to_enroll_and_then_to_continue(client, edition):
    learner = UserFactory()
    client.force_login(learner)
    assert 'action="/learn/touch/enrol/"' in client.get("/touch/").content.decode()

    enrolled(edition, learner)

    page = client.get("/touch/").content.decode()
    assert 'action="/learn/touch/enrol/"' not in page
    assert 'href="/learn/touch/">Continue the course</a>' in page


def test_a_course_that_was_never_released_cannot_be_enrolled_in(client):
    course_page(CourseFactory(code="draft"))

    page = client.get("/draft/").content.decode()

    assert "This course isn't open yet." in page
    assert "enrol/" not in page


def test_the_address_of_a_step_page_leads_to_its_course(client, edition):
    page = edition.course.pages.get()
    lesson_page(page, "Circulation", slug="circulation")
    attestation_page(page)

    assert client.get("/touch/circulation/").url == "/touch/"
    assert client.get("/touch/confirm/").url == "/touch/"


def test_steps_are_in_no_sitemap(edition):
    lesson = lesson_page(edition.course.pages.get(), "Circulation")

    assert lesson.get_sitemap_urls() == []


def test_markdown_of_an_editor_cannot_carry_a_script(client):
    edition = an_edition(
        course=CourseFactory(code="bad"), manifest={"code": "bad", "objectives": [], "pass_rules": []}
    )
    course_page(edition.course, description="<script>alert(1)</script> [x](javascript:alert(1))")

    page = client.get("/bad/").content.decode()

    assert "<script>alert" not in page
    assert "javascript:" not in page
