"""From an instructor's draft to what learners read: edited, reviewed, released, each by somebody else."""

import json

import pytest
from django.contrib.auth.models import Group
from wagtail.models import TaskState, Workflow, WorkflowPage
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from accounts.granting import grant, revoke
from accounts.grouping import sync_groups
from accounts.models import Role, User
from courses.models import ContentReview, Edition, LessonPage
from tests.factories.accounts import person_with
from tests.factories.courses import ObjectiveFactory, enrolled, publish
from tests.factories.released import released

pytestmark = pytest.mark.django_db

NEW = "Flow was measured at the skin only."


def draft(lesson, text=NEW, **action):
    """The editor's form of a lesson with one text block. `action` is the button that was pressed."""
    values = {
        "title": lesson.title,
        "slug": lesson.slug,
        "summary": lesson.summary,
        "required": "on",
        "body": streamfield([("text", {"key": "opening", "text": text})]),
        "comments": inline_formset([]),
    }
    objectives = [objective.pk for objective in lesson.objectives.all()]
    return nested_form_data(values) | {"objectives": objectives} | action


@pytest.fixture
def edition():
    return released()


@pytest.fixture
def lesson(edition):
    return LessonPage.objects.get(slug="lesson-1")


@pytest.fixture
def as_role(client):
    def sign_in(role):
        client.force_login(person_with(role))
        return client

    return sign_in


def read(client, learner, edition):
    """What this learner is taught in the first lesson."""
    client.force_login(learner)
    return client.get(f"/learn/{edition.course.code}/lesson-1/").content.decode()


def published(lesson):
    return LessonPage.objects.get(pk=lesson.pk).body[0].value["text"]


def send_to_review(as_role, lesson, text=NEW):
    as_role(Role.INSTRUCTOR).post(
        f"/cms/pages/{lesson.pk}/edit/", draft(lesson, text, **{"action-submit": "Submit to review"})
    )
    return TaskState.objects.get()


def approve(client, lesson, state):
    client.post(f"/cms/pages/workflow/action/{lesson.pk}/approve/{state.pk}/", {"comment": "Well put."})


def test_an_instructor_saves_a_draft_and_cannot_publish_it(as_role, lesson):
    as_role(Role.INSTRUCTOR).post(
        f"/cms/pages/{lesson.pk}/edit/", draft(lesson, **{"action-publish": "action-publish"})
    )

    lesson.refresh_from_db()
    assert lesson.get_latest_revision_as_object().body[0].value["text"] == NEW
    assert published(lesson) != NEW


@pytest.mark.parametrize("act", ["edit", "add"])
def test_a_lesson_is_offered_and_takes_objectives_of_its_own_course_alone(as_role, edition, lesson, act):
    foreign = ObjectiveFactory()
    parent = lesson.get_parent()
    address = {
        "edit": f"/cms/pages/{lesson.pk}/edit/",
        "add": f"/cms/pages/add/courses/lessonpage/{parent.pk}/",
    }[act]
    form = draft(lesson) | {"slug": "other", "objectives": [foreign.pk]}

    client = as_role(Role.INSTRUCTOR)
    offered = client.get(address).context["form"].fields["objectives"].queryset
    answer = client.post(address, form)

    assert set(offered) == set(edition.course.objectives.all())
    assert "An objective that you chose is not one of this course." in answer.content.decode()
    assert not LessonPage.objects.filter(slug="other").exists()
    own = edition.course.objectives.first()
    client.post(address, form | {"objectives": [own.pk]})
    written = LessonPage.objects.exclude(latest_revision=None).latest("latest_revision_id")
    assert list(written.get_latest_revision_as_object().objectives.all()) == [own]


def test_a_lesson_of_many_blocks_is_saved(as_role, lesson):
    blocks = [("text", {"key": f"part-{number}", "text": NEW}) for number in range(300)]
    form = draft(lesson) | nested_form_data({"body": streamfield(blocks)})

    as_role(Role.INSTRUCTOR).post(f"/cms/pages/{lesson.pk}/edit/", form)

    lesson.refresh_from_db()
    assert len(lesson.get_latest_revision_as_object().body) == 300


