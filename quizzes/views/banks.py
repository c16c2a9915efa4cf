"""The banks in the CMS, as a tree: what is in each, a new one, another name or place."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from quizzes import banking
from quizzes.editing import banks_for
from quizzes.models import Bank, Question

from .bank import objectives_for, seen_by


class BankForm(forms.ModelForm):
    class Meta:
        model = Bank
        fields = ["title", "parent"]
        help_texts = {"parent": "Empty: it stands at the top."}

    def __init__(self, *args, offered, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].label = "Name"
        self.fields["parent"].queryset = offered.exclude(pk=self.instance.pk)  # type: ignore[attr-defined]


def offered_to(user):
    """The banks that somebody may put questions in. Raises PermissionDenied for who writes none."""
    objectives = objectives_for(user)
    if not objectives.exists() and not user.is_superuser:
        raise PermissionDenied
    return Bank.objects.filter(pk__in=banks_for(objectives).values("pk"))


def own(user):
    """Those of them that hold nobody else's questions: only these may be renamed and moved."""
    others = Question.objects.exclude(pk__in=seen_by(user).values("pk"))
    return offered_to(user).exclude(questions__in=others)


@require_http_methods(["GET", "HEAD", "POST"])
def banks(request):
    offered, mine = offered_to(request.user), set(own(request.user).values_list("pk", flat=True))
    form = BankForm(request.POST or None, offered=offered)
    if form.is_valid() and kept(request, form, banking.begin):
        return redirect("question_banks")
    nodes = banking.tree(offered.select_related("parent").annotate(size=Count("questions", distinct=True)))
    rows = [{"node": node, "may_change": node.bank.pk in mine} for node in nodes]
    return render(request, "quizzes/cms/banks.html", {"rows": rows, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def change(request, pk):
    bank = get_object_or_404(own(request.user), pk=pk)
    form = BankForm(request.POST or None, offered=offered_to(request.user), instance=bank)
    stored = Bank.objects.get(pk=pk)  # the form writes into its own
    if form.is_valid() and kept(request, form, lambda *said, by: banking.change(stored, *said, by=by)):
        return redirect("question_banks")
    return render(request, "quizzes/cms/bank.html", {"bank": stored, "form": form})


def kept(request, form, verb) -> bool:
    """Whether it was done. Where it can't be, the form says why."""
    said = form.cleaned_data
    try:
        bank = verb(said["title"], said["parent"], by=request.user)
    except banking.NotUnderItself as refusal:
        form.add_error("parent", str(refusal))
        return False
    messages.success(request, f"“{bank}” is kept.")
    return True
