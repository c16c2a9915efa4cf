"""Loading writes what changed, once, and never over somebody's edit."""

from uuid import UUID

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page, Site
from wagtail.signals import page_published

from accounts.models import AuditEvent
from courses.models import CataloguePage, CoursePage, LessonPage, Objective, Reference
from interchange import loading
from interchange.formats.sources import digest
from interchange.identities import key_of
from interchange.models import LoadedSource
from interchange.reading import read_content
from interchange.stored import stored_sources
from quizzes.models import Question, QuestionVersion, QuizPage

pytestmark = pytest.mark.django_db


TEST = "courses/sample/70-test.md"


def load(content):
    library, report = read_content(content)
    assert [str(problem) for problem in report if problem.refuses] == []
    return loading.apply(library, "content")


def done(plan):
    return [str(change) for change in plan.changes if change.action != "unchanged"]


def sources_in(content):
    return len(list(loading._all(read_content(content)[0])))


def change(content, name, old, new):
    path = content / name
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


FIRST = "courses/sample/10-first.md"
BANK = "banks/sample.yaml"


def test_everything_in_the_files_stands_in_the_database(content):
    load(content)

    library, _ = read_content(content)
    expected = {key_of(source): digest(source) for source in loading._all(library)}
    assert {key: digest(source) for key, source in stored_sources().items()} == expected


def test_a_second_apply_writes_nothing(content):
    load(content)

    with CaptureQueriesContext(
        connection,
    ) as queries:
        plan = load(content)

    assert plan.writes == plan.conflicts == []
    assert {query["sql"].split()[0] for query in queries} == {"SELECT"}


def test_the_plan_takes_the_same_queries_for_more_content(content):
    load(content)
    library, _ = read_content(content)
    with CaptureQueriesContext(connection) as few:
        loading.plan(library, "content")
    for number in range(3, 6):
        text = (content / FIRST).read_text().replace("id: first", f"id: number-{number}")
        (content / f"courses/sample/{number}0-more.md").write_text(text)
    load(content)
    library, _ = read_content(content)

    with CaptureQueriesContext(connection) as many:
        loading.plan(library, "content")

    assert len(many) == len(few)


def test_the_catalogue_takes_the_place_of_the_welcome_page(content):
    load(content)

    site = Site.objects.get()
    assert site.root_page.specific == CataloguePage.objects.get()
    assert site.hostname == "localhost"
    assert list(Page.objects.filter(depth=2)) == [site.root_page]
    assert CoursePage.objects.get().url == "/sample/"


def test_pages_are_published_and_the_rest_approved_by_nobody_and_audited(content):
    load(content)

    assert [page.live and not page.has_unpublished_changes for page in Page.objects.filter(depth__gt=2)] == [
        True
    ] * 8
    versions = QuestionVersion.objects.values_list("status", "written_by", "approved_by")
    assert set(versions) == {("approved", None, None)}
    assert not QuestionVersion.objects.filter(approved_at=None).exists()
    events = AuditEvent.objects.filter(action="content.created")
    assert {event.actor for event in events} == {None}
    assert events.count() == LoadedSource.objects.count() == sources_in(content)


def test_loading_elsewhere_gives_the_same_identities(content):
    load(content)

    lesson = LessonPage.objects.get(slug="first")
    options = QuestionVersion.objects.get(question__key="skin-001").payload["options"]
    assert lesson.step_key == UUID("9d30a806-62f8-5089-aca7-f4feceea3580")
    assert lesson.body.raw_data[0]["id"] == "b5854668-2798-566d-9895-9fc0d960c229"
    assert Objective.objects.get(number=1).public_id == UUID("dff63c58-2aa9-5d2a-ac2b-13ba8477fe62")
    assert Question.objects.get(key="skin-001").public_id == UUID("aa232395-68d4-5d2c-bfa8-ec7a70369197")
    assert options[0]["id"] == "7b2b152e-5552-504e-93a3-54fa204fc133"


