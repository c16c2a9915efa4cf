"""The CMS groups of each role, and what they may do there. Run after every migrate; it can run any time."""

from typing import Any

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import ValidationError
from django.db.models import Q
from wagtail.models import (
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from .cms_groups import GROUPS, OF_A_COURSE, of_a_course
from .models import Role

# Instructors write and reviewers approve: nobody but an administrator publishes by hand.
PAGE_PERMISSIONS = {
    Role.INSTRUCTOR: {"add_page", "change_page"},
    # Wagtail shows a draft to be approved only to who may do something to pages: they hold one still.
    Role.REVIEWER: {"lock_page"},
    Role.ADMINISTRATOR: {
        "add_page",
        "change_page",
        "publish_page",
        "lock_page",
        "unlock_page",
        "bulk_delete_page",
    },
}
# By app and model, since accounts know no model above them.
MODEL_PERMISSIONS: dict[Role, dict[tuple[str, str], tuple[str, ...]]] = {
    Role.INSTRUCTOR: {
        ("quizzes", "question"): ("add", "change", "view"),
        ("courses", "reference"): ("add", "change", "view"),
        ("courses", "glossaryterm"): ("add", "change", "view"),
        ("courses", "course"): ("view",),
        ("courses", "objective"): ("add", "change", "view"),
    },
    Role.REVIEWER: {("quizzes", "question"): ("view",), ("courses", "reference"): ("view",)},
    Role.REGISTRAR: {("courses", "approval"): ("add", "view")},
    Role.ADMINISTRATOR: {
        ("courses", "approval"): ("add", "view"),
        ("courses", "course"): ("add", "view"),
        ("courses", "objective"): ("add", "change", "view"),
        ("courses", "reference"): ("add", "change", "view", "delete"),
        ("courses", "glossaryterm"): ("add", "change", "view", "delete"),
        ("quizzes", "question"): ("add", "change", "view"),
        ("wagtailcore", "workflow"): ("add", "change", "delete"),
        ("wagtailcore", "task"): ("add", "change", "delete"),
        ("wagtailcore", "site"): ("add", "change", "delete"),
    },
}
# What may be done with images and documents, within a collection.
FILE_PERMISSIONS = {
    Role.INSTRUCTOR: ("add", "change", "choose"),
    Role.ADMINISTRATOR: ("add", "change", "choose", "delete"),
}
FILES = (("wagtailimages", "image"), ("wagtaildocs", "document"))
REVIEW = "Content review"
APPS = ("quizzes", "courses", "wagtailcore", "wagtailadmin", "wagtailimages", "wagtaildocs")


def sync_groups() -> None:
    """Make the groups, and give each exactly the permissions named above."""
    for name in APPS:  # permissions are rows that each app makes after its own turn: ask for them now
        create_permissions(apps.get_app_config(name), verbosity=0)
    for role, name in GROUPS.items():
        group, _ = Group.objects.get_or_create(name=name)
        group.permissions.set(Permission.objects.filter(wanted(role)))
        sync_pages(group, PAGE_PERMISSIONS.get(role, set()), Page.objects.filter(depth=1).first())
        sync_files(group, role, Collection.get_first_root_node())
    for name in Group.objects.filter(name__contains=" of course:").values_list("name", flat=True):
        if found := of_a_course(name):
            sync_group_of(*found)
    make_review(Group.objects.get(name=GROUPS[Role.REVIEWER]))


def wanted(role: Role) -> Q:
    query = Q(content_type__app_label="wagtailadmin", codename="access_admin")
    for (app, model), actions in MODEL_PERMISSIONS.get(role, {}).items():
        codenames = [f"{action}_{model}" for action in actions]
        query |= Q(content_type__app_label=app, codename__in=codenames)
    return query


def sync_course(scope: str) -> None:
    """Open a course's pages and files to who was given it before it had any."""
    for role, beginning in OF_A_COURSE.items():
        if role == Role.INSTRUCTOR or Group.objects.filter(name=beginning + scope).exists():
            sync_group_of(role, scope)


def sync_group_of(role: Role, scope: str) -> Group:
    """The group of who holds a role over one course: its pages and files, and nothing else.

    A scope without a page yet gives nothing: run it again when there is one.
    """
    group, _ = Group.objects.get_or_create(name=OF_A_COURSE[role] + scope)
    # Sites and workflows belong to no course, and the library to all: nobody deletes of it from one.
    of_the_site = Q(content_type__app_label="wagtailcore") | Q(codename__startswith="delete_")
    group.permissions.set(Permission.objects.filter(wanted(role)).exclude(of_the_site))
    for page in course_pages(scope):
        sync_pages(group, PAGE_PERMISSIONS[role], page)
        sync_files(group, role, collection_of(page))
    return group


def course_pages(scope: str) -> list[Any]:
    """By string, since accounts know no model above them."""
    public_id = scope.removeprefix("course:")
    try:
        return list(apps.get_model("courses", "CoursePage").objects.filter(course__public_id=public_id))
    except ValidationError:  # a scope that names no id
        return []


def collection_of(page: Any) -> Collection:
    """Where the images and documents of a course are kept, by its code. Made when it is first asked for."""
    root = Collection.get_first_root_node()
    found = root.get_children().filter(name=page.course.code).first()
    return found or root.add_child(name=page.course.code)


def sync_pages(group: Group, codenames: set[str], page: Page | None) -> None:
    """Over a page and all below it. A database without a root page (a test's) has no tree to give."""
    if page is None:
        return
    GroupPagePermission.objects.filter(group=group, page=page).exclude(
        permission__codename__in=codenames
    ).delete()
    for permission in Permission.objects.filter(
        content_type__app_label="wagtailcore", codename__in=codenames
    ):
        GroupPagePermission.objects.get_or_create(group=group, page_id=page.pk, permission=permission)


def sync_files(group: Group, role: Role, collection: Collection | None) -> None:
    """Images and documents of a collection and all below it."""
    if collection is None:
        return
    query = Q(pk=None)
    for app, model in FILES:
        codenames = [f"{action}_{model}" for action in FILE_PERMISSIONS.get(role, ())]
        query |= Q(content_type__app_label=app, codename__in=codenames)
    allowed = Permission.objects.filter(query)
    GroupCollectionPermission.objects.filter(group=group, collection=collection).exclude(
        permission__in=allowed
    ).delete()
    for permission in allowed:
        GroupCollectionPermission.objects.get_or_create(
            group=group, collection=collection, permission=permission
        )


def make_review(reviewers: Group) -> None:
    """Send drafts to the reviewers. Made once: what an administrator changes of it afterwards stays.

    The task asks who reviews every course, and who reviews the draft's own: by string, as above.
    Wagtail begins with a workflow of its own, which asks a group that nobody of this house is in.
    """
    root = Page.objects.filter(depth=1).first()
    if root is None or Workflow.objects.filter(name=REVIEW).exists():
        return
    task = apps.get_model("courses", "ContentReview").objects.create(name=REVIEW)
    task.groups.add(reviewers)
    workflow = Workflow.objects.create(name=REVIEW)
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.update_or_create(page=root, defaults={"workflow": workflow})
    Workflow.objects.filter(name="Moderators approval").update(active=False)
