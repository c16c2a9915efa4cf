"""What an edition shows stays as it was, and is for those whom it was taught to."""

import hashlib
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.db.models import ProtectedError

from accounts.models import Role
from courses import keeping
from courses.models import FrozenAsset, LessonImage, StepAsset
from courses.models.assets import asset_of
from courses.releasing import NotReady, release
from tests.factories.accounts import UserFactory, person_with
from tests.factories.courses import DRAWING, EditionStepFactory, enrolled, figure, picture, publish
from tests.factories.released import course_pages

pytestmark = pytest.mark.django_db

DIGEST = hashlib.sha256(DRAWING).hexdigest()
PATH = f"/learn/assets/{DIGEST}"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def pages():
    """A course whose second lesson shows a drawing."""
    pages = course_pages()
    show(pages.lessons[1], figure(picture()))
    return pages


def show(lesson, *blocks) -> None:
    lesson.body = [("text", {"key": "opening", "text": "Look."}), *blocks]
    publish(lesson)


def body_of(response) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


@pytest.fixture
def learner(client, pages):
    edition = release(pages.course, by=None)
    learner = UserFactory()
    enrolled(edition, learner)
    client.force_login(learner)
    return learner


def test_a_released_figure_is_kept_under_its_digest_and_the_manifest_names_it(pages):
    edition = release(pages.course, by=None)

    asset = FrozenAsset.objects.get()
    assert (asset.sha256, asset.media_type, asset.size) == (DIGEST, "image/svg+xml", len(DRAWING))
    assert [step["assets"] for step in edition.manifest["steps"]] == [[], [DIGEST], [], []]
    html = edition.steps.get(slug="lesson-2").html
    assert f'src="{PATH}"' in html
    assert 'alt="Two vessels, one above the other."' in html
    assert "The upper one is <em>red</em>." in html


def test_two_editions_that_show_the_same_file_keep_it_once(pages):
    release(pages.course, by=None)
    show(pages.lessons[0], figure(LessonImage.objects.get()))
    release(pages.course, by=None)

    assert (FrozenAsset.objects.count(), StepAsset.objects.count()) == (1, 3)


def test_an_edition_keeps_its_bytes_when_the_library_changes_or_loses_the_image(client, pages, learner):
    image = LessonImage.objects.get()
    image.file.storage.delete(image.file.name)
    image.file = ContentFile(DRAWING.replace(b"M0 5", b"M0 9"), name="other.svg")
    image.save()

    assert body_of(client.get(PATH)) == DRAWING
    image.file.storage.delete(image.file.name)
    image.delete()
    assert body_of(client.get(PATH)) == DRAWING


def test_a_kept_file_cannot_be_deleted_while_an_edition_shows_it(pages, learner):
    with pytest.raises(ProtectedError):
        FrozenAsset.objects.get().delete()


def test_a_file_that_changes_during_the_release_is_refused(pages):
    step = EditionStepFactory()
    image = LessonImage.objects.get()
    asset = asset_of(image)
    Path(image.file.path).write_bytes(b"something else")

    with pytest.raises(keeping.Changed):
        keeping.keep(step, [asset])

    assert not FrozenAsset.objects.exists()
    assert not list(Path(image.file.storage.location).glob("editions/*/*"))


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        (
            {"alt": " "},
            "The figure “The skin's vessels lie above.” has no words for those who can't see it. Say what it shows.",
        ),
        ({"credit": ""}, "The figure “The skin's vessels lie above.” doesn't say who made it."),
        (
            {"licence": ""},
            "The figure “The skin's vessels lie above.” doesn't say what allows you to use it.",
        ),
        ({"image": None}, "The figure “The skin's vessels lie above.” has no image."),
    ],
)
def test_a_figure_that_lacks_something_is_not_released(pages, fields, problem):
    image = fields.pop("image", LessonImage.objects.get())
    show(pages.lessons[1], figure(image, **fields))

    with pytest.raises(NotReady) as refusal:
        release(pages.course, by=None)

    assert refusal.value.problems == [f"“Lesson 2”: {problem}"]


