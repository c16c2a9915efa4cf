"""What anybody may keep for checking certificates without us."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from certificates.checkpointing import as_document
from certificates.models import Checkpoint, SigningKey


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
        for key in SigningKey.objects.filter(algorithm=SigningKey.Algorithm.ED25519)
    ]
    response = JsonResponse({"keys": archived}, json_dumps_params={"indent": 2})
    response["Access-Control-Allow-Origin"] = "*"
    return response


@require_safe
@cache_control(public=True, max_age=300)
def checkpoints(request: HttpRequest) -> HttpResponse:
    """Every signed checkpoint of the ledger, newest last. Keep a copy: it proves any later edit."""
    signed = [as_document(checkpoint) for checkpoint in Checkpoint.objects.all()]
    response = JsonResponse({"checkpoints": signed}, json_dumps_params={"indent": 2})
    response["Access-Control-Allow-Origin"] = "*"
    return response