def test_a_draft_that_was_sent_to_review_waits_for_a_reviewer(as_role, lesson):
    state = send_to_review(as_role, lesson)

    page = as_role(Role.REVIEWER).get("/cms/").content.decode()

    assert state.status == TaskState.STATUS_IN_PROGRESS
    assert lesson.title in page


def test_an_instructor_cannot_approve_what_was_sent_to_review(as_role, lesson):
    state = send_to_review(as_role, lesson)

    approve(as_role(Role.INSTRUCTOR), lesson, state)

    state.refresh_from_db()
    assert state.status == TaskState.STATUS_IN_PROGRESS
    assert published(lesson) != NEW


def reviewer_of(edition):
    return person_with(Role.REVIEWER, scope=f"course:{edition.course.public_id}")


def test_a_reviewer_of_another_course_decides_nothing(as_role, client, lesson):
    state = send_to_review(as_role, lesson)
    client.force_login(reviewer_of(released(slug="another")))

    page = client.get(f"/cms/pages/{lesson.pk}/edit/").content.decode()
    approve(client, lesson, state)
    client.post(f"/cms/pages/workflow/action/{lesson.pk}/reject/{state.pk}/", {"comment": "No."})
    pressed = {"action-workflow-action": "true", "workflow-action-name": "approve"}
    client.post(f"/cms/pages/{lesson.pk}/edit/", draft(lesson, **pressed))

    state.refresh_from_db()
    assert 'data-workflow-action-name="approve"' not in page
    assert state.status == TaskState.STATUS_IN_PROGRESS
    assert published(lesson) != NEW


def test_a_reviewer_of_the_course_approves(as_role, client, edition, lesson):
    state = send_to_review(as_role, lesson)
    client.force_login(reviewer_of(edition))

    approve(client, lesson, state)

    assert published(lesson) == NEW


def test_a_reviewer_of_another_course_sees_nothing_of_what_waits(as_role, client, lesson):
    send_to_review(as_role, lesson)
    client.logout()  # what the author was told goes with it
    client.force_login(reviewer_of(released(slug="another")))

    assert f"/cms/pages/{lesson.pk}/" not in client.get("/cms/").content.decode()
    assert client.get(f"/cms/pages/{lesson.pk}/edit/").status_code == 403
    assert client.get(f"/cms/pages/{lesson.pk}/history/").status_code == 403


def test_a_reviewer_of_the_course_finds_what_waits(as_role, client, edition, lesson):
    send_to_review(as_role, lesson)
    client.force_login(reviewer_of(edition))

    assert f"/cms/pages/{lesson.pk}/edit/" in client.get("/cms/").content.decode()
    assert (
        'data-workflow-action-name="approve"' in client.get(f"/cms/pages/{lesson.pk}/edit/").content.decode()
    )


def test_who_reviews_the_course_is_written_to_once_and_no_other_reviewer_is(
    as_role, edition, lesson, mailoutbox
):
    everywhere, own = person_with(Role.REVIEWER), reviewer_of(edition)
    grant(everywhere, Role.REVIEWER, by=None, reason="Both.", scope=f"course:{edition.course.public_id}")
    reviewer_of(released(slug="another"))
    left = reviewer_of(edition)
    revoke(left.grants.get(), by=None, reason="left")
    mailoutbox.clear()

    send_to_review(as_role, lesson)

    assert sorted(mail.to[0] for mail in mailoutbox) == sorted([everywhere.email, own.email])


@pytest.mark.parametrize("superuser", [False, True])
def test_nobody_approves_what_they_wrote(as_role, client, lesson, superuser):
    writer = person_with(Role.INSTRUCTOR)
    grant(writer, Role.REVIEWER, by=None, reason="Two hats.")
    User.objects.filter(pk=writer.pk).update(is_superuser=superuser)
    client.force_login(writer)
    client.post(f"/cms/pages/{lesson.pk}/edit/", draft(lesson))
    state = send_to_review(as_role, lesson, "Somebody else went over it.")
    client.force_login(writer)

    approve(client, lesson, state)

    state.refresh_from_db()
    assert state.status == TaskState.STATUS_IN_PROGRESS
    assert "Flow was measured [@" in published(lesson)


