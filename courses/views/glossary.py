from django.shortcuts import render
from django.views.decorators.http import require_safe

from courses.models import GlossaryTerm


@require_safe
def glossary(request):
    """Every word of the glossary, by the alphabet, open to everybody."""
    letters: dict[str, list[GlossaryTerm]] = {}
    for term in sorted(GlossaryTerm.objects.all(), key=lambda term: term.term.casefold()):
        letters.setdefault(term.term[0].upper(), []).append(term)
    return render(request, "courses/glossary.html", {"letters": letters})
