"""What a holder takes along: the signed PDF, the badge, the credential for a wallet."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from certificates import papering, picturing
from certificates.archiving import archive
from certificates.credentials import baking, did, extracting, jwt
from certificates.models import Certificate
from certificates.papering import NoSuchPaper, Wanted
from certificates.signing import NoSigningKey, token_key

from .holding import own


@require_safe
@login_required
def pdf(request: HttpRequest, public_id) -> HttpResponse:
    """The PDF, the same file each time. `size` is letter or a4, `for` counts the approvals from 1."""
    verified, certificate = own(request, public_id), mine(request, public_id)
    number = request.GET.get("for", "1")
    wanted = Wanted(
        int(number) - 1 if number.isdecimal() and len(number) < 4 else -1, request.GET.get("size", "letter")
    )
    try:
        made = papering.paper(certificate, verified, wanted)
    except NoSuchPaper as error:
        raise Http404 from error
    return download(bytes(made.content), "application/pdf", certificate, "pdf")


@require_safe
@login_required
def badge(request: HttpRequest, public_id) -> HttpResponse:
    """The badge as a picture that carries its credential."""
    certificate, verified = credentialed(request, public_id), own(request, public_id)
    facts = verified.facts
    picture = picturing.badge(facts["course"]["title"], facts["hours"]["value"], facts["sample"])
    return download(baking.baked(picture, certificate.credential.encode()), "image/png", certificate, "png")


@require_safe
@login_required
def credential(request: HttpRequest, public_id) -> HttpResponse:
    """The credential as it is stored, for a wallet or a validator."""
    certificate = credentialed(request, public_id)
    return download(certificate.credential.encode(), "application/vc", certificate, "json")


@require_safe
@login_required
def token(request: HttpRequest, public_id) -> HttpResponse:
    """The same as a JWT, signed when it is asked for."""
    certificate = credentialed(request, public_id)
    document = extracting.parsed(certificate.credential.encode())
    try:
        key = token_key()
    except NoSigningKey:
        return HttpResponse("Tokens can't be signed now.", status=503, content_type="text/plain")
    archive([key.public], timezone.now())
    method = f"{did.did_of(verified_issuer(document))}#{key.public.key_id}"
    text = jwt.token(document, method=method, key=key.key)
    return download(text.encode(), "application/vc+jwt", certificate, "jwt")


def verified_issuer(document: dict) -> str:
    issuer: str = document["issuer"]["url"]
    return issuer


def mine(request: HttpRequest, public_id) -> Certificate:
    found = Certificate.objects.visible_to(request.user).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def credentialed(request: HttpRequest, public_id) -> Certificate:
    """One's own certificate that has a credential. Those issued before there were any have none."""
    certificate = mine(request, public_id)
    if not certificate.credential:
        raise Http404
    return certificate


def download(content: bytes, kind: str, certificate: Certificate, ending: str) -> HttpResponse:
    name = f"certificate-{certificate.serial}.{ending}"
    return HttpResponse(
        content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