def test_a_changed_lesson_is_published_anew_with_the_same_identities(content):
    load(content)
    before = LessonPage.objects.get(slug="first")
    change(content, FIRST, "Text.", "Other text.")

    plan = load(content)

    after = LessonPage.objects.get(slug="first")
    assert done(plan) == ["update step sample/first"]
    assert "Other text." in after.body.raw_data[1]["value"]["text"]
    assert after.step_key == before.step_key
    assert [block["id"] for block in after.body.raw_data] == [block["id"] for block in before.body.raw_data]
    assert after.live_revision_id != before.live_revision_id
    assert loading.plan(read_content(content)[0], "content").writes == []


def test_a_changed_word_makes_a_new_version_and_leaves_the_old(content):
    load(content)
    change(content, BANK, "Which flow rose?", "Which blood flow rose?")

    plan = load(content)

    assert done(plan) == ["update question sample/skin-001"]
    versions = QuestionVersion.objects.filter(question__key="skin-001").order_by("number")
    assert [(v.number, v.change, v.status, v.payload["stem"]) for v in versions] == [
        (1, "new", "approved", "Which flow rose?"),
        (2, "clarification", "approved", "Which blood flow rose?"),
    ]
    ids = [[option["id"] for option in version.payload["options"]] for version in versions]
    assert ids[0] == ids[1]


def test_a_changed_key_is_called_so(content):
    load(content)
    change(content, BANK, "wrong: That of the artery", "right: That of the artery")
    change(content, BANK, "right: That of the skin", "wrong: That of the skin")

    load(content)

    version = QuestionVersion.objects.current().get(question__key="skin-001")
    assert (version.number, version.change) == (2, "key-change")


def test_what_a_question_is_about_changes_without_a_new_version(content):
    load(content)
    change(content, BANK, "must_pass: no", "must_pass: yes")
    change(content, BANK, "tags: [skin]", "tags: [flow, skin]")

    load(content)

    question = Question.objects.get(key="skin-001")
    assert question.must_pass is True
    assert sorted(question.tags.names()) == ["flow", "skin"]
    assert question.versions.count() == 1


def test_fractions_share_what_is_right(content):
    load(content)

    payload = QuestionVersion.objects.get(question__key="skin-002").payload
    assert [option["fraction"] for option in payload["options"]] == ["0.5", "0.5", "-0.5", "-0.5"]
    assert payload["scoring"] == "all-or-nothing"
    payload = QuestionVersion.objects.get(question__key="skin-001").payload
    assert [option["fraction"] for option in payload["options"]] == ["0", "1", "0", "0"]


def edit_in_the_cms(slug, **fields):
    page = Page.objects.get(slug=slug).specific
    for name, value in fields.items():
        setattr(page, name, value)
    return page.save_revision()


def test_an_edit_in_the_cms_stands_when_the_file_did_not_change(content):
    load(content)
    edit_in_the_cms("first", title="Edited").publish()

    plan = load(content)

    assert done(plan) == ["kept step sample/first: edited in the CMS since it was loaded"]
    assert LessonPage.objects.get(slug="first").title == "Edited"


@pytest.mark.parametrize("is_published", [True, False])
def test_an_edit_on_both_sides_is_a_conflict_and_nothing_is_overwritten(content, is_published):
    load(content)
    revision = edit_in_the_cms("first", title="Edited")
    if is_published:
        revision.publish()
    change(content, FIRST, "Text.", "Other text.")
    change(content, BANK, "Which flow rose?", "Which blood flow rose?")

    plan = load(content)

    assert done(plan) == [
        "update question sample/skin-001",
        "conflict step sample/first: its file changed, and it was edited in the CMS since it was loaded",
    ]
    page = LessonPage.objects.get(slug="first")
    assert page.get_latest_revision_as_object().title == "Edited"
    assert "Other text." not in str(page.get_latest_revision_as_object().body.raw_data)


def test_the_same_edit_on_both_sides_is_adopted(content):
    load(content)
    edit_in_the_cms("first", title="Edited").publish()
    change(content, FIRST, 'title: "The first lesson: skin"', "title: Edited")
    revisions = Page.objects.get(slug="first").revisions.count()

    plan = load(content)

    assert done(plan) == ["adopt step sample/first"]
    assert Page.objects.get(slug="first").revisions.count() == revisions
    assert done(load(content)) == []


