"""/outside/<link>/: a reviewer from outside reads a course as learners will see it, comments, and decides."""

from functools import wraps

from django.apps import apps
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_http_methods, require_safe

from accounts.limiting import too_often
from courses import correcting, excerpts, outside, outside_corrections, overlaying, telling
from courses.canonical import sha256
from courses.models import CoursePage, EditionStep
from courses.outside_forms import CommentForm, CorrectionVerdictForm, VerdictForm

from .assets import part_of_file

MOST_LOOKS = 600  # an hour, of one link: more is a robot


def behind_the_link(view):
    """Find what the link opens, or nothing. No cache keeps the page, no index lists it, no site hears of it."""

    @wraps(view)
    def looked(request, token, **kwargs):
        try:
            answer = opened(view, request, token, **kwargs)
        except outside.Closed:
            answer = render(request, "courses/outside_closed.html", status=410)
        answer.headers["Cache-Control"] = "private, no-store"
        answer.headers["X-Robots-Tag"] = "noindex, nofollow"
        answer.headers["Referrer-Policy"] = (
            "same-origin"  # the link is in the address: other sites never see it
        )
        return answer

    return looked


def opened(view, request, token, **kwargs):
    invitation = outside.opened_by(token)
    if invitation is None:
        raise Http404
    if too_often(f"outside-{invitation.pk}", MOST_LOOKS):
        return HttpResponse("Too many requests. Try again in an hour.", status=429)
    page = CoursePage.objects.filter(course=invitation.course_id).first()
    if page is None:
        raise Http404
    return view(request, token, invitation, page, **kwargs)


@require_http_methods(["GET", "HEAD", "POST"])
@behind_the_link
def review(request, token, invitation, page):
    """The course as a whole: what it promises, its parts, what was said so far, and the verdict."""
    drafts = outside.drafts(page)
    seen = sha256(outside.content_of(drafts))
    form = VerdictForm(request.POST or None, initial={"name": invitation.name, "seen": seen})
    if form.is_valid():
        if decided(request, invitation, form):
            return redirect("courses:outside", token)
        form = VerdictForm(initial=form.cleaned_data | {"seen": seen, "approved": ""})
    last, steps = invitation.verdicts.last(), [draft.page for draft in drafts[1:]]
    shown = {
        "token": token,
        "invitation": invitation,
        "course": drafts[0].page,
        "steps": steps,
        "questions": questions_of(token, invitation, steps),
        "comments": invitation.comments.all(),
        "corrections": outside_corrections.waiting(invitation),
        "verdict": last,
        "approved_this": bool(last and last.approved and last.sha256 == seen),
        "form": form,
    }
    return render(request, "courses/outside.html", shown, status=400 if form.errors else 200)


def questions_of(token, invitation, steps) -> SafeString:
    """How far the reviewer is with the questions. By name: what a question is, is said by an app above us."""
    quizzes = apps.get_app_config("quizzes")
    return quizzes.questions_outside(token, invitation, steps)  # type: ignore[attr-defined]


def decided(request, invitation, form) -> bool:
    """Record it, and say what happens now. False: it has to be read again."""
    try:
        verdict = outside.decide(invitation, **form.cleaned_data)
    except outside.Changed:
        messages.warning(request, "It was changed while you read. Please look at it again before you decide.")
        return False
    except outside.Insider:
        messages.error(request, "This address belongs to somebody who writes the course by now.")
        return False
    said = (
        "Thank you. Your approval is on record."
        if verdict.approved
        else "Thank you. The author reads it now."
    )
    messages.success(request, said)
    return True


def recording_address(token, pk, asset) -> str:
    return reverse("courses:outside_recording", args=[token, pk, asset.sha256])


@require_safe
@behind_the_link
def review_recording(request, token, invitation, page, pk, digest):
    """A recording of one part, in the parts that a player asks for."""
    steps = (draft.page for draft in outside.drafts(page)[1:] if draft.page.pk == pk)
    for asset in (asset for step in steps for asset in step.assets()):
        if asset.sha256 == digest and asset.media_type.startswith(("video/", "audio/")):
            return part_of_file(request, asset.file, asset.size, asset.media_type, digest)
    raise Http404


@require_http_methods(["GET", "HEAD", "POST"])
@behind_the_link
def review_correction(request, token, invitation, page, pk):
    """One correction that waits, as learners would see it, and the verdict on it."""
    found = get_object_or_404(outside_corrections.waiting(invitation), pk=pk)
    form = CorrectionVerdictForm(request.POST or None, initial={"name": invitation.name})
    if form.is_valid() and correction_decided(request, invitation, found, form):
        return redirect("courses:outside", token)
    places = correcting.preview(found)
    shown = {
        "token": token,
        "correction": found,
        "strip": overlaying.shown(overlaying.as_row(found)) | {"on": timezone.now()},
        "places": places,
        "reach": telling.reach(found, places),
        "form": form,
    }
    return render(request, "courses/outside_correction.html", shown, status=400 if form.errors else 200)


def correction_decided(request, invitation, found, form) -> bool:
    """Record it, and say what happens now. False: the page says why not."""
    try:
        verdict = outside_corrections.decide(invitation, found, **form.cleaned_data)
    except outside.Insider:
        messages.error(request, "This address belongs to somebody who writes the course by now.")
        return False
    except correcting.Settled:
        messages.info(request, "Somebody decided on it before you.")
        return True
    said = "The correction stands beside the text now." if verdict.approved else "The author reads it now."
    messages.success(request, f"Thank you. {said}")
    return True


@require_http_methods(["GET", "HEAD", "POST"])
@behind_the_link
def review_step(request, token, invitation, page, pk):
    """One part, as a release would render it, and a comment on any block of it."""
    drafts = [draft.page for draft in outside.drafts(page)[1:]]
    step = next((each for each in drafts if each.pk == pk), None)
    if step is None:
        raise Http404
    body = step.freeze(b"")
    blocks = excerpts.blocks(EditionStep(body=body))
    form = CommentForm(request.POST or None, blocks=blocks)
    if form.is_valid():
        about = form.cleaned_data["block"]
        try:
            outside.comment(invitation, step, excerpt=blocks.get(about, ""), **form.cleaned_data)
        except outside.TooMany:
            form.add_error(None, f"{outside.MOST_COMMENTS} comments are as many as one link takes.")
        else:
            messages.success(request, "Your comment is with the author.")
            return redirect("courses:outside_step", token, pk)
    at = [each.pk for each in drafts].index(pk)
    shown = {
        "token": token,
        "invitation": invitation,
        "step": step,
        "summary": body.get("summary", ""),
        "html": step.render_draft(body, lambda asset: recording_address(token, pk, asset)),
        "statement": body.get("statement", ""),
        "has_checks": any(block["type"] == "check" for block in body.get("blocks", ())),
        "comments": invitation.comments.filter(page_id=pk),
        "form": form,
        "after": drafts[at + 1] if at + 1 < len(drafts) else None,
    }
    return render(request, "courses/outside_step.html", shown, status=400 if form.errors else 200)
