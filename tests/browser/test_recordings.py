"""A film in a lesson: played, slowed down and read, with and without script."""

from decimal import Decimal

import pytest
from playwright.sync_api import expect

from accounts.models import Role
from courses.models import LessonPage
from courses.releasing import release
from tests.browser.inspecting import inspect
from tests.browser.signing_in import sign_in
from tests.browser.test_authoring_walk import add_block
from tests.factories.accounts import person_with
from tests.factories.courses import CAPTIONS, RECORDINGS, audio, enrolled, publish, recording, video
from tests.factories.released import course_pages


@pytest.fixture
def lesson(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    pages = course_pages()
    first = pages.lessons[0]
    first.body = [
        ("text", {"key": "opening", "text": "Watch."}),
        video(recording("a.webm")),
        audio(recording("a.mp3")),
    ]
    publish(first)
    edition = release(pages.course, by=None)
    return enrolled(edition).learner, f"/learn/{edition.course.code}/lesson-1/"


def test_a_learner_plays_a_film_at_their_speed(open_window, lesson):
    learner, address = lesson
    page = open_window(width=360, height=740)
    sign_in(page, learner)
    page.goto(address)

    page.locator("[data-speed] select").first.select_option("1.5")
    page.reload()

    film = page.locator("video")
    expect(page.locator("[data-speed] select").last).to_have_value("1.5")
    length = film.evaluate(
        """film => new Promise((done, failed) => {
            film.onerror = () => failed(film.error.message);
            film.onseeked = () => done([film.duration, film.currentTime, film.playbackRate]);
            const wind = () => { film.currentTime = 2; };
            if (film.readyState > 0) wind(); else film.onloadedmetadata = wind;
        })"""
    )
    assert [round(number, 1) for number in length] == [3.0, 2.0, 1.5]
    expect(page.locator("video track")).to_have_js_property("readyState", 2)
    cue = "film => film.textTracks[0].cues[0].getCueAsHTML().textContent"
    assert film.evaluate(cue) == "Press & wait."
    inspect(page)


def test_without_script_the_browser_s_own_player_and_the_transcript_are_there(open_window, lesson):
    learner, address = lesson
    page = open_window(javascript=False)
    sign_in(page, learner)
    page.goto(address)

    expect(page.locator("[data-speed] select").first).to_be_hidden()
    assert page.locator("video").get_attribute("controls") is not None
    page.get_by_text("Transcript").first.click()
    expect(page.get_by_text("A hand lies on a calf.").first).to_be_visible()


def test_on_paper_a_film_is_its_transcript(open_window, lesson):
    learner, address = lesson
    page = open_window()
    sign_in(page, learner)
    page.goto(address)

    page.emulate_media(media="print")

    expect(page.locator("video")).to_be_hidden()
    expect(page.get_by_text("A hand lies on a calf.").first).to_be_visible()


def test_an_instructor_adds_a_film_with_captions_from_a_file(open_window, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    pages = course_pages()
    page = open_window()
    sign_in(page, person_with(Role.INSTRUCTOR, scope=f"course:{pages.course.course.public_id}"))
    page.goto(f"/cms/pages/{pages.lessons[0].pk}/edit/")

    block = add_block(page, "Video")
    block.get_by_role("button", name="Choose a document").click()
    modal = page.locator(".modal")
    modal.get_by_role("tab", name="Upload").click()
    modal.locator("input[type=file]").set_input_files(RECORDINGS / "a.webm")
    modal.locator("input[name$=title]").fill("The pulse")
    modal.get_by_role("button", name="Upload").click()
    modal.wait_for(state="detached")
    block.get_by_label("Title").fill("Finding the pulse")
    captions = {"name": "pulse.vtt", "mimeType": "text/vtt", "buffer": CAPTIONS.encode()}
    block.get_by_label("Fill it from a file of captions").set_input_files(captions)
    expect(block.get_by_label("What is said, line by line")).to_have_value(CAPTIONS)
    expect(block.get_by_text("Filled from the file.")).to_be_visible()
    page.get_by_role("button", name="Save draft").click()
    page.wait_for_load_state()

    expect(page.get_by_text("has no transcript.")).to_be_visible()
    added = LessonPage.objects.get(pk=pages.lessons[0].pk).get_latest_revision_as_object().body[-1].value
    assert (added["recording"].seconds, added["captions"]) == (Decimal("3.008"), CAPTIONS)
