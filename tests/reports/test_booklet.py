"""An edition as a PDF says what the reader says of what is open to the learner, and nothing else."""

import io
import re
from contextlib import contextmanager

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from page import validate_pdf_bytes as validate
from PIL import Image
from pypdf import PdfReader

from accounts.models import Role
from courses import correcting
from courses.releasing import release
from quizzes.models import QuestionVersion
from reports import figures
from reports.views.booklets import MOST
from tests.browser.poison import a_world
from tests.factories.accounts import person_with
from tests.factories.courses import claim, enrolled, figure, finish, picture, rewrite, somebody_approves
from tests.factories.released import course_pages

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh():
    cache.clear()


@pytest.fixture
def edition():
    return release(course_pages().course, by=None)


def booklet_of(client, enrolment) -> bytes:
    client.force_login(enrolment.learner)
    answer = client.get(f"/learn/{enrolment.course.code}/edition.pdf")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/pdf"
    return answer.content


def text_of(content: bytes) -> str:
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    return " ".join(text.split())


def test_it_says_what_the_edition_says(client, edition):
    enrolment = enrolled(edition)
    finish(enrolment, "lesson-1", "lesson-2")

    content = booklet_of(client, enrolment)

    text = text_of(content)
    reference = edition.steps.get(slug="lesson-1").body["references"][0]
    for said in (
        "The Science of Touch",
        "What touch does, and what it doesn’t.",
        "Explain finding 1.",
        "Edition 1.0",
        "Lesson 2",
        "The text of Lesson 2.",
        "Massage has not been shown to raise arterial flow.",
        "Contested · low certainty",
        "Red flag",
        "Refer the client.",
        "Nobody has anything to disclose.",
        edition.sha256[:32],
    ):
        assert said in text
    assert reference["doi"] in text.replace(" ", "")
    assert all(validate(content, profile=profile).is_compliant for profile in ("3a", "ua1"))


def test_what_is_locked_is_not_in_it(client, edition):
    enrolment = enrolled(edition)

    before = text_of(booklet_of(client, enrolment))
    finish(enrolment, "lesson-1")
    after = text_of(booklet_of(client, enrolment))

    assert "1 more lesson will be in this file once it opens to you." in before
    assert "The text of Lesson 2." not in before
    assert "The text of Lesson 2." in after
    assert "more lesson" not in after


def test_no_question_and_no_key_is_in_it(client, edition):
    enrolment = enrolled(edition)
    finish(enrolment, *edition.steps.values_list("slug", flat=True))
    assert enrolment.completion

    text = text_of(booklet_of(client, enrolment))

    for version in QuestionVersion.objects.all():
        assert version.payload["stem"] not in text
        assert not any(option["text"] in text for option in version.payload["options"])


def test_it_stays_with_the_edition_and_shows_corrections_beside_it(client):
    pages = course_pages()
    edition = release(pages.course, by=None)
    enrolment = enrolled(edition)
    author, colleague = person_with(Role.ADMINISTRATOR), person_with(Role.ADMINISTRATOR)
    said = correcting.taught(edition.course)[0]
    new = {"old": said.text, "new": "It was not raised.", "severity": "safety", "reason": "We read it again."}
    made = correcting.propose(edition.course, by=author, kind="claim", item=said.item, **new)
    correcting.publish(made, by=colleague)
    rewrite(pages.lessons[0], "Quite another text.")
    release(pages.course, by=None)

    text = text_of(booklet_of(client, enrolment))

    assert "Edition 1.0" in text
    assert "Quite another text" not in text
    assert f"It said: {said.text}" in text
    assert "It should say: It was not raised." in text
    assert "We read it again." in text


def test_it_is_for_the_enrolled_who_acknowledged(client):
    edition = release(course_pages(asks_to_acknowledge=True).course, by=None)
    enrolment, other = enrolled(edition), person_with(Role.INSTRUCTOR)
    address = f"/learn/{edition.course.code}/edition.pdf"

    assert client.get(address).url.startswith("/accounts/login/")
    client.force_login(other)
    assert client.get(address).status_code == 404
    client.force_login(enrolment.learner)
    assert client.get(address).url == f"/learn/{edition.course.code}/begin/"


