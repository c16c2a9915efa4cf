"""What is exported is what was loaded, byte for byte; and loads again wherever it was written in the CMS."""

import shutil
from datetime import date

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from wagtail.models import Page

from courses.models import (
    AttestationPage,
    Course,
    CoursePage,
    EvaluationPage,
    LessonImage,
    LessonPage,
    Objective,
    Reference,
)
from courses.vouching import unapproved
from interchange import exporting
from quizzes.models import Bank, Question, QuizPage
from tests.factories.courses import figure
from tests.factories.pictures import picture
from tests.interchange.test_loading import change, done, load

pytestmark = pytest.mark.django_db

COURSE = "courses/sample/course.yaml"
OPINION = "courses/sample/75-opinion.md"


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
        for n, step in enumerate(["first", "second", "shown", "played", "test", "opinion", "confirm"], 1)
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


def test_what_is_not_in_the_files_is_said(content, capsys):
    load(content)
    LessonPage.objects.get(slug="shown").unpublish()
    LessonPage.objects.get(slug="second").save_revision(clean=False)
    Reference.objects.filter(key="hinds2004").update(authors="A B, C D, E F, G H, I J, K L, M N")

    call_command("export_course", "sample", path=content)

    assert capsys.readouterr().err.splitlines() == [
        "not in the files: “What is shown”, which isn't published",
        "not in the files: that some of it is a draft: it is written as it was last drafted",
        "not in the files: all that the library says of “hinds2004”: look at its entry in references.bib",
        "not in the files: courses/sample/30-shown.md: the published course has no such step, and the file was left "
        "as it is",
    ]


def test_a_course_to_complete_first_is_exported_first(content, capsys):
    load(content)
    page = CoursePage.objects.get(course__code="sample")
    page.requires = [Course.objects.create(code="earlier")]
    page.save()

    with pytest.raises(CommandError, match="nothing was written"):
        call_command("export_course", "sample", path=content)

    assert "E512 no course `earlier` in courses/: export it first, or take it out" in capsys.readouterr().err


def test_a_bank_of_several_courses_is_refused_and_named(content):
    load(content)
    other = Objective.objects.create(
        course=Course.objects.create(code="x"), number=1, bloom="a", statement="A."
    )
    Question.objects.filter(key="skin-001").update(objective=other)

    with pytest.raises(CommandError, match=r"“sample” tests objectives of several courses \(sample, x\)"):
        call_command("export_course", "sample", path=content)


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (lambda page: setattr(page, "asks_to_acknowledge", False), "acknowledge: no"),
        (lambda page: setattr(page, "slug", "elsewhere"), "address: elsewhere"),
        (lambda page: setattr(page, "requires", [Course.objects.get(code="sample2")]), "requires: [sample2]"),
    ],
)
def test_what_was_chosen_in_the_cms_is_kept_named_when_both_changed_and_written(content, edit, said):
    other = content / "courses/sample2/course.yaml"
    other.parent.mkdir()
    other.write_text((content / COURSE).read_text().replace("code: sample", "code: sample2"))
    load(content)
    page = CoursePage.objects.get(course__code="sample")
    edit(page)
    page.save_revision().publish()
    kept = "kept course sample: edited in the CMS since it was loaded"
    assert done(load(content)) == [kept]

    change(content, COURSE, "price: Free", "price: USD 10")
    assert [line for line in done(load(content)) if line.startswith("conflict course")] == [
        "conflict course sample: its file changed, and it was edited in the CMS since it was loaded"
    ]

    export(content)
    assert said in (content / COURSE).read_text()
    assert done(load(content)) == ["adopt course sample"]


@pytest.mark.parametrize(
    ("slug", "kind"), [("first", LessonPage), ("test", QuizPage), ("confirm", AttestationPage)]
)
def test_a_step_that_became_optional_is_kept_and_written(content, slug, kind):
    load(content)
    page = kind.objects.get(slug=slug)
    page.required = False
    page.save_revision().publish()

    assert done(load(content)) == [f"kept step sample/{slug}: edited in the CMS since it was loaded"]
    [name] = exporting.write(exporting.export("sample", content), content)
    assert "\nrequired: no\n" in (content / name).read_text()


def test_an_evaluation_that_was_edited_in_the_cms_is_named_and_not_overwritten(content):
    load(content)
    page = EvaluationPage.objects.get(slug="opinion")
    ids = [block.id for block in page.questions]
    page.questions[1].value["prompt"] = "Anything else?"
    page.save_revision().publish()

    change(content, OPINION, "Three short questions.", "Two short questions.")

    assert done(load(content)) == [
        "conflict step sample/opinion: its file changed, and it was edited in the CMS since it was loaded"
    ]
    export(content)
    assert "key: b\n    ask: Anything else?" in (content / OPINION).read_text()
    load(content)
    change(content, OPINION, "Three short questions.", "Two short questions.")
    assert done(load(content))[-1] == "update step sample/opinion"
    assert [block.id for block in EvaluationPage.objects.get(slug="opinion").questions] == ids


