"""Where a source is used, for those who write: drafts and questions, which its public page doesn't know."""

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from courses.models import Reference
from courses.rendering import reference_entry
from quizzes import citations

from .bank import seen_by


@require_safe
def uses(request, pk):
    """The lessons and questions of this person's courses that rest on a source, each a link."""
    source = get_object_or_404(Reference, pk=pk)
    shown = {
        "source": source,
        "entry": reference_entry(source.freeze()),
        "places": citations.in_lessons(source, request.user),
        "questions": citations.in_questions(source, seen_by(request.user)),
    }
    return render(request, "quizzes/cms/source_uses.html", shown)
