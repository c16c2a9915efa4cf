from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

RULES = """User-agent: *
Disallow: /learn/
Disallow: /attempts/
Disallow: /certificates/
Disallow: /verify/
Disallow: /account
Disallow: /cms/
"""


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """The catalogue may be found; nothing about a person may."""
    return HttpResponse(RULES, content_type="text/plain")
