"""What was begun in the CMS at the address of a file is named, and neither overwritten nor run into."""

import pytest
from django.core.management import CommandError, call_command

from accounts.models import AuditEvent
from courses.models import AttestationPage, Course, CoursePage, EvaluationPage, LessonPage
from interchange import exporting, shelving
from interchange.models import LoadedSource
from quizzes.models import QuestionVersion, QuizPage
from tests.factories.courses import course_page
from tests.interchange.test_loading import FIRST, change, done, load

pytestmark = pytest.mark.django_db

OPINION = "courses/sample/75-opinion.md"
NEW = "courses/sample/30-new.md"
PUBLISH_IT = "Publish it in the CMS and write it with export_course, or delete it there; then load again."
MAKE_WAY = "Give one of the two another address, or delete the page in the CMS; then load again."
BOTH = "its file changed, and it was edited in the CMS since it was loaded"
WAITS = "its course is in conflict"


def begun_course(code="sample", slug="sample", live=False):
    shelving.catalogue()
    page = course_page(Course.objects.create(code=code), title="Begun here", slug=slug, live=live)
    page.save_revision()
    return page


def begun_step(model=LessonPage, *, live=False):
    written = {
        AttestationPage: {"statement": "I was here."},
        LessonPage: {"summary": "Short.", "body": [("text", {"key": "opening", "text": "Mine."})]},
    }
    fields = written.get(model, {})
    page = model(title="Begun here", slug="new", live=live, **fields)
    CoursePage.objects.get().add_child(instance=page)
    page.save_revision()
    return page


def as_new(content):
    """Another lesson, after the second."""
    text = (content / FIRST).read_text()
    (content / NEW).write_text(text.replace("id: first", "id: new").replace("skin: ", "new: "))


def everything():
    """All that loading may write: what was published, recorded and audited."""
    return (
        list(LoadedSource.objects.values()),
        list(CoursePage.objects.values()),
        [list(model.objects.values()) for model in shelving.STEP_PAGES.values()],
        QuestionVersion.objects.count(),
        AuditEvent.objects.count(),
    )


def said_by(content, capsys, how):
    """What the command says. It ends with an error on a conflict."""
    with pytest.raises(CommandError, match="Conflicts were left"):
        call_command("load_content", how, path=content)
    return capsys.readouterr().out


@pytest.mark.parametrize(
    ("code", "slug", "live", "said"),
    [
        (
            "sample",
            "sample",
            False,
            f"“Begun here” (course page, never published) stands there already. {PUBLISH_IT}",
        ),
        (
            "sample",
            "begun",
            False,
            f"“Begun here” (course page, never published) stands there already. {PUBLISH_IT}",
        ),
        (
            "other",
            "sample",
            False,
            f"“Begun here” (course page, never published) stands at its address. {MAKE_WAY}",
        ),
        ("other", "sample", True, f"“Begun here” (course page, published) stands at its address. {MAKE_WAY}"),
    ],
)
def test_a_course_that_was_begun_in_the_cms_is_named_and_left(content, capsys, code, slug, live, said):
    page = begun_course(code, slug, live)

    planned = said_by(content, capsys, "--plan")

    assert f"conflict course sample: {said}\n" in planned
    assert f"conflict step sample/first: {WAITS}\n" in planned
    assert f"conflict question sample/skin-001: {WAITS}\n" in planned
    assert said_by(content, capsys, "--apply") == planned
    page.refresh_from_db()
    assert (page.title, page.live, page.revisions.count()) == ("Begun here", live, 1)
    assert not LessonPage.objects.exists()
    assert not QuestionVersion.objects.exists()

    page.delete()
    load(content)
    assert CoursePage.objects.get().title != "Begun here"
    assert done(load(content)) == []


