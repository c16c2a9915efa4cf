"""The holder's own pages."""

import segno
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from certificates import pdf as paper
from certificates import printing
from certificates.codes import grouped
from certificates.models import Certificate
from certificates.verifying import FIELDS, Verified, verdict


@require_safe
@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """The learner's certificates, newest first."""
    rows = Certificate.objects.visible_to(request.user).with_status().values("public_id", *FIELDS)
    certificates = [{"public_id": row["public_id"], "verified": verdict(row)} for row in rows]
    return render(request, "certificates/mine.html", {"certificates": certificates})


@require_safe
@login_required
def show(request: HttpRequest, public_id) -> HttpResponse:
    """One's own certificate, as it is printed, and what to do with it."""
    verified = own(request, public_id)
    crumbs = [
        {"title": "Certificates", "url": reverse("certificates:mine")},
        {"title": verified.facts["serial"]},
    ]
    context = {
        "public_id": public_id,
        "verified": verified,
        "preview": preview(verified),
        "papers": papers_of(verified),
        "linkedin": printing.linkedin(verified.facts),
        "crumbs": crumbs,
    }
    return render(request, "certificates/show.html", context)


def papers_of(verified: Verified) -> list[dict]:
    """What can be printed: one paper for each approval, each on two sizes."""
    names = [approval["accreditor"] for approval in verified.facts["approvals"]] or ["Sample"]
    return [{"number": number, "name": name} for number, name in enumerate(names, 1)]


def own(request: HttpRequest, public_id) -> Verified:
    """One's own certificate. Raises Http404 for anybody else's, and for one that we cannot vouch for."""
    rows = Certificate.objects.visible_to(request.user).with_status()
    row = rows.filter(public_id=public_id).values(*FIELDS).first()
    answer = verdict(row) if row else None
    if answer is None or not answer.genuine:
        raise Http404
    return answer


def preview(verified: Verified) -> dict:
    """What components/certificate.html draws."""
    facts = verified.facts
    code = segno.make(facts["verify_at"], error="m", micro=False)
    return {
        "title": facts["title"],
        "name": facts["name"],
        "intro": printing.introduction(facts),
        "course": facts["course"]["title"],
        "facts": [line for line in printing.lines(facts) if line.on_paper],
        "signatures": paper.signatures(facts),
        "code": grouped(facts["code"]),
        "qr": mark_safe(code.svg_inline(border=2, omitsize=True)),  # noqa: S308  drawn by segno
        "sample": facts["sample"],
    }
