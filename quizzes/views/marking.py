"""The reflections that wait for a person, and marking one. Names are kept out of sight: marks are given blind."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Role
from accounts.policy import roles_anywhere
from quizzes import marking
from quizzes.kinds.choice_rows import inline
from quizzes.policy import can


class MarkForm(forms.Form):
    """Points for each criterion of the rubric."""

    comment = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        label="A word to the learner",
        max_length=4000,
    )

    def __init__(self, *args, rubric, **kwargs):
        super().__init__(*args, **kwargs)
        for row in rubric:
            label = f"{row['text']} (of {row['points']})"
            self.fields[row["id"]] = forms.IntegerField(min_value=0, max_value=row["points"], label=label)
        self.order_fields([*(row["id"] for row in rubric), "comment"])

    def points(self):
        return {name: value for name, value in self.cleaned_data.items() if name != "comment"}


def may_mark_somewhere(user):
    return bool(roles_anywhere(user) & {Role.INSTRUCTOR, Role.ADMINISTRATOR})


@require_safe
def waiting(request):
    """What this person may mark, the oldest first."""
    if not may_mark_somewhere(request.user):
        raise PermissionDenied
    mine = [item for item in marking.waiting()[:200] if can(request.user, "mark", item)]
    return render(request, "quizzes/cms/waiting.html", {"items": mine})


@require_http_methods(["GET", "HEAD", "POST"])
def mark(request, pk):
    """One reflection with its rubric."""
    item = marking.waiting().filter(pk=pk).first()
    if item is None or not can(request.user, "mark", item):
        raise Http404
    payload = item.version.payload
    form = MarkForm(request.POST or None, rubric=payload["rubric"])
    if form.is_valid():
        try:
            marking.mark(item, form.points(), by=request.user, comment=form.cleaned_data["comment"])
        except marking.OwnWork as error:
            messages.error(request, str(error))
        else:
            messages.success(request, "Marked. The learner sees it with the result.")
        return redirect("reflections")
    written = item.answers.latest("sequence").response
    context = {"item": item, "form": form, "stem": inline(payload["stem"]), "text": written}
    return render(request, "quizzes/cms/mark.html", context)
