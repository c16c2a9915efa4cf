"""A holder's certificates together: all as files, some by a link that ends. And what the link shows."""

from typing import cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from certificates.bundling import bundle
from certificates.forms import ShareForm
from certificates.limiting import count_link
from certificates.models import Certificate, ShareLink
from certificates.models.certificates import CertificateQuerySet
from certificates.verifying import FIELDS, Status, Verified, verdict
from certificates.wallet import TooManyLinks, What, make_link, note_look, opened, withdraw_link

from .checking import unlisted

LOOKS_SHOWN = 50


@require_safe
@login_required
def files(request: HttpRequest) -> HttpResponse:
    """All of one's own, in one ZIP."""
    own = list(Certificate.objects.visible_to(request.user))
    if not own:
        raise Http404
    return zipped(own, "certificates.zip")


def zipped(certificates: list[Certificate], name: str) -> HttpResponse:
    where = settings.PUBLIC_URL + reverse("certificates:verify")
    content = bundle(certificates, provider=settings.PROVIDER["name"], address=where)
    disposition = f'attachment; filename="{name}"'
    return HttpResponse(content, content_type="application/zip", headers={"Content-Disposition": disposition})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def links(request: HttpRequest) -> HttpResponse:
    """The links that one made, and the form for another."""
    own = Certificate.objects.visible_to(request.user)
    choices = titles(own)
    chosen = request.GET.get("certificate", "")
    form = ShareForm(request.POST or None, own=own, choices=choices, chosen=chosen)
    if form.is_valid():
        said = form.cleaned_data
        try:
            link = make_link(
                list(said["certificates"]),
                by=cast(User, request.user),
                lasts=said["lasts"],
                note=said["note"],
            )
        except TooManyLinks as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "The link is made. Copy it, and give it to whom it is for.")
            return redirect("certificates:link", link.public_id)
    context = {
        "form": form,
        "links": ShareLink.objects.visible_to(request.user).counted(),
        "has_any": bool(choices),
        "crumbs": [
            {"title": "Certificates", "url": reverse("certificates:mine")},
            {"title": "Links that you share"},
        ],
    }
    return render(request, "certificates/links.html", context, status=400 if form.errors else 200)


def titles(own: CertificateQuerySet) -> list[tuple[str, str]]:
    """Those that are as they were signed: what is altered can't be chosen."""
    rows = own.with_status().values("public_id", *FIELDS)
    judged = [(str(row["public_id"]), verdict(row)) for row in rows]
    return [(key, title(verified)) for key, verified in judged if verified.genuine]


def title(verified: Verified) -> str:
    """The course and the day, and what is unusual about it."""
    unusual = "" if verified.status == Status.VALID else f" ({verified.word.lower()})"
    return f"{verified.facts['course']['title']}, {verified.completed_on}{unusual}"


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def link(request: HttpRequest, public_id) -> HttpResponse:
    """One link: its address, what it shows, who looked; and the button that ends it."""
    found = get_object_or_404(ShareLink.objects.visible_to(request.user), public_id=public_id)
    if request.method == "POST":
        withdraw_link(found, by=cast(User, request.user))
        messages.success(request, "Withdrawn. The link opens nothing any more.")
        return redirect("certificates:link", public_id)
    looks = found.looks.all()
    context = {
        "link": found,
        "address": settings.PUBLIC_URL + reverse("certificates:shared", args=[found.token]),
        "certificates": shown_by(found),
        "looks": looks[:LOOKS_SHOWN],
        "look_count": looks.count(),
        "crumbs": [
            {"title": "Certificates", "url": reverse("certificates:mine")},
            {"title": "Links that you share", "url": reverse("certificates:links")},
            {"title": found.note or "A link"},
        ],
    }
    return render(request, "certificates/link.html", context)


def shown_by(link: ShareLink) -> list[dict]:
    """What the link shows, each judged anew: a certificate that was revoked since says so."""
    shown = Certificate.objects.with_status().filter(pk__in=link.items.values("certificate"))
    rows = shown.values("public_id", *FIELDS)
    return [{"public_id": row["public_id"], "verified": verdict(row)} for row in rows]


@never_cache
@require_safe
def shared(request: HttpRequest, token: str) -> HttpResponse:
    """What somebody was given a link to. Each look is listed for the holder."""
    found = opened(token)
    if refused := closed(request, found, token):
        return refused
    link = cast(ShareLink, found)
    certificates = shown_by(link)
    if request.method == "GET":
        note_look(link, What.PAGE)
    names = list(
        dict.fromkeys(each["verified"].facts["name"] for each in certificates if each["verified"].genuine)
    )
    context = {"link": link, "certificates": certificates, "names": names, "token": token}
    return unlisted(render(request, "certificates/shared.html", context))


@never_cache
@require_safe
def shared_files(request: HttpRequest, token: str) -> HttpResponse:
    found = opened(token)
    if refused := closed(request, found, token):
        return refused
    link = cast(ShareLink, found)
    response = zipped(list(link.certificates.all()), "certificates.zip")
    if request.method == "GET":
        note_look(link, What.FILES)
    return unlisted(response)


def closed(request: HttpRequest, link: ShareLink | None, token: str) -> HttpResponse | None:
    """Why there is nothing to show. One that ended and one that never was are answered alike.

    Misses aren't counted: 192 random bits can't be guessed.
    """
    if link is None:
        status, kind = 404, "ended"
    elif not count_link(token).patient:
        status, kind = 429, "often"
    else:
        return None
    response = render(request, "certificates/shared_closed.html", {"kind": kind}, status=status)
    if status == 429:
        response["Retry-After"] = "3600"
    return unlisted(response)