@pytest.mark.parametrize(
    ("model", "live", "said"),
    [
        (LessonPage, False, f"(lesson page, never published) stands there already. {PUBLISH_IT}"),
        (QuizPage, False, f"(quiz page, never published) stands at its address. {MAKE_WAY}"),
        (EvaluationPage, False, f"(evaluation page, never published) stands at its address. {MAKE_WAY}"),
        (AttestationPage, False, f"(attestation page, never published) stands at its address. {MAKE_WAY}"),
        (QuizPage, True, f"(quiz page, published) stands at its address. {MAKE_WAY}"),
        (AttestationPage, True, f"(attestation page, published) stands at its address. {MAKE_WAY}"),
    ],
)
def test_a_step_that_was_begun_in_the_cms_is_named_and_its_course_waits(content, capsys, model, live, said):
    load(content)
    page = begun_step(model, live=live)
    as_new(content)
    change(content, FIRST, "Text.", "Other text.")
    (content / OPINION).unlink()
    before = everything()

    planned = said_by(content, capsys, "--plan")

    assert planned.splitlines()[:-1] == [
        f"conflict course sample: {'its step new is in conflict' if not live else BOTH}",
        f"conflict step sample/first: {WAITS}",
        f"conflict step sample/new: “Begun here” {said}",
        f"conflict step sample/opinion: its file is gone, and {WAITS}",
    ]
    assert said_by(content, capsys, "--apply") == planned
    assert everything() == before

    page.delete()
    load(content)
    assert [step.slug for step in CoursePage.objects.get().steps()][:3] == ["first", "second", "new"]
    assert done(load(content)) == []


def test_a_published_lesson_at_the_address_of_a_lesson_is_named_as_before(content):
    load(content)
    begun_step(live=True)
    as_new(content)

    assert "conflict step sample/new: it stands in the database already and was not loaded from here" in done(
        load(content)
    )


def test_a_draft_that_was_published_and_written_as_a_file_loads(content):
    load(content)
    page = begun_step()
    page.get_latest_revision().publish()
    exporting.write(exporting.export("sample", content), content)

    load(content)

    assert done(load(content)) == []
    assert LessonPage.objects.get(slug="new").pk == page.pk


def test_a_file_that_becomes_another_kind_of_step_is_named(content, capsys):
    load(content)
    confirm = next((content / "courses/sample").glob("*confirm.md"))
    opinion = next((content / "courses/sample").glob("*opinion.md"))
    text = opinion.read_text()
    opinion.unlink()
    confirm.write_text(text.replace("id: opinion", "id: confirm"))
    before = everything()

    said = said_by(content, capsys, "--apply")

    title = AttestationPage.objects.get().title
    assert (
        f"conflict step sample/confirm: “{title}” (attestation page, published) stands at its address."
        in said
    )
    assert everything() == before


def test_an_address_that_another_course_took_is_named(content):
    load(content)
    begun_course("other", "taken")
    change(content, "courses/sample/course.yaml", "code: sample\n", "code: sample\naddress: taken\n")

    plan = load(content)

    assert (
        f"conflict course sample: “Begun here” (course page, never published) stands at its address. {MAKE_WAY}"
        in (done(plan))
    )
    assert CoursePage.objects.get(course__code="sample").slug == "sample"


@pytest.mark.parametrize("was_loaded", [True, False])
def test_what_was_retired_comes_back_where_it_stood(content, was_loaded):
    """Also what was written in the CMS, of which only the address tells that it is the same."""
    load(content)
    as_new(content)
    if was_loaded:
        load(content)
    else:
        (content / NEW).unlink()
        begun_step().get_latest_revision().publish()
        exporting.write(exporting.export("sample", content), content)
        load(content)
    [path] = (content / "courses/sample").glob("*-new.md")
    text = path.read_text()
    path.unlink()
    load(content)
    page = LessonPage.objects.get(slug="new")
    assert not page.live

    path.write_text(text)
    load(content)

    page.refresh_from_db()
    assert page.live
    assert done(load(content)) == []


def test_what_was_retired_and_then_written_in_is_not_buried(content):
    load(content)
    as_new(content)
    load(content)
    text = (content / NEW).read_text()
    (content / NEW).unlink()
    load(content)
    page = LessonPage.objects.get(slug="new")
    page.title = "Begun again"
    page.save_revision()
    (content / NEW).write_text(text)

    plan = load(content)

    assert (
        f"conflict step sample/new: “Begun again” (lesson page, unpublished) stands there already. {PUBLISH_IT}"
        in (done(plan))
    )
    page.refresh_from_db()
    assert page.get_latest_revision_as_object().title == "Begun again"
    assert not page.live
