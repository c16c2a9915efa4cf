"""What the issuer publishes for everybody's software: its keys, and which certificates no longer stand."""

from django.conf import settings
from django.core.cache import cache
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_safe

from certificates import badging
from certificates.archiving import keyring
from certificates.credentials import did, jwt
from certificates.models import Certificate
from certificates.signing import NoSigningKey, signer, token_key

# A list is signed anew each hour, and at once after a change.
KEPT = 3600
TOKENS = ("application/vc+jwt", "application/jwt")


@require_safe
@cache_control(public=True, max_age=300)
def did_document(request: HttpRequest) -> HttpResponse:
    """did:web: every key that ever signed. Public for good."""
    response = JsonResponse(
        did.document(settings.PUBLIC_URL, keyring()),
        json_dumps_params={"indent": 2},
        content_type="application/did+json",
    )
    return for_everybody(response)


def version(request: HttpRequest, number: int) -> str:
    """Strong enough to say "unchanged": the hour, the last change, and the form that is asked for."""
    hour = timezone.now().strftime("%Y%m%d%H")
    return f'"{number}-{badging.list_version(number)}-{hour}-{"jwt" if wants_token(request) else "json"}"'


@require_safe
@cache_control(public=True, max_age=300)
@condition(etag_func=version)
def status_list(request: HttpRequest, number: int) -> HttpResponse:
    """A signed list of bits: which certificates no longer stand. JSON, or a token for whom asks for one."""
    latest = Certificate.objects.aggregate(Max("status_list"))["status_list__max"] or 0
    if not 1 <= number <= latest:
        raise Http404
    try:
        document = kept_list(number, version(request, number))
        if wants_token(request):
            content, kind = list_as_token(document), TOKENS[0]
        else:
            return for_everybody(JsonResponse(document, content_type="application/vc"))
    except NoSigningKey:
        return HttpResponse("The list can't be signed now.", status=503, content_type="text/plain")
    return for_everybody(HttpResponse(content, content_type=kind))


def kept_list(number: int, tag: str) -> dict:
    key = signer()
    name = f"status-list:{tag}:{key.key_id}"
    if (kept := cache.get(name)) is None:
        kept = badging.signed_list(number, key, timezone.now())
        cache.set(name, kept, KEPT)
    return kept


def list_as_token(document: dict) -> str:
    key = token_key()
    method = f"{document['issuer']}#{key.public.key_id}"
    return jwt.list_token(document, method=method, key=key.key)


def wants_token(request: HttpRequest) -> bool:
    return any(request.accepts(kind) for kind in TOKENS) and not request.accepts("application/json")


def for_everybody(response: HttpResponse) -> HttpResponse:
    response["Access-Control-Allow-Origin"] = "*"
    patch_vary_headers(response, ["Accept"])
    return response
