"""What helps instructors to write: windows of the editor, beginnings, buttons. Loaded by wagtail_hooks."""

from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button

from accounts.cms_menu import RolesMenuItem

from . import wording
from .drafting import put_before_confirmation, renew_blocks
from .models import AttestationPage, CataloguePage, CoursePage, GlossaryTerm, LessonPage, StepPage
from .policy import JUDGES, can
from .reviewing import may_review, wrote
from .views import correcting, drafting, files, links, outsiders, prose


@hooks.register("register_admin_urls")
def authoring_urls():
    return [
        path("prose/references/", prose.references, name="prose_references"),
        path("prose/lessons/", prose.lessons, name="prose_lessons"),
        path("prose/claims/", prose.claims, name="prose_claims"),
        path("prose/terms/", prose.terms, name="prose_terms"),
        path("recordings/<int:document_id>/", files.recording, name="recording"),
        path("reports/links/", links.links, name="links"),
        path("courses/start/", drafting.start, name="start_course"),
        path("courses/<int:pk>/duplicate/", drafting.duplicate, name="duplicate_course"),
        path("steps/<int:pk>/place/", drafting.place, name="step_place"),
        path("courses/<int:pk>/from-word/", drafting.from_word, name="lesson_from_word"),
    ]


@hooks.register("register_admin_urls")
def correction_urls():
    return [
        path("corrections/", correcting.corrections, name="corrections"),
        path("corrections/<int:pk>/", correcting.correction, name="correction"),
        path("courses/<int:pk>/outside/", outsiders.outsiders, name="outsiders"),
        path("courses/<int:pk>/correct/", correcting.correct, name="correct_claim"),
    ]


class CorrectionsMenuItem(RolesMenuItem):
    who = JUDGES
    anywhere = True


@hooks.register("register_admin_menu_item")
def corrections_menu_item():
    return CorrectionsMenuItem("Corrections", reverse("corrections"), icon_name="warning", order=207)


@hooks.register("register_page_header_buttons")
def correct_button(page, user, view_name, next_url=None):
    if isinstance(page.specific_deferred, CoursePage) and can(user, "correct", page.specific.course):
        address = reverse("correct_claim", args=[page.pk])
        yield Button("Correct a claim…", address, icon_name="warning", priority=36)
        asked = reverse("outsiders", args=[page.pk])
        yield Button("Outside review…", asked, icon_name="group", priority=37)


@hooks.register("register_reports_menu_item")
def links_menu_item():
    return MenuItem("Links", reverse("links"), icon_name="link", order=900)


@hooks.register("before_copy_page")
def duplicate_courses_as_a_whole(request, page):
    """Wagtail's copy of a course page would be a second page of the same course."""
    if isinstance(page.specific, CoursePage):
        return redirect("duplicate_course", page.pk)
    return None


@hooks.register("after_copy_page")
def copy_words_and_no_identities(request, page, copied):
    lesson = copied.specific
    if isinstance(lesson, LessonPage):
        lesson = lesson.get_latest_revision_as_object()
        renew_blocks(lesson)
        lesson.save_revision(user=request.user)
        lesson.save()
        put_before_confirmation(lesson)


@hooks.register("before_edit_page")
def review_ones_own_courses(request, page):
    if request.POST.get("action-workflow-action") and not may_review(request.user, page):
        raise PermissionDenied
    return None


@hooks.register("before_edit_page")
def act_on_a_review_once(request, page):
    """The editor saves by itself while an approval is on its way, and its form then approves a second time."""
    if request.POST.get("action-workflow-action") and not request.accepts("text/html"):
        return HttpResponse(status=HTTPStatus.CONFLICT)  # the editor is told in JSON that a hook refused it
    return None


@hooks.register("before_edit_snippet")
def change_own_words(request, instance):
    """What a word says in other people's lessons is not changed by one of them."""
    if isinstance(instance, GlossaryTerm) and (said := wording.why_not_changed(instance, request.user)):
        messages.warning(request, said)
        return redirect("wagtailsnippets_courses_glossaryterm:list")
    return None


@hooks.register("before_delete_snippet")
def delete_unused_words(request, instances):
    for each in instances:
        if isinstance(each, GlossaryTerm) and (said := wording.why_not_deleted(each)):
            messages.warning(request, said)
            return redirect("wagtailsnippets_courses_glossaryterm:list")
    return None


@hooks.register("register_page_header_buttons")
def drafting_buttons(page, user, view_name, next_url=None):
    may_add = page.permissions_for_user(user).can_add_subpage()
    kind = page.specific_class
    if kind is CoursePage and may_add:
        from_word = reverse("lesson_from_word", args=[page.pk])
        yield Button("Lesson from a Word file…", from_word, icon_name="upload", priority=11)
        if can(user, "start a course", page.get_parent().specific):
            copy = reverse("duplicate_course", args=[page.pk])
            yield Button("Duplicate the course…", copy, icon_name="copy", priority=35)
    if kind is CataloguePage and can(user, "start a course", page.specific):
        yield Button("Start a course…", reverse("start_course"), icon_name="plus", priority=6)


@hooks.register("register_page_header_buttons")
@hooks.register("register_page_listing_more_buttons")
def place_button(page, user, view_name=None, next_url=None):
    """Beside dragging: not everybody can."""
    kind = page.specific_class
    is_step = kind and issubclass(kind, StepPage) and kind is not AttestationPage
    if is_step and page.permissions_for_user(user).can_edit():  # asks nothing more of a row in a list
        address = reverse("step_place", args=[page.pk])
        yield Button("Its place in the course…", address, icon_name="order", priority=36)


@hooks.register("construct_page_action_menu")
def offer_no_approval_of_own_work(menu_items, request, context):
    """Who wrote part of the draft is refused anyway: see reviewing. So the button isn't there for them."""
    page = context.get("page")
    if not page or not page.pk:
        return
    if not may_review(request.user, page):
        hidden = {"approve", "reject"}
    else:
        hidden = {"approve"} if wrote(request.user, page) else set()
    menu_items[:] = [item for item in menu_items if getattr(item, "name", "") not in hidden]
