"""What is exported is what was loaded, byte for byte; and loads again wherever it was written in the CMS."""

import shutil

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command

from courses.models import Course, CoursePage, LessonImage, LessonPage
from interchange import exporting
from quizzes.models import Bank
from tests.factories.courses import figure
from tests.factories.pictures import picture
from tests.interchange.test_loading import change, done, load

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def files(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def export(folder, code="sample"):
    made = exporting.export(code, folder)
    exporting.write(made, folder)
    return made


def test_what_was_loaded_comes_out_byte_for_byte(content):
    load(content)
    before = files(content)

    made = exporting.export("sample", content)

    assert {name: made.files[name] for name in made.files} == {name: before[name] for name in made.files}
    assert set(before) - set(made.files) == {"evidence.yaml", "rules/sample.yaml"}  # of no course
    assert exporting.write(made, content) == []


def test_an_empty_folder_gets_the_same_bytes(content, tmp_path):
    load(content)

    export(tmp_path / "new")

    new, old = files(tmp_path / "new"), files(content)
    steps = sorted(name for name in new if name.endswith(".md"))
    assert [name.rpartition("/")[2] for name in steps] == [
        f"{n}0-{step}.md"
        for n, step in enumerate(["first", "second", "shown", "played", "test", "confirm"], 1)
    ]
    assert sorted(new[name] for name in steps) == sorted(old[name] for name in old if name.endswith(".md"))
    rest = set(new) - set(steps) - {"references.bib", "glossary.yaml"}
    assert {name: new[name] for name in rest} == {name: old[name] for name in rest}
    assert {
        "courses/sample/media/beds.svg",
        "media/pulse.webm",
        "media/handout.pdf",
        "banks/kinds.yaml",
    } <= rest


def edit_in_the_cms(lesson: LessonPage, *blocks) -> None:
    """More at the end of a lesson. What others point to in it stays."""
    for block in [("text", {"key": "more", "text": "## More {#more}\n\nWritten in the CMS."}), *blocks]:
        lesson.body.append(block)
    lesson.save_revision().publish()


def test_what_was_written_in_the_cms_is_exported_and_then_loads_without_a_conflict(content):
    load(content)
    edit_in_the_cms(LessonPage.objects.get(slug="second"))

    changed = exporting.write(exporting.export("sample", content), content)

    assert changed == ["courses/sample/20-second.md"]
    assert "Written in the CMS." in (content / changed[0]).read_text()
    assert done(load(content)) == ["adopt step sample/second"]


def test_what_was_edited_in_the_cms_is_named_and_not_overwritten(content):
    load(content)
    edit_in_the_cms(LessonPage.objects.get(slug="second"))

    change(content, "courses/sample/20-second.md", "title: ", "title: Newer ")

    assert done(load(content)) == [
        "conflict step sample/second: its file changed, and it was edited in the CMS since it was loaded"
    ]
    assert "Written in the CMS." in str(LessonPage.objects.get(slug="second").body.raw_data)


def test_a_picture_that_was_uploaded_gets_a_file(content):
    load(content)
    image = LessonImage.objects.create(
        title="Calf", width=40, height=20, file=ContentFile(picture(), name="A Calf.png")
    )
    edit_in_the_cms(LessonPage.objects.get(slug="second"), figure(image))

    export(content)

    assert (content / "courses/sample/media/a-calf.png").exists()
    assert [line for line in done(load(content)) if not line.startswith("adopt")] == []


def test_a_bank_keeps_its_place_in_the_tree(content):
    load(content)
    assert Bank.objects.get(code="kinds").parent.code == "sample"

    Bank.objects.filter(code="kinds").update(parent=None)

    assert done(load(content)) == ["kept bank kinds: edited in the CMS since it was loaded"]
    assert b"parent" not in export(content).files["banks/kinds.yaml"]


def test_what_files_have_no_word_for_is_said(content, capsys):
    load(content)
    page = CoursePage.objects.get(course__code="sample")
    page.asks_to_acknowledge = False
    page.requires = [Course.objects.create(code="earlier")]
    page.save()

    call_command("export_course", "sample", path=content)

    said = capsys.readouterr().err
    assert "not in the files: which courses must be completed first" in said
    assert "not in the files: that the disclosure needn't be acknowledged" in said


def test_what_could_not_be_loaded_again_is_not_written(content):
    load(content)
    lesson = LessonPage.objects.get(slug="second")
    edit_in_the_cms(lesson, ("text", {"key": "raw", "text": "## Raw {#raw}\n\n<b>HTML</b>"}))
    before = files(content)

    with pytest.raises(CommandError, match="nothing was written"):
        call_command("export_course", "sample", path=content)

    assert files(content) == before


def test_a_course_that_is_not_there_is_said(content):
    with pytest.raises(CommandError, match="no published course “nowhere”"):
        call_command("export_course", "nowhere", path=content)


def test_it_is_the_folder_that_says_how_steps_are_called(content):
    load(content)
    shutil.move(content / "courses/sample/20-second.md", content / "courses/sample/15-second.md")

    assert "courses/sample/15-second.md" in exporting.export("sample", content).files
