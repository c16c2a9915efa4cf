"""Error pages that name the request, so that a person can quote it and we can find it."""

from django.http import HttpRequest, HttpResponseServerError
from django.template import loader


def server_error(request: HttpRequest) -> HttpResponseServerError:
    """Something of ours broke. Rendered without context processors: they may be what broke."""
    context = {"request_id": getattr(request, "id", "")}
    return HttpResponseServerError(loader.render_to_string("500.html", context))
