"""A reviewer in the editor, whose form goes on saving by itself."""

import time

from wagtail.models import TaskState, Workflow

from accounts.models import Role
from tests.browser.signing_in import sign_in
from tests.browser.test_authoring_walk import approve
from tests.factories.accounts import person_with
from tests.factories.released import course_pages

EDITOR_STARTS = 3_000  # milliseconds until the editor watches its form
EDITOR_SAVES = 3  # seconds after a change within which it would have saved


def test_a_slow_approval_is_sent_once(open_window):
    lesson = course_pages().course.steps()[0]
    lesson.save_revision(user=person_with(Role.INSTRUCTOR))
    Workflow.objects.get(workflow_pages__isnull=False).start(lesson, person_with(Role.INSTRUCTOR))
    page = open_window()
    sign_in(page, person_with(Role.REVIEWER))
    page.goto(f"/cms/pages/{lesson.pk}/edit/")
    page.wait_for_timeout(EDITOR_STARTS)
    sent = []

    def slowly(route):
        if route.request.method == "POST":
            sent.append(route.request.headers["accept"])
            time.sleep(EDITOR_SAVES)
        route.continue_()

    page.route(f"**/cms/pages/{lesson.pk}/edit/", slowly)
    approve(page, "Clear.")

    assert len(sent) == 1
    assert TaskState.objects.filter(status=TaskState.STATUS_APPROVED).count() == 1
