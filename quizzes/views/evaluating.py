"""The pages of the CMS for whoever teaches or keeps records: statistics, disputes, regrades, reopening, time."""

from collections import Counter

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Accommodation, User
from accounts.policy import roles
from courses.models import Edition, EditionStep
from quizzes import disputing, evaluating, regrading, timing
from quizzes.models import Attempt, Dispute, QuestionVersion
from quizzes.policy import can


@require_safe
def quizzes(request):
    """The quizzes of the courses that one teaches, as their latest editions have them."""
    steps = EditionStep.objects.filter(edition__in=Edition.objects.latest_each(), kind="quiz")
    steps = steps.select_related("edition__course").defer("html", "edition__manifest")
    mine = [step for step in steps if can(request.user, "see statistics", step.edition.course)]
    if not mine and not roles(request.user):
        raise PermissionDenied
    return render(request, "quizzes/cms/quizzes.html", {"steps": mine})


@require_safe
def quiz_statistics(request, pk):
    """What first attempts made of each question, and what learners dispute."""
    step = quiz_of(request, pk)
    rows, reliability = evaluating.evaluated(step)
    disputes = Dispute.objects.filter(item__attempt__step_key=step.key).select_related(
        "item__version__question"
    )
    late = Attempt.objects.filter(step_key=step.key).annotate(late=Count("late_answers")).filter(late__gt=0)
    context = {
        "step": step,
        "rows": rows,
        "reliability": reliability,
        "alerted": [row for row in rows if row.alerts][:3],
        "alerts": sum(1 for row in rows if row.alerts),
        "disputes": disputes.order_by("answered_at", "at"),
        "late": late if can(request.user, "reopen", step.edition.course) else [],
        "may_regrade": can(request.user, "regrade", step.edition.course),
        "width": evaluating.WIDTH,
    }
    return render(request, "quizzes/cms/statistics.html", context)


def quiz_of(request, pk) -> EditionStep:
    steps = EditionStep.objects.select_related("edition__course").defer("html", "edition__manifest")
    step = get_object_or_404(steps, pk=pk, kind="quiz")
    if not can(request.user, "see statistics", step.edition.course):
        raise PermissionDenied
    return step


class RegradeForm(forms.Form):
    reason = forms.CharField(max_length=300, help_text="Kept with the decision.")


@require_http_methods(["GET", "HEAD", "POST"])
def regrade(request, pk, version_pk):
    """What another key, or voiding, would do to each attempt; with a reason, doing it."""
    step = quiz_of(request, pk)
    if not can(request.user, "regrade", step.edition.course):
        raise PermissionDenied
    frozen = [row["uuid"] for pool in step.body["pools"] for row in pool["questions"]]
    versions = QuestionVersion.objects.select_related("question").filter(question__public_id__in=frozen)
    version = get_object_or_404(versions, pk=version_pk)
    keys = list(version.question.versions.filter(number__gt=version.number, status="approved"))
    chosen = next((v for v in keys if str(v.number) == request.GET.get("key")), None)
    if request.GET.get("key") and chosen is None:
        raise Http404
    form = RegradeForm(request.POST or None)
    try:
        changes = regrading.preview(version, chosen)
        if request.method == "POST" and form.is_valid():
            regrading.apply(version, chosen, by=request.user, reason=form.cleaned_data["reason"])
            messages.success(request, "The attempts were graded again. Nobody lost points or a pass.")
            return redirect("quiz_statistics", pk)
        problem = ""
    except regrading.CannotMap as error:
        changes, problem = [], str(error)
    context = {
        "step": step,
        "version": version,
        "keys": keys,
        "chosen": chosen,
        "changes": changes,
        "effects": sorted(Counter(str(change.effect) for change in changes).items()),
        "problem": problem,
        "form": form,
    }
    return render(request, "quizzes/cms/regrade.html", context)


class AnswerForm(forms.Form):
    answer = forms.CharField(widget=forms.Textarea(attrs={"rows": 4}), max_length=2000)


@require_http_methods(["GET", "HEAD", "POST"])
def answer_dispute(request, pk):
    """What a learner says is wrong, with what others made of the question; and the answer."""
    related = ("item__attempt__step__edition__course", "item__version__question")
    said = get_object_or_404(Dispute.objects.select_related(*related), pk=pk)
    step = said.item.attempt.step
    if not can(request.user, "see statistics", step.edition.course):
        raise PermissionDenied
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        disputing.answer(said, form.cleaned_data["answer"], by=request.user)
        messages.success(request, "The learner reads your answer beside the question.")
        return redirect("quiz_statistics", step.pk)
    tallies = list(said.item.version.tallies.all())
    row = evaluating.row_of(said.item.version, evaluating.statistics(tallies))
    return render(request, "quizzes/cms/dispute.html", {"said": said, "row": row, "form": form, "step": step})


class ReopenForm(forms.Form):
    minutes = forms.IntegerField(min_value=1, max_value=24 * 60, initial=30)
    reason = forms.CharField(max_length=300)


@require_http_methods(["GET", "HEAD", "POST"])
def reopen(request, attempt_id):
    """An attempt with its late answers, and opening it again."""
    related = ("step__edition__course", "enrolment__learner")
    attempt = get_object_or_404(Attempt.objects.select_related(*related), public_id=attempt_id)
    if not can(request.user, "reopen", attempt.step.edition.course):
        raise PermissionDenied
    form = ReopenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            timing.reopen(attempt, by=request.user, **form.cleaned_data)
        except timing.NotReopened as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The attempt is open again. Its late answers count.")
            return redirect("quiz_statistics", attempt.step_id)
    late = attempt.late_answers.select_related("item").order_by("received_at")
    return render(request, "quizzes/cms/reopen.html", {"attempt": attempt, "late": late, "form": form})


class TimeForm(forms.Form):
    email = forms.EmailField(label="Whose, by e-mail address")
    time_factor = forms.DecimalField(
        min_value=1,
        max_value=10,
        decimal_places=2,
        initial="1.5",
        help_text="1.5 is half as much time again.",
    )
    untimed = forms.BooleanField(required=False, label="No time limit at all")
    ends_at = forms.DateTimeField(required=False, help_text="Empty: it stays. UTC.")
    reason = forms.CharField(
        max_length=300, help_text="Private: it is shown here only, and goes into no log."
    )


@require_http_methods(["GET", "HEAD", "POST"])
def accommodations(request):
    """Who has more time, and giving it. What runs at this moment follows at once."""
    if not can(request.user, "give time", User()):
        raise PermissionDenied
    form = TimeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        person = User.objects.filter(email__iexact=values.pop("email")).first()
        if person is None or not can(request.user, "give time", person):
            form.add_error("email", "Nobody else has an account with this address.")
        else:
            timing.give_time(person, by=request.user, **values)
            messages.success(request, "Given. Attempts that run at this moment follow.")
            return redirect("accommodations")
    live = Accommodation.objects.live().select_related("person", "given_by").order_by("person__name")
    return render(request, "quizzes/cms/accommodations.html", {"live": live, "form": form})
