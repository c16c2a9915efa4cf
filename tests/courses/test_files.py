"""Pictures of the library are for the CMS: learners get theirs with their edition."""

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from wagtail.images import get_image_model

from accounts.models import Role
from tests.factories.accounts import UserFactory, person_with
from tests.factories.pictures import picture

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def test_an_editor_sees_the_pictures_of_the_library(client):
    image = get_image_model().objects.create(title="A", file=SimpleUploadedFile("a.png", picture()))
    client.force_login(person_with(Role.INSTRUCTOR))

    answer = client.get(image.file.url)

    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    client.force_login(UserFactory())
    assert client.get(image.file.url).status_code == 404


@pytest.mark.parametrize("name", ["a.svg", "a.html", "../secret.png", "gone.png", "%2e%2e/secret.png"])
def test_nothing_else_is_served(client, name, tmp_path):
    default_storage.save("a.svg", SimpleUploadedFile("a.svg", b"<svg onload='alert(1)'/>"))
    (tmp_path.parent / "secret.png").write_bytes(b"secret")
    client.force_login(person_with(Role.INSTRUCTOR))

    assert client.get(f"/media/{name}").status_code == 404


def upload(client, name, content):
    return client.post(
        "/cms/images/add/", {"title": "A", "file": SimpleUploadedFile(name, content), "collection": 1}
    )


def huge() -> bytes:
    """A picture of 41 megapixels in a few kilobytes."""
    from io import BytesIO

    from PIL import Image

    drawn = BytesIO()
    Image.new("1", (8_200, 5_000)).save(drawn, "PNG")
    return drawn.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        (
            "a.svg",
            lambda: b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
            "Save it as one of these",
        ),
        (
            "a.png",
            lambda: b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
            "it is something else",
        ),
        ("a.png", huge, "more than 40 million pixels"),
    ],
    ids=["svg", "svg called png", "41 megapixels"],
)
def test_a_picture_that_could_do_harm_is_refused_with_a_reason(client, name, content, said):
    client.force_login(person_with(Role.INSTRUCTOR))

    page = upload(client, name, content()).content.decode()

    assert said in page
    assert get_image_model().objects.count() == 0
