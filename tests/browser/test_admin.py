"""Wagtail's admin under our policy: no inline script runs, so everything that one started must still start.

`open_window` fails a test whose pages complain, so opening a page is a test of it.
"""

import pytest
from playwright.sync_api import expect
from wagtail.images import get_image_model
from wagtail.models import Page
from wagtail.snippets.models import get_snippet_models

from tests.browser.signing_in import sign_in
from tests.factories.accounts import UserFactory, add_second_factor
from tests.factories.released import course_pages

PAGES = [
    "",
    "account/",
    "collections/",
    "collections/add/",
    "documents/",
    "documents/multiple/add/",
    "groups/",
    "groups/new/",
    "images/",
    "images/multiple/add/",
    "pages/",
    "reports/aging-pages/",
    "reports/locked/",
    "reports/mails/",
    "reports/site-history/",
    "reports/workflow/",
    "reports/workflow_tasks/",
    "sites/",
    "sites/new/",
    "users/",
    "workflows/add/",
    "workflows/list/",
    "workflows/tasks/index/",
]


@pytest.fixture
def administrator(open_window):
    """A window of a superuser with a second factor."""
    person = UserFactory(is_superuser=True, is_staff=True)
    add_second_factor(person)
    page = open_window()
    sign_in(page, person)
    return page


@pytest.fixture
def course():
    return course_pages()


def test_the_main_pages_run_without_an_inline_script(administrator, course):
    snippets = [
        f"snippets/{model._meta.app_label}/{model._meta.model_name}/{last}"
        for model in get_snippet_models()
        for last in ("", "add/")
    ]
    for path in PAGES + snippets:
        assert administrator.goto(f"/cms/{path}").status == 200, path
        administrator.wait_for_load_state("networkidle")


@pytest.mark.parametrize("kind", ["courses/coursepage", "courses/lessonpage", "courses/attestationpage"])
def test_every_kind_of_page_can_be_begun(administrator, course, kind):
    parent = Page.objects.type(type(course.course)).first()
    if kind == "courses/coursepage":
        parent = parent.get_parent()

    administrator.goto(f"/cms/pages/add/{kind}/{parent.pk}/")

    administrator.locator("[data-edit-form]").wait_for()
    expect(administrator.locator("[data-fascia-init-call-value]:not([data-done])")).to_have_count(0)


def test_history_usage_and_workflow_of_a_page_open(administrator, course):
    for path in ("", "edit/", "history/", "usage/", "copy/", "move/", "delete/", "privacy/", "unpublish/"):
        address = f"/cms/pages/{course.lessons[0].pk}/{path}"
        assert administrator.goto(address).status == 200, path
        administrator.wait_for_load_state("networkidle")


def test_a_date_is_picked(administrator, course):
    administrator.goto(f"/cms/pages/{course.course.pk}/edit/")
    administrator.locator("#id_reviewed_on").click()

    administrator.locator(".xdsoft_datetimepicker:visible .xdsoft_date:not(.xdsoft_disabled)").first.click()

    expect(administrator.locator("#id_reviewed_on")).not_to_have_value("2026-11-20")


def test_an_instructor_is_added_to_a_course(administrator, course):
    administrator.goto(f"/cms/pages/{course.course.pk}/edit/")

    administrator.locator("#id_instructors-ADD").click()

    expect(administrator.locator("#id_instructors-1-name")).to_be_visible()


def test_a_block_is_added_to_a_lesson_and_saved(administrator, course):
    lesson = course.lessons[1]
    administrator.goto(f"/cms/pages/{lesson.pk}/edit/")
    administrator.locator("button[title='Insert a block']").last.click()
    administrator.get_by_role("option", name="Callout").click()
    administrator.locator("[name$='-value-title']").fill("When to stop")
    administrator.locator("[name$='-value-kind']").select_option("red-flag")
    administrator.locator(".prose-text").last.fill("Refer the client.")

    administrator.locator("[data-edit-form] button[type=submit]").first.click(force=True)
    administrator.locator(".messages .success, .messages [role=status]").first.wait_for()

    lesson.refresh_from_db()
    blocks = lesson.get_latest_revision_as_object().body
    assert [block.block_type for block in blocks] == ["text", "callout"]
    assert blocks[1].value["text"] == "Refer the client."


def test_the_preview_beside_the_editor_shows_the_lesson(administrator, course):
    administrator.goto(f"/cms/pages/{course.lessons[1].pk}/edit/")

    administrator.get_by_role("button", name="Toggle preview").click()

    lesson = administrator.frame_locator("#w-preview-iframe").locator("article")
    lesson.get_by_text("The text of Lesson 2").wait_for()
    expect(lesson.locator(".lead")).to_have_text("About Lesson 2.")


def test_a_page_is_chosen_in_its_window(administrator, course):
    administrator.goto("/cms/sites/new/")
    administrator.get_by_role("button", name="Choose a root page").click()

    administrator.locator(".modal a.choose-page").first.click()

    administrator.locator(".chooser .chosen").first.wait_for()
    expect(administrator.locator("#id_root_page")).not_to_have_value("")


def test_an_image_is_edited(administrator, course):
    image = get_image_model().objects.create(title="A plate", file=picture(), width=40, height=30)

    assert administrator.goto(f"/cms/images/{image.pk}/").status == 200


def picture():
    from io import BytesIO

    from django.core.files.images import ImageFile
    from PIL import Image

    drawn = BytesIO()
    Image.new("RGB", (40, 30), "white").save(drawn, "PNG")
    return ImageFile(drawn, name="plate.png")


def test_a_task_is_begun_for_a_workflow(administrator, course):
    administrator.goto("/cms/workflows/add/")

    administrator.get_by_role("button", name="Add task").first.click()

    administrator.get_by_role("button", name="Choose a task").first.click()
    administrator.locator(".modal").first.wait_for()
