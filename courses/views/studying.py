"""What a learner keeps in a lesson: her place, notes, bookmarks. Every page works without JavaScript."""

from datetime import timedelta
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from courses import excerpts, studying
from courses.forms import BookmarkForm, NoteForm, PlaceForm
from courses.models import EditionStep, Note
from courses.standing import standing_of

from .finding import enrolment_of, offered, turn_away


def found(request, code, slug):
    """Where the learner stands and the step with its body; or neither, and where to send her instead."""
    standing = standing_of(request, code, slug)
    if standing:
        return standing, EditionStep.objects.select_related("edition").get(pk=standing.step_id), None
    if enrolment_of(request.user, code):
        raise Http404
    page, _ = offered(code)
    return None, None, turn_away(request, page, reverse("courses:read", args=[code, slug]))


def is_asked_by_script(request) -> bool:
    return request.headers.get("Accept") == "application/json"


@require_POST
def keep_place(request, code, slug):
    """A page says where its reader is, and for how long somebody was there. Nothing to see."""
    standing = standing_of(request, code, slug)
    form = PlaceForm(request.POST)
    if standing is None or not form.is_valid():
        return HttpResponse(status=403 if standing is None else 400)
    studying.keep_place(
        standing.learner,
        standing.course_id,
        standing.step_key,
        block=form.cleaned_data["block"],
        seconds=form.cleaned_data["seconds"] or 0,
        ago=timedelta(seconds=form.cleaned_data["ago"] or 0),
    )
    return HttpResponse(status=204)


@require_http_methods(["GET", "HEAD", "POST"])
def notes(request, code, slug):
    """Everything that the learner keeps in a lesson, and a form for one more note."""
    standing, step, away = found(request, code, slug)
    if away:
        return away
    blocks = excerpts.blocks(step)
    where = (standing.learner, standing.course_id, standing.step_key)
    initial = {"client_id": uuid4(), "block": request.GET.get("block", "")}
    form = NoteForm(request.POST or None, blocks=blocks, initial=initial)
    if form.is_valid():
        try:
            note = studying.write_note(*where, **form.cleaned_data)
        except studying.TooMany:
            form.add_error(
                None, f"This lesson holds {studying.MOST_NOTES} notes. Delete one to write another."
            )
        else:
            return kept(request, code, slug, note)
    if request.method == "POST" and is_asked_by_script(request):
        return JsonResponse({"errors": form.errors.get_json_data()}, status=400)
    marks = [mark for mark in studying.marks_of(*where) if mark.kind in ("note", "bookmark")]
    context = {"step": step, "code": code, "form": form, "blocks": blocks.items()}
    context["marks"] = [(mark, blocks.get(mark.block, "")) for mark in marks]
    context["bookmarked"] = {mark.block for mark in marks if mark.kind == "bookmark"}
    return render(request, "courses/notes.html", context, status=400 if form.errors else 200)


def kept(request, code, slug, note):
    if is_asked_by_script(request):
        return JsonResponse({"pk": note.pk, "url": reverse("courses:note", args=[code, slug, note.pk])})
    messages.success(request, "Your note is saved. Only you can see it.")
    return redirect("courses:notes", code, slug)


@require_http_methods(["GET", "HEAD", "POST"])
def note(request, code, slug, pk):
    """Change a note, or go on to delete it."""
    standing, step, away = found(request, code, slug)
    if away:
        return away
    mine = get_object_or_404(Note.objects.visible_to(request.user), pk=pk, step_key=standing.step_key)
    blocks = excerpts.blocks(step)
    initial = {"client_id": mine.client_id, "block": mine.block, "text": mine.text}
    form = NoteForm(request.POST or None, blocks=blocks, initial=initial)
    form.fields["block"].disabled = form.fields["client_id"].disabled = True
    if form.is_valid():
        studying.write_note(standing.learner, standing.course_id, standing.step_key, **form.cleaned_data)
        messages.success(request, "Your note is changed.")
        return redirect("courses:notes", code, slug)
    shown = {"step": step, "code": code, "form": form, "note": mine, "at": blocks.get(mine.block, "")}
    return render(request, "courses/note.html", shown, status=400 if form.errors else 200)


@require_POST
def delete_note(request, code, slug, pk):
    """Deleting twice is no error: the note is gone."""
    standing, _, away = found(request, code, slug)
    if away:
        return away
    Note.objects.visible_to(request.user).filter(pk=pk, step_key=standing.step_key).delete()
    messages.success(request, "The note is deleted.")
    return redirect("courses:notes", code, slug)


@require_POST
def bookmark(request, code, slug):
    """Add or take away a bookmark."""
    standing, step, away = found(request, code, slug)
    if away:
        return away
    form = BookmarkForm(request.POST, blocks=excerpts.blocks(step))
    if not form.is_valid():
        return HttpResponse(status=400)
    studying.set_bookmark(standing.learner, standing.course_id, standing.step_key, **form.cleaned_data)
    if is_asked_by_script(request):
        return JsonResponse({"wanted": form.cleaned_data["wanted"]})
    return redirect("courses:notes", code, slug)
