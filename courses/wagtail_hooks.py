"""What staff see of courses in the CMS, beside the pages."""

from django.urls import path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import CreateView, SnippetViewSet, SnippetViewSetGroup

from accounts.models import Role
from accounts.policy import roles_anywhere

from . import approving
from .models import Approval, Course, CoursePage, Objective, Reference
from .overview import CoursesPanel
from .policy import can
from .views import hours, prose, releases


class KeptPolicy(ModelPermissionPolicy):
    """Allows only the named actions, to superusers too: rows that records rest on are never deleted."""

    def __init__(self, model, *actions):
        super().__init__(model)
        self.actions = actions

    def user_has_permission(self, user, action):
        return action in self.actions and super().user_has_permission(user, action)

    def user_has_any_permission(self, user, actions):
        return any(self.user_has_permission(user, action) for action in actions)


register_permission_policy(Course, KeptPolicy(Course, "add", "view"))
register_permission_policy(Objective, KeptPolicy(Objective, "add", "change", "view"))
register_permission_policy(Approval, KeptPolicy(Approval, "add", "view"))


class ReferenceViewSet(SnippetViewSet):
    """The library that claims, lessons and questions cite."""

    model = Reference
    icon = "openquote"
    menu_label = "References"
    list_display = ["key", "authors", "year", "title"]
    search_fields = ["key", "authors", "title"]


class CourseViewSet(SnippetViewSet):
    """What a course is through all its pages and editions. Its code stands in addresses for good."""

    model = Course
    icon = "folder-open-inverse"
    menu_label = "Courses"
    inspect_view_enabled = True
    copy_view_enabled = False
    list_display = ["code", "created_at"]


class ObjectiveViewSet(SnippetViewSet):
    model = Objective
    icon = "list-ol"
    menu_label = "Objectives"
    copy_view_enabled = False
    list_display = ["course", "number", "statement", "retired"]
    list_filter = ["course", "retired"]


class EnterApproval(CreateView):
    def save_instance(self):
        return approving.enter(self.form.save(commit=False), by=self.request.user)


class ApprovalViewSet(SnippetViewSet):
    """Approvals are entered and read. A mistake is ended and entered anew."""

    model = Approval
    icon = "success"
    menu_label = "Approvals"
    add_view_class = EnterApproval
    inspect_view_enabled = True
    copy_view_enabled = False
    list_display = ["accreditor", "edition", "hours", "valid_from", "valid_until"]
    exclude_form_fields = ["entered_by", "withdrawn_at"]


class CoursesGroup(SnippetViewSetGroup):
    menu_label = "Courses"
    menu_icon = "openquote"
    menu_order = 200
    items = (CourseViewSet, ObjectiveViewSet, ReferenceViewSet, ApprovalViewSet)


register_snippet(CoursesGroup)


class ReleasesMenuItem(MenuItem):
    def is_shown(self, request):
        return bool(roles_anywhere(request.user) & {Role.REGISTRAR, Role.ADMINISTRATOR})


@hooks.register("register_admin_urls")
def release_urls():
    return [
        path("releases/", releases.releases, name="releases"),
        path("releases/<int:pk>/", releases.release, name="release"),
        path("hours/<int:pk>/", hours.hours, name="hours"),
    ]


@hooks.register("register_admin_urls")
def prose_urls():
    return [
        path(f"prose/{name}/", view, name=f"prose_{name}")
        for name, view in (
            ("references", prose.references),
            ("lessons", prose.lessons),
            ("claims", prose.claims),
        )
    ]


@hooks.register("register_admin_menu_item")
def releases_menu_item():
    return ReleasesMenuItem("Releases", reverse("releases"), icon_name="check", order=210)


@hooks.register("construct_homepage_panels")
def courses_panel(request, panels):
    panels.append(CoursesPanel())


@hooks.register("register_page_header_buttons")
def release_button(page, user, view_name, next_url=None):
    if isinstance(page.specific_deferred, CoursePage) and can(user, "release", page.specific.course):
        yield Button("Release…", reverse("release", args=[page.pk]), icon_name="check", priority=5)
        yield Button("Hours", reverse("hours", args=[page.pk]), icon_name="time", priority=6)
