"""A picture that is refused is refused with what to do."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from wagtail.images.forms import get_image_form

from courses.models import LessonImage

pytestmark = pytest.mark.django_db

DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def drawn(kind, size=(20, 20)):
    content = BytesIO()
    Image.new("L", size).save(content, kind)
    return content.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("x.svg", DRAWING, "Save it as one of these and upload that."),
        ("x.png", DRAWING, "Save it as JPEG or PNG and upload that."),
        ("x.gif", drawn("GIF"), "Save it as one of these and upload that."),
        ("x.jpg", drawn("PNG"), "Save it as JPEG or PNG and upload that."),
        ("x.png", b"hello", "Save it as JPEG or PNG and upload that."),
        ("x.png", drawn("PNG", (8000, 5001)), "more than 40 million pixels. Save it smaller"),
    ],
)
def test_a_refused_picture_says_what_to_do(name, content, said):
    form = get_image_form(LessonImage)({"title": "x"}, {"file": SimpleUploadedFile(name, content)})

    assert any(said in error for error in form.errors["file"])