def test_a_draft_of_a_question_is_not_buried(content):
    load(content)
    question = Question.objects.get(key="skin-001")
    first = question.versions.get()
    QuestionVersion.objects.create(
        question=question,
        number=2,
        kind="single",
        payload={**first.payload, "stem": "Drafted?"},
        references=first.references,
        sha256="0" * 64,
    )
    change(content, BANK, "Which flow rose?", "Which blood flow rose?")

    plan = load(content)

    assert [change.identity for change in plan.conflicts] == ["sample/skin-001"]
    assert question.versions.count() == 2


def test_a_page_that_was_deleted_is_not_made_again(content):
    load(content)
    CoursePage.objects.get().delete()

    assert {change.action for change in load(content).changes} == {"kept", "unchanged"}
    (content / "courses/sample/30-new.md").write_text(
        (content / FIRST).read_text().replace("id: first", "id: new")
    )
    plan = load(content)

    assert not CoursePage.objects.exists()
    assert "conflict step sample/new: its course is in conflict" in done(plan)


def test_what_stood_there_before_is_a_conflict(content):
    Reference.objects.create(key="nice2016", authors="Somebody", title="Else", year="2020")

    plan = load(content)

    assert [str(change) for change in plan.conflicts] == [
        "conflict reference nice2016: it stands in the database already and was not loaded from here"
    ]
    assert Reference.objects.get(key="nice2016").title == "Else"


def drop(text, start, end):
    """The text without what stands from `start` up to `end`."""
    before, rest = text.split(start, 1)
    return before + rest[rest.index(end) :]


def test_a_question_without_its_file_is_retired_and_comes_back(content):
    load(content)
    whole = (content / BANK).read_text()
    third = whole[whole.index("  - id: skin-002") :].replace("skin-002", "skin-003")
    (content / BANK).write_text(whole + third)
    load(content)
    (content / BANK).write_text(whole)

    assert done(load(content)) == ["retire question sample/skin-003"]
    assert done(load(content)) == []
    versions = QuestionVersion.objects.filter(question__key="skin-003").order_by("number")
    assert [version.status for version in versions] == ["retired"]

    (content / BANK).write_text(whole + third)
    assert done(load(content)) == ["update question sample/skin-003"]
    assert [version.status for version in versions.all()] == ["retired", "approved"]
    assert done(load(content)) == []


def test_a_lesson_without_its_file_is_unpublished_and_comes_back(content):
    (content / "courses/sample/30-third.md").write_text(
        (content / "courses/sample/20-second.md").read_text().replace("id: second", "id: third")
    )
    load(content)
    text = (content / "courses/sample/30-third.md").read_text()
    (content / "courses/sample/30-third.md").unlink()

    assert done(load(content)) == ["update course sample", "retire step sample/third"]
    assert LessonPage.objects.get(slug="third").live is False
    assert done(load(content)) == []

    (content / "courses/sample/30-third.md").write_text(text)
    assert done(load(content)) == ["update course sample", "update step sample/third"]
    assert LessonPage.objects.get(slug="third").live is True


def test_what_came_from_another_folder_is_not_retired(content):
    load(content)

    plan = loading.plan(read_content(content)[0].__class__(), "elsewhere")

    assert plan.changes == ()


def test_steps_stand_in_the_order_of_their_files(content):
    load(content)
    (content / FIRST).rename(content / "courses/sample/30-first.md")

    plan = load(content)

    assert done(plan) == ["update course sample"]
    children = CoursePage.objects.get().get_children()
    assert [page.slug for page in children] == [
        "second",
        "first",
        "shown",
        "played",
        "test",
        "opinion",
        "confirm",
    ]
    assert done(load(content)) == []


def test_an_objective_that_is_gone_is_kept_and_retired(content):
    path = content / "courses/sample/course.yaml"
    whole = path.read_text()
    path.write_text(whole + "  - id: LO3\n    bloom: compose\n    statement: Compose a note.\n")
    load(content)
    path.write_text(whole)

    load(content)

    assert list(Objective.objects.values_list("number", "retired")) == [(1, False), (2, False), (3, True)]
    assert done(load(content)) == []


