"""Public pages: the evidence of a course at a glance, and a source with all that rests on it."""

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from courses import evidence as evidence_of
from courses import overlaying
from courses.models import EditionStep, Reference
from courses.rendering import reference_entry

from .finding import offered


@require_safe
def evidence(request, code):
    """Every claim of the edition that learners are taught today."""
    page, edition = offered(code)
    steps = EditionStep.objects.filter(edition=edition, kind="lesson").defer("html").order_by("position")
    claims = evidence_of.claims_of(steps, code, overlaying.of_claims(edition))
    groups = evidence_of.grouped(claims)
    context = {
        "page": page,
        "edition": edition,
        "claims": claims,
        "groups": groups,
        "anew": any(claim.was for claim in claims),
        "summary": evidence_of.in_a_sentence(groups),
        "scale": ["high", "moderate", "low", "very-low"],
    }
    return render(request, "courses/evidence.html", context)


@require_safe
def reference(request, key):
    """A source of the library, and every lesson and claim that rests on it."""
    found = get_object_or_404(Reference, key=key)
    context = {
        "reference": found,
        "entry": reference_entry(found.freeze()),
        "uses": evidence_of.uses_of(found),
    }
    return render(request, "courses/reference.html", context)
