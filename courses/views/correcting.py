"""Corrections in the CMS: what waits, what was published, writing one, and a second person's yes."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from courses import correcting, overlaying, telling
from courses.correction_forms import ClaimCorrectionForm, SetAsideForm
from courses.models import Correction, CorrectionNotice, Course, CoursePage
from courses.policy import can

PEOPLE = ("course", "written_by", "approved_by", "approved_outside")


def judged_by(user) -> list[Course]:
    mine = [course for course in Course.objects.order_by("code") if can(user, "approve correction", course)]
    if not mine:
        raise PermissionDenied
    return mine


@require_safe
def corrections(request):
    """Those of the courses that this person has a say in."""
    mine = judged_by(request.user)
    about = Correction.objects.filter(course__in=mine).select_related(*PEOPLE)
    pages = CoursePage.objects.filter(course__in=mine).select_related("course").order_by("title")
    shown = {
        "waiting": about.waiting().order_by("pk"),
        "published": about.published().order_by("-published_at")[:100],
        "pages": [page for page in pages if can(request.user, "correct", page.course)],
    }
    return render(request, "courses/cms/corrections.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request, pk):
    """Write a correction of a claim of one course."""
    page = get_object_or_404(CoursePage.objects.select_related("course"), pk=pk)
    if not can(request.user, "correct", page.course):
        raise PermissionDenied
    taught = dict(enumerate(correcting.taught(page.course)))
    form = ClaimCorrectionForm(request.POST or None, choices=by_lesson(taught))
    if form.is_valid():
        one, said = taught[int(form.cleaned_data.pop("said"))], form.cleaned_data
        was = one.verdict, one.certainty
        now = said.pop("verdict") or one.verdict, said.pop("certainty") or one.certainty
        if now == was:
            was = now = correcting.NOT_RATED
        if one.text == said["new"] and not any(now):
            form.add_error("new", "That is what the edition says already.")
        else:
            made = correcting.propose(
                page.course,
                by=request.user,
                kind="claim",
                item=one.item,
                old=one.text,
                was=was,
                now=now,
                **said,
            )
            messages.success(request, "Written. Look at it once more: nobody has been told yet.")
            return redirect("correction", made.pk)
    back = {"form": form, "subtitle": page.title, "nothing": not taught, "kind": "claim"}
    return render(request, "courses/cms/correct.html", back)


def by_lesson(taught) -> list:
    """The choices of a form, the lessons as groups."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for number, one in taught.items():
        groups.setdefault(one.lesson, []).append((str(number), one.label))
    return [("", "Choose the words"), *groups.items()]


@require_http_methods(["GET", "HEAD", "POST"])
def correction(request, pk):
    """One correction as learners will see it, whom it reaches, and the buttons that decide."""
    found = get_object_or_404(Correction.objects.select_related(*PEOPLE), pk=pk)
    if not can(request.user, "approve correction", found.course):
        raise PermissionDenied
    form = SetAsideForm(request.POST if request.POST.get("act") == "aside" else None)
    if request.method == "POST" and decide(request, found, form):
        return redirect("correction", pk)
    places = (
        list(found.places.select_related("step__edition"))
        if found.published_at
        else correcting.preview(found)
    )
    shown = {
        "correction": found,
        "strip": overlaying.shown(overlaying.as_row(found)),
        "places": places,
        "reach": telling.reach(found, places),
        "told": CorrectionNotice.objects.filter(correction=found).count(),
        "may_publish": found.severity == "typo" or found.written_by_id != request.user.pk,
        "page": found.course.pages.first(),
        "refused": found.outside_verdicts.filter(approved=False),
        "form": form,
    }
    return render(request, "courses/cms/correction.html", shown)


def decide(request, found, form) -> bool:
    """Do what a button says. False: the form has to be shown again."""
    try:
        if request.POST.get("act") == "publish":
            correcting.publish(found, by=request.user)
            messages.success(request, "Published. It stands beside the text now.")
        elif form.is_valid():
            correcting.set_aside(found, by=request.user, reason=form.cleaned_data["reason"])
            messages.success(request, "Set aside. Nobody is told.")
        else:
            return False
    except correcting.OwnWork:
        messages.error(request, "Somebody else has to approve what you wrote.")
    except correcting.Settled:
        messages.error(request, "Somebody decided on it before you.")
    return True
