"""A correction of a question that was asked: written here, decided on and told of like those of claims."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from courses import correcting
from courses.correction_forms import CorrectionForm
from courses.policy import can
from quizzes import overseeing

from .bank import found


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request, pk):
    """Of the versions that editions hold. Void the version as well, if nobody should be asked it any more."""
    row = found(request, pk)
    if row.objective is None or not can(request.user, "correct", row.objective.course):
        raise PermissionDenied
    texts = overseeing.asked_texts(row)
    choices = [
        ("", "Choose the words"),
        *((number, f"Version {number}: {text}") for number, text in texts.items()),
    ]
    form = CorrectionForm(request.POST or None, choices=choices)
    if form.is_valid():
        number, said = form.cleaned_data.pop("said"), form.cleaned_data
        if texts[number] == said["new"]:
            form.add_error("new", "That is what the question says already.")
        else:
            made = correcting.propose(
                row.objective.course,
                by=request.user,
                kind="question",
                item=row.public_id,
                version=number,
                old=texts[number],
                **said,
            )
            messages.success(request, "Written. Look at it once more: nobody has been told yet.")
            return redirect("correction", made.pk)
    back = {"form": form, "subtitle": row.key, "nothing": not texts, "kind": "question"}
    return render(request, "courses/cms/correct.html", back)
