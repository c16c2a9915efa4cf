"""The registrar's pages in the CMS: find a certificate, read what happened to it, act on it. Nothing is edited."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.policy import KEEPERS, roles
from certificates import codes, issuing
from certificates.forms import ActForm, CorrectForm, ReinstateForm, ReissueForm, RevokeForm
from certificates.models import Certificate
from certificates.policy import can
from certificates.printing import lines

A_PAGE = 50


def may_keep(request: HttpRequest) -> bool:
    return bool(roles(request.user) & KEEPERS)


def kept(request: HttpRequest) -> None:
    """Raises PermissionDenied for everybody who keeps no records."""
    if not may_keep(request):
        raise PermissionDenied


@require_safe
def certificates(request: HttpRequest) -> HttpResponse:
    """Every certificate, newest first; found by its number, its code, or the holder's address or name."""
    kept(request)
    wanted = request.GET.get("q", "").strip()[:120]
    rows = Certificate.objects.with_status().select_related("completion__enrolment__learner")
    found = Paginator(matching(rows, wanted), A_PAGE).get_page(request.GET.get("page"))
    return render(request, "certificates/cms/certificates.html", {"page_obj": found, "q": wanted})


def matching(rows, wanted: str):
    if not wanted:
        return rows.order_by("-issued_at")
    learner = "completion__enrolment__learner"
    asked = Q(serial__icontains=wanted) | Q(**{f"{learner}__email__iexact": wanted})
    asked |= Q(**{f"{learner}__name__icontains": wanted})
    asked |= Q(completion__enrolment__attestation__name__icontains=wanted)
    with suppress(codes.WrongCode):
        asked |= Q(code=codes.canonical(wanted))
    return rows.filter(asked).order_by("-issued_at")


@require_safe
def certificate(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything about one: what it says, what happened, and what may be done."""
    kept(request)
    found = get_object_or_404(Certificate.objects.with_status(), pk=pk)
    events = list(found.events.select_related("by"))
    context = {
        "certificate": found,
        "code": codes.grouped(found.code),
        "lines": lines(found.document),
        "name": found.name,
        "events": events,
        "acts": [
            act for act in ACTS.values() if act.fits(events[-1].kind) and can(request.user, act.name, found)
        ],
    }
    return render(request, "certificates/cms/certificate.html", context)


@dataclass(frozen=True)
class Act:
    """Something a registrar does to one certificate, after reading what it means."""

    name: str
    title: str
    means: str
    form: type[ActForm]
    verb: Callable[..., object]
    kinds: frozenset[str]
    done: str

    def fits(self, kind: str) -> bool:
        return kind in self.kinds


STANDS = frozenset({"issued", "corrected", "reissued", "reinstated"})
ACTS = {
    act.name: act
    for act in (
        Act(
            "correct",
            "Correct the name",
            "A new certificate with a new code takes its place. Both pages say so, and the holder is told.",
            CorrectForm,
            issuing.correct,
            STANDS,
            "The corrected certificate is issued, and the holder is told.",
        ),
        Act(
            "reissue",
            "Issue it anew",
            "A certificate that says the same takes its place, with a new code and signed by today's key. "
            "Both pages say so, and the holder is told.",
            ReissueForm,
            issuing.reissue,
            STANDS,
            "The new certificate is issued, and the holder is told.",
        ),
        Act(
            "revoke",
            "Revoke",
            "Whoever checks it sees at once that it no longer stands, since when, and the public reason. "
            "The holder is told. It can be reinstated.",
            RevokeForm,
            issuing.revoke,
            STANDS,
            "It is revoked, and the holder is told.",
        ),
        Act(
            "reinstate",
            "Reinstate",
            "It counts again as it did before, and the holder is told.",
            ReinstateForm,
            issuing.reinstate,
            frozenset({"revoked"}),
            "It stands again, and the holder is told.",
        ),
    )
}


@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """What an act means and its form; then what it will have done; then, sent again from there, it is done."""
    kept(request)
    found = get_object_or_404(Certificate, pk=pk)
    if name not in ACTS:
        raise Http404
    chosen = ACTS[name]
    if not can(request.user, name, found):
        raise PermissionDenied
    form = chosen.form(request.POST or None, initial={"name": found.name}, certificate=found)
    foretold = form.is_valid()
    if foretold and "confirmed" in request.POST:
        try:
            chosen.verb(found, by=request.user, **form.cleaned_data)
        except (issuing.NotCurrent, issuing.NotGenuine) as error:
            messages.error(request, f"Nothing was done: {error}")
        else:
            messages.success(request, chosen.done)
        return redirect("certificate", pk)
    fits = chosen.fits(found.events.latest("sequence").kind)
    context = {"certificate": found, "act": chosen, "form": form, "name": found.name, "fits": fits}
    page = "foretold" if foretold and fits and "change" not in request.POST else "act"
    return render(request, f"certificates/cms/{page}.html", context)
