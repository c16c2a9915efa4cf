from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from quizzes import disputing
from quizzes.models import Dispute
from quizzes.policy import can

from .finding import attempt_of, item_at

THANKS = "Thank you. The instructor reads this, and the answer appears here."


class DisputeForm(forms.Form):
    text = forms.CharField(
        label="What is wrong with it?",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="A source helps. Leave out anything about a client’s or your own health.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def dispute(request, attempt_id, number):
    """Say that a question is wrong. Only once its key may be seen: before that there is nothing to judge."""
    attempt = attempt_of(request.user, attempt_id)
    if not can(request.user, "see keys", attempt):
        raise Http404
    item = item_at(attempt, number)
    said = Dispute.objects.filter(item=item).first()
    form = DisputeForm(request.POST or None)
    if request.method == "POST" and said is None and form.is_valid():
        disputing.dispute(item, form.cleaned_data["text"])
        messages.success(request, THANKS)
        return redirect("quizzes:dispute", attempt_id, number)
    shown = {"attempt": attempt, "item": item, "said": said, "form": form}
    return render(request, "quizzes/dispute.html", shown)