def test_it_costs_the_same_statements_however_long_the_edition_is(client):
    counts = []
    for lessons in (1, 4):
        edition = release(course_pages(lessons).course, by=None)
        enrolment = enrolled(edition)
        finish(enrolment, *(f"lesson-{n}" for n in range(1, lessons + 1)))
        client.force_login(enrolment.learner)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(f"/learn/{edition.course.code}/edition.pdf")
        counts.append(len(asked))

    assert counts[0] == counts[1] <= 14


def test_nobody_keeps_the_processor_busy(client, edition):
    enrolment = enrolled(edition)
    client.force_login(enrolment.learner)
    cache.set(f"booklets-{enrolment.learner.pk}", MOST - 1, 3600)
    address = f"/learn/{edition.course.code}/edition.pdf"

    assert client.get(address).status_code == 200
    refused = client.get(address, follow=True)

    assert "in an hour" in refused.content.decode()


def test_every_kind_of_block_is_set_and_no_payload_does_anything(client):
    world = a_world()

    content = booklet_of(client, world.enrolment)

    reader = PdfReader(io.BytesIO(content))
    links = [
        note.get_object()["/A"].get("/URI", "")
        for page in reader.pages
        for note in page.get("/Annots", ())
        if "/A" in note.get_object()
    ]
    assert [link for link in links if not re.match("https?://|mailto:", link)] == []
    assert b"/JavaScript" not in content
    assert b"/OpenAction" not in content
    text = text_of(content)
    assert "<script>canary()</script>" in text  # as words
    assert "Recording, to be played online" in text
    assert "A question to try stands here in the lesson online." in text
    assert "It can be had online." in text
    assert "Corrected on" in text
    assert all(validate(content, profile=profile).is_compliant for profile in ("3a", "ua1"))


@contextmanager
def opened(content):
    with Image.open(io.BytesIO(content)) as image:
        yield image


def test_a_drawing_keeps_the_light_colors():
    svg = (
        "<svg><style>:root{--ink:#111;--paper:#eee}@media screen and (prefers-color-scheme:dark)"
        "{:root{--ink:#fff}}</style><path style='fill: var(--ink)'/><path fill='var(--paper)'/>"
        "<path fill='var(--other, red)'/><path fill='var(--none)'/></svg>"
    )

    printed = figures.for_paper(svg.encode(), "image/svg+xml")

    assert "fill: #111" in printed
    assert "fill='#ffffff'" in printed
    assert "fill='red'" in printed
    assert "fill='currentColor'" in printed
    assert "var(" not in printed


@pytest.mark.parametrize(
    ("form", "mode", "kind"),
    [
        *((form, "RGB", "jpeg") for form in ("PNG", "WEBP", "AVIF", "JPEG")),
        *((form, "RGBA", "png") for form in ("PNG", "WEBP", "AVIF")),
        *(("PNG", mode, kind) for mode, kind in (("P", "png"), ("L", "jpeg"), ("LA", "png"))),
        ("JPEG", "CMYK", "jpeg"),
    ],
)
def test_a_photo_is_wrapped_and_made_no_larger_than_paper_needs(form, mode, kind):
    made = io.BytesIO()
    Image.new(mode, (2000, 1000)).save(made, form)

    printed = figures.for_paper(made.getvalue(), f"image/{form.lower()}")

    assert 'viewBox="0 0 1600 800"' in printed
    assert f"data:image/{kind};base64," in printed


def test_a_photo_is_set(client):
    pages = course_pages(1)
    made = io.BytesIO()
    Image.new("RGB", (900, 300), "navy").save(made, "PNG")
    image = picture(made.getvalue(), "hands.png", "media/hands.png")
    image.width, image.height = 900, 300
    image.save()
    lesson = pages.lessons[0]
    lesson.body = [figure(image), claim(pages.reference)]
    lesson.save()
    somebody_approves(lesson)
    enrolment = enrolled(release(pages.course, by=None))

    content = booklet_of(client, enrolment)

    [image] = [image for page in PdfReader(io.BytesIO(content)).pages for image in page.images]
    with opened(image.data) as shown:
        assert shown.getpixel((5, 5))[2] > 100
    assert "The skin’s vessels lie above." in text_of(content)


@pytest.mark.parametrize(("content", "kind"), [(b"no picture", "image/png"), (b"\xff\xfe", "image/svg+xml")])
def test_what_is_no_picture_leaves_its_place_empty(content, kind):
    assert figures.for_paper(content, kind) == figures.EMPTY