@pytest.mark.parametrize(("writes", "offered"), [(True, False), (False, True)])
def test_a_reviewer_is_offered_to_approve_what_somebody_else_wrote(as_role, client, lesson, writes, offered):
    reviewer = person_with(Role.INSTRUCTOR)
    grant(reviewer, Role.REVIEWER, by=None, reason="Two hats.")
    client.force_login(reviewer if writes else person_with(Role.INSTRUCTOR))
    client.post(f"/cms/pages/{lesson.pk}/edit/", draft(lesson, **{"action-submit": "Submit to review"}))
    client.force_login(reviewer)

    page = client.get(f"/cms/pages/{lesson.pk}/edit/").content.decode()

    assert ('data-workflow-action-name="approve"' in page) is offered


@pytest.mark.parametrize(("accepts", "approves"), [("application/json", False), ("text/html", True)])
def test_an_autosave_that_overtakes_an_approval_approves_nothing(as_role, lesson, accepts, approves):
    state = send_to_review(as_role, lesson)
    pressed = {
        "action-workflow-action": "true",
        "workflow-action-name": "approve",
        "workflow-action-extra-data": json.dumps({"comment": "Well put."}),
        "body-0-id": state.revision.as_object().body[0].id,  # nothing was edited
    }

    answer = as_role(Role.REVIEWER).post(
        f"/cms/pages/{lesson.pk}/edit/", draft(lesson, **pressed), headers={"accept": accepts}
    )

    state.refresh_from_db()
    assert (state.status == TaskState.STATUS_APPROVED) is approves
    assert (published(lesson) == NEW) is approves
    assert answer.status_code == (302 if approves else 400)


def test_an_autosave_cannot_rewrite_what_was_sent_to_review(as_role, client, lesson):
    state = send_to_review(as_role, lesson)
    writer = state.workflow_state.requested_by
    client.force_login(writer)
    before = state.revision.content

    crafted = draft(
        lesson, "Rewritten.", overwrite_revision_id=state.revision_id, loaded_revision_id=state.revision_id
    )
    client.post(f"/cms/pages/{lesson.pk}/edit/", crafted, headers={"accept": "application/json"})

    state.revision.refresh_from_db()
    assert state.revision.content == before


def test_an_approved_draft_is_published_and_taught_once_it_is_released(as_role, client, edition, lesson):
    learner = enrolled(edition).learner
    state = send_to_review(as_role, lesson)
    approve(as_role(Role.REVIEWER), lesson, state)

    assert published(lesson) == NEW
    assert NEW not in read(client, learner, edition)

    as_role(Role.REGISTRAR).post(f"/cms/releases/{lesson.get_parent().pk}/", {"notes": "New text."})

    assert Edition.objects.latest_of(edition.course).number == "2.0"
    assert NEW not in read(client, learner, edition)  # a major edition leaves them where they are
    newcomer = enrolled(Edition.objects.latest_of(edition.course)).learner
    assert NEW in read(client, newcomer, edition)


def test_a_minor_release_of_an_approved_draft_reaches_who_is_enrolled(as_role, client, edition, lesson):
    learner = enrolled(edition).learner
    text = "Flow was measured at last."
    client.force_login(person_with(Role.ADMINISTRATOR))
    latest = lesson.get_latest_revision_as_object()
    latest.body[0].value["text"] += " " + text
    publish(latest)

    as_role(Role.REGISTRAR).post(
        f"/cms/releases/{lesson.get_parent().pk}/", {"notes": "Typing mistakes.", "minor": "on"}
    )

    assert Edition.objects.latest_of(edition.course).number == "1.1"
    assert text in read(client, learner, edition)


def test_what_an_administrator_made_of_the_review_stays():
    task = ContentReview.objects.get(name="Content review")
    task.groups.add(Group.objects.get(name="Administrators"))
    WorkflowPage.objects.all().delete()

    sync_groups()

    assert {group.name for group in task.groups.all()} == {"Administrators", "Reviewers"}
    assert (Workflow.objects.filter(active=True).count(), WorkflowPage.objects.count()) == (1, 0)