def test_pools_and_pass_marks_are_those_of_the_file(content):
    load(content)

    quiz = QuizPage.objects.get()
    assert (quiz.pass_mark, quiz.attempts_allowed) == (80, 0)
    assert [(pool.bank.code, pool.objective.number, pool.draw) for pool in quiz.pools.all()] == [
        ("sample", 1, 1),
        ("sample", 2, 1),
    ]


def test_all_terms_of_a_quiz_are_those_of_the_file_and_a_second_load_changes_nothing(content):
    change(
        content,
        TEST,
        "attempts: 0\n",
        "attempts: 0\npreset: post-test\ntime_limit: 60\ncool_down: 24\nreveal: after\nconfidence: yes\n"
        "shuffle_questions: no\nshuffle_options: no\nquestions: [sample/skin-001]\n"
        "feedback:\n  - {at_least: 80, objective: LO1, text: Well done.}\n",
    )
    change(content, TEST, "  - {bank: sample, objective: LO1, draw: 1}\n", "")
    change(content, TEST, "objective: LO2, draw: 1", "objective: LO2, draw: 1, safety: 1")
    load(content)

    quiz = QuizPage.objects.get()
    assert (quiz.time_limit, quiz.cool_down, quiz.reveal, quiz.confidence) == (60, 24, "after", True)
    assert (quiz.shuffles_questions, quiz.shuffles_options) == (False, False)
    assert [row.question.key for row in quiz.fixed.all()] == ["skin-001"]
    assert [(pool.objective.number, pool.safety) for pool in quiz.pools.all()] == [(2, 1)]
    assert [(w.at_least, w.objective.number, w.text) for w in quiz.feedback.all()] == [(80, 1, "Well done.")]
    assert done(load(content)) == []


class Refused(Exception):
    pass


def test_a_load_that_fails_halfway_leaves_nothing(content):
    load(content)
    change(content, BANK, "Which flow rose?", "Which blood flow rose?")
    (content / "courses/sample/30-new.md").write_text(
        (content / FIRST).read_text().replace("id: first", "id: new")
    )
    before = (
        list(LoadedSource.objects.values()),
        QuestionVersion.objects.count(),
        AuditEvent.objects.count(),
    )

    def refuse(instance, **said):
        if instance.slug == "new":
            raise Refused

    page_published.connect(refuse)
    try:
        with pytest.raises(Refused):
            load(content)
    finally:
        page_published.disconnect(refuse)

    assert before == (
        list(LoadedSource.objects.values()),
        QuestionVersion.objects.count(),
        AuditEvent.objects.count(),
    )


def test_the_command_refuses_broken_content_and_writes_nothing(content, capsys):
    change(content, BANK, "must_pass: no", "must_pass: maybe")

    with pytest.raises(CommandError, match="1 mistakes; nothing was written"):
        call_command("load_content", "--apply", path=content)

    assert "content/banks/sample.yaml:12:16: E022" in capsys.readouterr().err
    assert LoadedSource.objects.count() == Reference.objects.count() == 0


def test_the_command_plans_without_writing_and_applies(content, capsys):
    call_command("load_content", "--plan", path=content)
    assert capsys.readouterr().out.splitlines()[-1] == f"{sources_in(content)} to write, 0 in conflict."
    assert LoadedSource.objects.count() == 0

    call_command("load_content", "--apply", path=content)
    assert LoadedSource.objects.count() == sources_in(content)
    capsys.readouterr()

    call_command("load_content", "--plan", path=content)
    assert capsys.readouterr().out == "0 to write, 0 in conflict.\n"


def test_the_command_ends_with_an_error_on_a_conflict(content, capsys):
    call_command("load_content", "--apply", path=content)
    edit_in_the_cms("first", title="Edited").publish()
    change(content, FIRST, "Text.", "Other text.")

    with pytest.raises(CommandError, match="Conflicts were left"):
        call_command("load_content", "--apply", path=content)

    assert "conflict step sample/first" in capsys.readouterr().out


def test_the_command_checks_without_a_database_write(content, capsys):
    call_command("load_content", "--check", path=content)

    assert capsys.readouterr().out == "No mistakes.\n"
    assert LoadedSource.objects.count() == 0
