"""Pages of the CMS where something is begun: a lesson from Word, a first course, a copy of a course."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods
from wagtail.models import Page

from courses import drafting
from courses.models import AttestationPage, CataloguePage, CoursePage, StepPage
from courses.policy import can
from courses.prose.forms import CourseTitleForm, PlaceForm, WordForm

ALLOWED = ["GET", "HEAD", "POST"]


def _addable(request, page):
    if not page.permissions_for_user(request.user).can_add_subpage():
        raise PermissionDenied


def _may_begin(request):
    if not can(request.user, "start a course", get_object_or_404(CataloguePage)):
        raise PermissionDenied


@require_http_methods(ALLOWED)
def from_word(request, pk):
    """A lesson that begins with what a Word file holds."""
    course = get_object_or_404(CoursePage, pk=pk)
    _addable(request, course)
    form = WordForm(request.POST or None, request.FILES or None, sources=drafting.known_sources())
    if form.is_valid():
        draft = form.cleaned_data["file"]
        page = drafting.lesson_from(draft, course, title=form.title(), by=request.user)
        messages.success(
            request, f"“{page.title}” is a draft now, in {len(draft.parts)} parts. Read it through."
        )
        for said in draft.remarks:
            messages.warning(request, said)
        return redirect("wagtailadmin_pages:edit", page.pk)
    return render(request, "courses/cms/from_word.html", {"course": course, "form": form})


@require_http_methods(ALLOWED)
def start(request):
    """A first course, from a template with hints."""
    _may_begin(request)
    form = CourseTitleForm(request.POST or None)
    if form.is_valid():
        page = drafting.start_course(form.cleaned_data["title"], by=request.user)
        messages.success(request, "Your course is a draft. Wherever you see ✎, write your own words over it.")
        return redirect("wagtailadmin_explore", page.pk)
    return render(request, "courses/cms/start.html", {"form": form})


@require_http_methods(ALLOWED)
def duplicate(request, pk):
    """The same pages as a course of their own."""
    course = get_object_or_404(CoursePage.objects.select_related("course"), pk=pk)
    _may_begin(request)
    if not course.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    form = CourseTitleForm(request.POST or None, initial={"title": f"{course.title} (copy)"})
    if form.is_valid():
        copy = drafting.duplicate(course, form.cleaned_data["title"], by=request.user)
        messages.success(request, f"“{copy.title}” is a course of its own now. Nobody is enrolled in it.")
        messages.info(
            request, "Its questions are still those of the other course: give it its own before release."
        )
        return redirect("wagtailadmin_explore", copy.pk)
    return render(request, "courses/cms/duplicate.html", {"course": course, "form": form})


@require_http_methods(ALLOWED)
def place(request, pk):
    """Where a step stands in its course: the same as dragging it, for a keyboard or a switch."""
    step = get_object_or_404(Page.objects.type(StepPage).not_type(AttestationPage), pk=pk)
    course = step.get_parent()
    if not course.permissions_for_user(request.user).can_reorder_children():
        raise PermissionDenied
    places = drafting.places_for(step)
    form = PlaceForm(request.POST or None, places=places, initial={"after": drafting.place_of(step)})
    if form.is_valid():
        drafting.put_after(step, form.cleaned_data["after"])
        messages.success(request, f"“{step.title}” has its new place. Learners see it with the next release.")
        return redirect("wagtailadmin_explore", course.pk)
    return render(request, "courses/cms/place.html", {"step": step, "course": course, "form": form})
