"""A film in a lesson: with captions and a transcript, or it isn't released; kept and wound forward as it was taught."""

import re
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import Role
from courses.excerpts import plain
from courses.models import FrozenAsset, LessonDocument
from courses.models.recorded import CaptionsBlock
from courses.releasing import NotReady, release
from tests.courses.test_assets import body_of, show
from tests.courses.test_handouts import SCRIPT, pdf
from tests.factories.accounts import UserFactory, person_with
from tests.factories.courses import CAPTIONS, RECORDINGS, audio, enrolled, figure, finish, recording, video
from tests.factories.released import course_pages

pytestmark = pytest.mark.django_db

FILM = (RECORDINGS / "a.mp4").read_bytes()


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def pages():
    return course_pages()


def released(pages, *blocks):
    show(pages.lessons[1], *blocks)
    return release(pages.course, by=None)


def addresses(html: str, name: str) -> list[str]:
    return re.findall(rf'{name}="([^"]+)"', html)


def test_a_released_film_is_played_with_its_captions_and_transcript(client, pages):
    edition = released(pages, video(recording()))
    step = edition.steps.get(slug="lesson-2")
    enrolment = enrolled(edition)
    finish(enrolment, "lesson-1")
    client.force_login(enrolment.learner)

    page = client.get(f"/learn/{edition.course.code}/lesson-2/").content.decode()
    player = page[page.index("<video") : page.index("</video>")]
    film, said = addresses(player, "src")

    assert body_of(client.get(film)) == FILM
    assert (client.get(said)["Content-Type"], body_of(client.get(said)).decode()) == (
        "text/vtt",
        CAPTIONS,
    )
    assert " controls " in player
    assert "“Press &amp; <em>wait</em>.”" in page
    assert "Video, 0:03" in page
    assert [asset["media_type"] for asset in step.body["blocks"][1]["assets"]] == ["video/mp4", "text/vtt"]
    assert "A hand lies on a calf" in plain(step.body["blocks"][1])


def test_a_film_can_be_wound_forward_and_is_for_who_is_enrolled(client, pages):
    edition = released(pages, video(recording()))
    path = f"/learn/assets/{FrozenAsset.objects.get(media_type='video/mp4').sha256}"
    client.force_login(enrolled(edition).learner)

    part = client.get(path, headers={"Range": "bytes=13000-"})

    assert (part.status_code, body_of(part)) == (206, FILM[13000:])
    client.force_login(UserFactory())
    assert client.get(path).status_code == 404


def test_minutes_of_a_film_count_and_its_words_do_not(pages):
    lesson = pages.lessons[1]
    before = lesson.workload()
    show(lesson, video(recording(seconds="634")), audio(recording("a.mp3", "61")))

    after = lesson.workload()

    assert after.media_minutes - before.media_minutes == Decimal("11.5")
    edition = release(pages.course, by=None)
    assert (edition.media_seconds, edition.steps.get(slug="lesson-2").media_seconds) == (690, 690)
    assert edition.manifest["media_minutes"] == "11.5"
    assert after.words == 1  # “Look.”


@pytest.mark.parametrize(
    ("block", "fields", "problem"),
    [
        (video, {"transcript": " "}, "The video “Finding the pulse” has no transcript."),
        (video, {"credit": ""}, "The video “Finding the pulse” doesn't say who made it."),
        (video, {"licence": ""}, "The video “Finding the pulse” doesn't say what allows you to use it."),
        (video, {"recording": None}, "The video “Finding the pulse” has no file."),
        (video, {"captions": ""}, "The video “Finding the pulse”, captions: There is no caption in it."),
        (
            video,
            {"captions": "0:05 Later"},
            "captions: The last caption begins at 00:00:05.000, after the end.",
        ),
        (video, {"described": False}, "say aloud in it what only the picture shows"),
        (audio, {}, "The recording “A talk”: “The calf” isn't a recording."),
    ],
)
def test_a_film_that_lacks_something_is_not_released(pages, block, fields, problem):
    film = fields.pop("recording", recording())

    with pytest.raises(NotReady) as refusal:
        released(pages, block(film, **fields))

    assert problem in str(refusal.value)


def test_a_preview_plays_the_film_of_the_library_and_leaves_out_what_is_not_chosen_yet(rf, client, pages):
    show(
        pages.lessons[1],
        video(recording()),
        video(None, title="Not yet"),
        figure(None),
    )
    page = pages.lessons[1].get_latest_revision_as_object()

    html = page.serve_preview(rf.get("/"), "").render().content.decode()
    film, said = addresses(html[html.index("<video") :], "src")[:2]

    assert said.startswith("data:text/vtt;base64,")
    assert "Not yet" not in html
    client.force_login(person_with(Role.INSTRUCTOR))
    part = client.get(film, headers={"Range": "bytes=0-3"})
    assert (part.status_code, body_of(part)) == (206, FILM[:4])
    client.force_login(person_with(Role.INSTRUCTOR, scope="course:another"))
    assert client.get(film).status_code in (302, 403)


def upload(client, name, content):
    client.force_login(person_with(Role.INSTRUCTOR))
    file = SimpleUploadedFile(name, content)
    return client.post("/cms/documents/add/", {"title": "A", "file": file, "collection": 1})


def test_an_uploaded_film_says_how_long_it_is(client):
    upload(client, "calf.mp4", FILM)

    assert LessonDocument.objects.get().seconds == 3


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("calf.mp4", b"<html><script>alert(1)</script>", "no MP4, WebM, M4A or MP3"),
        ("calf.mp3", FILM, "Name it so that it ends in .mp4"),
        ("calf.mp4", (RECORDINGS / "hevc.mp4").read_bytes(), "HEVC"),
        ("calf.exe", FILM, "not allowed"),
        ("handout.pdf", pdf(SCRIPT, catalogue="/OpenAction 4 0 R"), "It holds JavaScript"),
        ("handout.pdf", FILM, "not a PDF"),
    ],
)
@pytest.mark.parametrize(
    "address", ["/cms/documents/add/", "/cms/documents/multiple/add/", "/cms/documents/chooser/create/"]
)
def test_what_is_not_for_learners_is_refused_wherever_it_is_uploaded(client, address, name, content, said):
    client.force_login(person_with(Role.INSTRUCTOR))
    field = "document-chooser-upload-" if "chooser" in address else ""
    names = {"title": "A", "collection": 1}
    fields = {f"{field}{key}": value for key, value in names.items()}
    sent = "files[]" if "multiple" in address else f"{field}file"

    answer = client.post(address, fields | {sent: SimpleUploadedFile(name, content)})

    assert said in answer.content.decode().encode().decode("unicode_escape", "replace")
    assert LessonDocument.objects.count() == 0


def test_captions_are_kept_in_one_way_of_writing_and_refused_by_their_line():
    block = CaptionsBlock(required=False)

    assert block.clean("0:01 Press") == ("WEBVTT\n\n00:00:01.000 --> 00:00:08.000\nPress")
    with pytest.raises(ValidationError, match="Line 2: begin each line"):
        block.clean("0:01 Press\nand wait")
