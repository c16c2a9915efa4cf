"""Two questions a load balancer asks. Neither answer says anything about versions or people."""

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe


@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """The house can do its work: 200, or 503 with the names of what is missing."""
    missing = [name for name, ready in (("database", database), ("signing key", signing_key)) if not ready()]
    return JsonResponse(
        {"status": "not ready", "missing": missing} if missing else {"status": "ready"},
        status=503 if missing else 200,
    )


def database() -> bool:
    """It answers, and every migration is applied."""
    try:
        executor = MigrationExecutor(connection)
        return not executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return False


def signing_key() -> bool:
    return any(settings.CREDENTIAL_KEYS.glob("*.pem"))
