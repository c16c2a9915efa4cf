"""What staff see of courses in the CMS, beside the pages."""

from django.urls import path, reverse
from django.utils.functional import cached_property
from django_filters import ModelChoiceFilter  # type: ignore[import-untyped]
from modelcluster.fields import ParentalManyToManyField
from wagtail import hooks
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms.models import register_form_field_override
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets.button import Button
from wagtail.permissions import page_permission_policy, policy_registry, register_permission_policy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import CreateView, IndexView, SnippetViewSet, SnippetViewSetGroup

from accounts.cms_menu import RolesMenuItem
from accounts.grouping import sync_course
from accounts.policy import KEEPERS

from . import approving, authoring_hooks  # noqa: F401  Wagtail looks here; what helps writing is over there
from .codes import free_code
from .drafting import put_before_confirmation
from .models import Approval, Course, CoursePage, GlossaryTerm, Objective, Reference, StepPage
from .overview import CoursesPanel
from .policy import TEACHERS, can
from .scoping import GrantPolicy, ScopedSnippetViewSet, scoped_many, visible
from .views import asking, coverage, hours, releases

register_permission_policy(Course, GrantPolicy(Course, "", "add", "view"))
register_permission_policy(Objective, GrantPolicy(Objective, "course", "add", "change", "view"))
register_permission_policy(Approval, GrantPolicy(Approval, "edition__course", "add", "view"))
register_form_field_override(ParentalManyToManyField, override=scoped_many)


class ReferenceIndex(IndexView):
    @cached_property
    def header_more_buttons(self):
        buttons = super().header_more_buttons
        if self.request.user.has_perm("courses.add_reference"):
            bring = reverse("references_bring")
            buttons.append(Button("Bring references…", bring, icon_name="upload", priority=5))
        return buttons


class UsesColumn(Column):
    """One click to where a source is used: its public page."""

    cell_template_name = "courses/cms/uses_cell.html"


class ReferenceViewSet(SnippetViewSet):
    """The library that claims, lessons and questions cite."""

    model = Reference
    index_view_class = ReferenceIndex
    icon = "openquote"
    menu_label = "References"
    list_display = [
        "key",
        "authors",
        "year",
        "title",
        UsesColumn("uses", label="Where it is used", accessor="key"),
    ]
    search_fields = ["key", "authors", "title"]


class AddTerm(CreateView):
    def save_instance(self):
        self.form.instance.key = free_code(
            self.form.instance.term, "term", lambda key: GlossaryTerm.objects.filter(key=key).exists()
        )
        return super().save_instance()


class GlossaryViewSet(SnippetViewSet):
    """The words that lessons explain. A released lesson keeps what they said on that day."""

    model = GlossaryTerm
    add_view_class = AddTerm
    icon = "title"
    menu_label = "Glossary"
    copy_view_enabled = False
    list_display = ["term", "definition"]
    search_fields = ["term", "definition"]


class CourseViewSet(ScopedSnippetViewSet):
    """What a course is through all its pages and editions. Its code stands in addresses for good."""

    model = Course
    icon = "folder-open-inverse"
    menu_label = "Courses"
    inspect_view_enabled = True
    copy_view_enabled = False
    list_display = ["code", "created_at"]


class ObjectiveFilterSet(WagtailFilterSet):
    course = ModelChoiceFilter(queryset=lambda request: visible(Course))

    class Meta:
        model = Objective
        fields = ["course", "retired"]


class ObjectiveViewSet(ScopedSnippetViewSet):
    model = Objective
    icon = "list-ol"
    menu_label = "Objectives"
    copy_view_enabled = False
    list_display = [
        "__str__",
        "course",
        Column("state", label="State", accessor=lambda each: "Retired" if each.retired else "In use"),
    ]
    filterset_class = ObjectiveFilterSet


class EnterApproval(CreateView):
    def get_form(self, form_class=None):
        """Whoever keeps the records of one course enters approvals of that course alone."""
        form = super().get_form(form_class)
        if not self.request.user.is_superuser:
            kept = policy_registry.get_by_type(Course).over(self.request.user, KEEPERS)
            form.fields["edition"].queryset = form.fields["edition"].queryset.filter(course__in=kept)
        return form

    def save_instance(self):
        return approving.enter(self.form.save(commit=False), by=self.request.user)


class ApprovalViewSet(ScopedSnippetViewSet):
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
    items = (CourseViewSet, ObjectiveViewSet, ReferenceViewSet, GlossaryViewSet, ApprovalViewSet)


register_snippet(CoursesGroup)


class ReleasesMenuItem(RolesMenuItem):
    who = KEEPERS
    anywhere = True


@hooks.register("register_admin_urls")
def release_urls():
    return [
        path("releases/", releases.releases, name="releases"),
        path("releases/<int:pk>/", releases.release, name="release"),
        path("hours/<int:pk>/", hours.hours, name="hours"),
        path("coverage/<int:pk>/", coverage.coverage, name="coverage"),
    ]


class InquiriesMenuItem(RolesMenuItem):
    who = TEACHERS
    anywhere = True


@hooks.register("register_admin_urls")
def inquiry_urls():
    return [
        path("inquiries/", asking.inbox, name="inquiries"),
        path("inquiries/<int:pk>/", asking.answer, name="inquiry"),
        path("inquiries/<int:pk>/aside/", asking.set_aside, name="inquiry_aside"),
        path("inquiries/<int:pk>/unshare/", asking.unshare, name="inquiry_unshare"),
    ]


@hooks.register("register_admin_menu_item")
def inquiries_menu_item():
    return InquiriesMenuItem("Learners ask", reverse("inquiries"), icon_name="help", order=205)


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


@hooks.register("construct_page_chooser_queryset")
def choose_own_pages(pages, request):
    return pages.filter(pk__in=page_permission_policy.explorable_instances(request.user).values("pk"))


@hooks.register("after_create_page")
def open_to_its_instructors(request, page):
    """Who was given a course before it had a page may write that page from now on."""
    if isinstance(page, CoursePage):
        sync_course(f"course:{page.course.public_id}")


@hooks.register("after_create_page")
def stand_before_the_confirmation(request, page):
    if isinstance(page, StepPage):
        put_before_confirmation(page)


@hooks.register("register_page_header_buttons")
def coverage_button(page, user, view_name, next_url=None):
    if isinstance(page.specific_deferred, CoursePage) and can(user, "see coverage", page.specific.course):
        yield Button("Coverage", reverse("coverage", args=[page.pk]), icon_name="list-ol", priority=7)