def test_a_source_that_was_edited_in_the_cms_is_named_kept_and_written(content):
    load(content)
    Reference.objects.filter(key="hinds2004").update(
        retracted_on=date(2026, 5, 1), title="Effects of massage"
    )
    assert done(load(content)) == ["kept reference hinds2004: edited in the CMS since it was loaded"]

    change(content, "references.bib", "Low back pain and", "Back pain and")
    change(content, "references.bib", "year = {2004}", "year = {2005}")
    assert done(load(content)) == [
        "conflict reference hinds2004: its file changed, and it was edited in the CMS since it was loaded",
        "update reference nice2016",
    ]

    export(content)
    assert (
        (content / "references.bib")
        .read_text()
        .startswith(
            "@article{hinds2004,\n"
            "  author = {Hinds, Toby and McEwan, Ian},\n"
            "  title = {Effects of massage},\n"
            "  year = {2004},\n"
            "  journal = {Medicine and Science in Sports and Exercise},\n"
            "  volume = {36},\n"
            "  number = {8},\n"
            "  pages = {1308--1313},\n"
            "  doi = {10.1249/01.MSS.0000135789.47716.DB},\n"
            "  retracted = {2026-05-01}\n"
            "}\n"
        )
    )
    assert done(load(content)) == ["adopt reference hinds2004"]


def test_a_step_written_in_the_cms_keeps_its_page_and_its_blocks_when_its_file_changes(content):
    load(content)
    lesson = LessonPage(
        title="Begun in the CMS", slug="begun", body=[("text", {"key": "b1", "text": "One."})]
    )
    course = CoursePage.objects.get(course__code="sample")
    course.add_child(instance=lesson)
    lesson.save_revision().publish()
    [block] = lesson.body
    export(content)
    file = content / "courses/sample/90-begun.md"
    load(content)

    file.write_text(file.read_text().replace("One.", "Two."))
    change_made = done(load(content))

    assert change_made == ["update step sample/begun"]
    after = LessonPage.objects.get(slug="begun")
    assert (after.pk, after.step_key, after.body[0].id, after.body[0].value["text"]) == (
        lesson.pk,
        lesson.step_key,
        block.id,
        "Two.",
    )
    assert unapproved([after]) == []


def test_a_picture_of_another_course_is_written_into_this_one(content):
    load(content)
    LessonImage.objects.filter(source="courses/sample/media/beds.svg").update(
        source="courses/other/media/beds.svg"
    )

    assert (
        export(content).files["courses/sample/media/beds.svg"]
        == (content / "courses/sample/media/beds.svg").read_bytes()
    )


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


def lessons(content, *slugs):
    """More lessons, at the end of the course."""
    for slug in slugs:
        lesson = LessonPage(title=slug, slug=slug, body=[("text", {"key": "b1", "text": "One."})])
        CoursePage.objects.get(course__code="sample").add_child(instance=lesson)


def test_a_new_step_gets_a_name_between_those_around_it(content):
    load(content)
    lessons(content, "new", "newer")
    CoursePage.objects.get().get_children().get(slug="new").move(Page.objects.get(slug="first"), pos="right")

    assert exporting.write(exporting.export("sample", content), content) == [
        "courses/sample/15-new.md",
        "courses/sample/90-newer.md",
    ]
    assert [line for line in done(load(content)) if not line.startswith("adopt")] == []


def test_steps_in_another_order_move_their_files(content):
    load(content)
    CoursePage.objects.get().get_children().get(slug="second").move(
        Page.objects.get(slug="first"), pos="left"
    )

    export(content)

    names = sorted(path.name for path in (content / "courses/sample").glob("*.md"))
    assert names[:2] == ["10-second.md", "20-first.md"]
    assert len(names) == 7
    assert [line for line in done(load(content)) if not line.startswith("adopt")] == []


def test_many_steps_stay_in_their_order(content, tmp_path):
    load(content)
    lessons(content, "a", "b", "c", "d")

    names = [name for name in exporting.export("sample", tmp_path / "new").files if name.endswith(".md")]

    assert [name.rpartition("/")[2] for name in names][:2] == ["010-first.md", "020-second.md"]
    assert names == sorted(names)


def test_it_is_the_folder_that_says_how_steps_are_called(content):
    load(content)
    shutil.move(content / "courses/sample/20-second.md", content / "courses/sample/15-second.md")

    assert "courses/sample/15-second.md" in exporting.export("sample", content).files