def test_a_drawing_that_was_uploaded_and_not_loaded_is_not_released(pages):
    LessonImage.objects.update(source="")

    with pytest.raises(NotReady, match=r"is an SVG\. Upload it as PNG"):
        release(pages.course, by=None)


def test_a_figure_whose_file_is_gone_says_so(pages):
    image = LessonImage.objects.get()
    image.file.storage.delete(image.file.name)

    with pytest.raises(NotReady, match=r"The file of “Beds” is gone\. Upload it again\."):
        release(pages.course, by=None)


def test_only_who_was_taught_it_gets_a_file(client, pages):
    edition = release(pages.course, by=None)
    enrolment = enrolled(edition)

    def status(user) -> int:
        client.logout()
        if user:
            client.force_login(user)
        return client.get(PATH).status_code

    assert [status(None), status(UserFactory()), status(enrolment.learner)] == [404, 404, 200]
    scope = f"course:{edition.course.public_id}"
    assert status(person_with(Role.INSTRUCTOR, scope=scope)) == 200
    assert status(person_with(Role.INSTRUCTOR, scope="course:another")) == 404


def test_files_of_the_first_lesson_are_open_to_everybody(client, pages):
    show(pages.lessons[0], figure(LessonImage.objects.get()))
    release(pages.course, by=None)

    assert client.get(PATH).status_code == 200


def test_a_learner_keeps_the_files_of_an_edition_they_were_on(client, pages, learner):
    show(pages.lessons[1], figure(picture(DRAWING + b"\n", source="media/other.svg")))
    edition = release(pages.course, by=None)

    assert edition.number == "2.0"
    assert client.get(PATH).status_code == 200
    assert client.get(f"/learn/assets/{FrozenAsset.objects.last().sha256}").status_code == 404


def test_a_file_comes_with_headers_that_keep_it_harmless_and_private(client, learner):
    response = client.get(PATH)

    assert response["Content-Type"] == "image/svg+xml"
    assert response["Cache-Control"] == "private, max-age=31536000, immutable"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert response["Content-Disposition"] == 'inline; filename="beds.svg"'
    assert (response["Accept-Ranges"], response["Content-Length"]) == ("bytes", str(len(DRAWING)))


def test_a_part_of_a_file_is_served(client, learner):
    response = client.get(PATH, headers={"Range": "bytes=5-9"})

    assert (response.status_code, body_of(response)) == (206, DRAWING[5:10])
    assert response["Content-Range"] == f"bytes 5-9/{len(DRAWING)}"
    assert response["Content-Length"] == "5"


def test_a_part_behind_the_end_is_refused(client, learner):
    response = client.get(PATH, headers={"Range": "bytes=9999-"})

    assert (response.status_code, response["Content-Range"]) == (416, f"bytes */{len(DRAWING)}")


def test_a_part_of_another_version_gives_the_whole_file(client, learner):
    response = client.get(PATH, headers={"Range": "bytes=5-9", "If-Range": '"another"'})

    assert (response.status_code, body_of(response)) == (200, DRAWING)


def test_a_file_that_the_browser_has_is_not_sent_again(client, learner):
    response = client.get(PATH, headers={"If-None-Match": client.get(PATH)["ETag"]})

    assert (response.status_code, body_of(response)) == (304, b"")


def test_head_says_how_long_a_file_is_and_sends_nothing(client, learner):
    response = client.head(PATH)

    assert (response.status_code, response["Content-Length"], body_of(response)) == (
        200,
        str(len(DRAWING)),
        b"",
    )


@pytest.mark.parametrize("uses", [1, 3])
def test_a_file_takes_the_same_queries_however_often_it_was_used(
    client, pages, learner, uses, django_assert_num_queries
):
    for number in range(uses - 1):
        StepAsset.objects.create(
            step=EditionStepFactory(), asset=FrozenAsset.objects.get(), name=f"{number}.svg"
        )
    with django_assert_num_queries(3):  # session, user, file
        body_of(client.get(PATH))


def test_the_preview_shows_what_is_not_kept_yet(rf, pages):
    page = pages.lessons[1].get_latest_revision_as_object()

    html = page.serve_preview(rf.get("/"), "").render().content.decode()

    assert 'src="data:image/svg+xml;base64,' in html
    assert not FrozenAsset.objects.exists()
