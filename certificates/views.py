"""The holder's pages, and the public one that anybody with a code may read."""

import segno
from allauth.account.adapter import get_adapter
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from . import pdf as paper
from . import printing
from .codes import WrongCode, canonical, grouped
from .credentials import as_bytes, credential
from .forms import CodeForm
from .limiting import may_miss
from .models import Certificate, SigningKey
from .verifying import FIELDS, Verified, look_up, verdict


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
        "crumbs": crumbs,
    }
    return render(request, "certificates/show.html", context)


@require_safe
@login_required
def pdf(request: HttpRequest, public_id) -> HttpResponse:
    verified = own(request, public_id)
    name = f"certificate-{verified.facts['serial']}.pdf"
    return HttpResponse(
        paper.draw(document(verified)),
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    """Where a code is typed. A code that can be one is sent to its own address."""
    if "code" not in request.GET:
        return render(request, "certificates/verify.html", {"form": CodeForm()})
    form = CodeForm(request.GET)
    if form.is_valid():
        return redirect("certificates:verified", form.cleaned_data["code"])
    return unlisted(render(request, "certificates/verify.html", {"form": form}, status=400))


@require_safe
def verified(request: HttpRequest, code: str) -> HttpResponse:
    """Everything that is printed, and whether it still stands. Revoked is answered 200: it is an answer."""
    if moved := other_than_canonical(request, code, "certificates:verified"):
        return moved
    answer = look_up(code)
    if answer is None:
        return unknown(request, code)
    context = {"verified": answer, "code": grouped(code), "plain_code": code, "now": timezone.now()}
    return unlisted(render(request, "certificates/verified.html", context))


@require_safe
def facts(request: HttpRequest, code: str) -> HttpResponse:
    """The signed facts as a document, for checking them without us."""
    if moved := other_than_canonical(request, code, "certificates:facts"):
        return moved
    answer = look_up(code)
    if answer is None:
        return unknown(request, code)
    if not answer.genuine:
        return redirect("certificates:verified", code)  # which says that it can't be confirmed
    response = HttpResponse(as_bytes(document(answer)), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="certificate-{answer.facts["serial"]}.json"'
    response["Access-Control-Allow-Origin"] = "*"  # a checker in somebody's browser may read it
    return unlisted(response)


@require_safe
@cache_control(public=True, max_age=300)
def keys(request: HttpRequest) -> HttpResponse:
    """Every public key that ever signed. Public for good."""
    archived = [
        {
            "id": key.key_id,
            "type": "Ed25519",
            "public_key": key.public_key,
            "first_used_at": key.first_used_at,
            "retired_at": key.retired_at,
            "compromised_at": key.compromised_at,
        }
        for key in SigningKey.objects.all()
    ]
    response = JsonResponse({"keys": archived}, json_dumps_params={"indent": 2})
    response["Access-Control-Allow-Origin"] = "*"
    return response


def own(request: HttpRequest, public_id) -> Verified:
    """One's own certificate. Raises Http404 for anybody else's, and for one that we cannot vouch for."""
    rows = Certificate.objects.visible_to(request.user).with_status()
    row = rows.filter(public_id=public_id).values(*FIELDS).first()
    answer = verdict(row) if row else None
    if answer is None or not answer.genuine:
        raise Http404
    return answer


def other_than_canonical(request: HttpRequest, code: str, name: str) -> HttpResponse | None:
    """Where a code in another form is sent, or why it can be no code. None for the stored form."""
    try:
        stored = canonical(code)
    except WrongCode:
        context = {"form": CodeForm({"code": code})}
        return unlisted(render(request, "certificates/verify.html", context, status=400))
    return redirect(name, stored) if stored != code else None


def unknown(request: HttpRequest, code: str) -> HttpResponse:
    """No certificate has this code. Somebody who tries many is asked to wait."""
    patient = may_miss(get_adapter().get_client_ip(request))
    context = {"form": CodeForm({"code": grouped(code)}), "code": grouped(code), "patient": patient}
    status = 404 if patient else 429
    response = unlisted(render(request, "certificates/unknown.html", context, status=status))
    if not patient:
        response["Retry-After"] = "60"
    return response


def unlisted(response: HttpResponse) -> HttpResponse:
    """No search engine lists it, and no other site learns the code from us.

    Not `no-referrer`: browsers would then send `Origin: null` with the form that signs out.
    """
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "same-origin"
    return response


def document(verified: Verified) -> dict:
    return credential(
        verified.facts, sha256=verified.sha256, key_id=verified.key_id, signature=verified.signature
    )


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
