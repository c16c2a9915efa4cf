"""Registrars act on everything that one cause touched: look at the list, then do it."""

from typing import cast

from django.contrib import messages
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from certificates.acting import ACTS, AT_ONCE, Act, ListChanged, Plan, carry_out, preview
from certificates.causes import CAUSES, Cause
from certificates.forms import CauseForm

from .registry import kept

SHOWN = 200


@require_safe
def causes(request: HttpRequest) -> HttpResponse:
    """Every key and edition, and what other apps name."""
    kept(request)
    listed = [
        (cause, [(thing.pk, cause.label(thing)) for thing in cause.things()]) for cause in CAUSES.values()
    ]
    return render(request, "certificates/cms/causes.html", {"causes": listed, "acts": ACTS.values()})


@require_http_methods(["GET", "HEAD", "POST"])
def cause(request: HttpRequest, slug: str, pk: int, act: str) -> HttpResponse:
    """The dry run, and below it the form that does what it shows."""
    kept(request)
    by, found, chosen = cast(User, request.user), CAUSES.get(slug), ACTS.get(act)
    thing = found.find(pk) if found and chosen else None
    if found is None or chosen is None or thing is None:
        raise Http404
    plan = preview(chosen, found.touched(thing), by=by)
    form = CauseForm(request.POST or None, act=chosen, count=len(plan.todo))
    if form.is_valid() and done(request, plan, thing, form):
        return redirect("certificates_cause", slug, pk, act)
    return render(request, "certificates/cms/cause.html", shown(found, thing, chosen, plan, form))


def done(request: HttpRequest, plan: Plan, thing: Model, form: CauseForm) -> bool:
    said = form.cleaned_data
    reasons = {name: said[name] for name in ("public_reason", "private_reason")}
    try:
        count = carry_out(plan, thing, by=cast(User, request.user), digest=said["digest"], **reasons)
    except ListChanged as error:
        messages.error(request, str(error))
        return True
    messages.success(request, f"{count:,} {plan.act.done}, and their holders are told.")
    return True


def shown(found: Cause, thing: Model, act: Act, plan: Plan, form: CauseForm) -> dict:
    return {
        "cause": found,
        "label": found.label(thing),
        "pk": thing.pk,
        "act": act,
        "acts": ACTS.values(),
        "form": form,
        "count": len(plan.todo),
        "waiting": len(plan.waiting),
        "at_once": AT_ONCE,
        "digest": plan.digest,
        "todo": plan.todo[:SHOWN],
        "left_alone": plan.left_alone[:SHOWN],
        "left_alone_count": len(plan.left_alone),
        "shown": SHOWN,
    }
