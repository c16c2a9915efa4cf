"""The report on links: where one's lessons lead outside, and what answered there."""

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from courses import linking

A_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
def links(request):
    """The addresses, dead ones first. POST asks them again, in the background."""
    found = linking.links_of(linking.lessons_of(request.user))
    if request.method == "POST":
        want(request, found)
        return redirect("links")
    context = {
        "page": Paginator(found, A_PAGE).get_page(request.GET.get("p")),
        "dead": sum(link.state == linking.State.GONE for link in found),
        "unchecked": sum(link.state == linking.State.UNCHECKED for link in found),
        "waiting": sum(link.waits for link in found),
        "total": len(found),
    }
    return render(request, "courses/cms/links.html", context)


def want(request, found) -> None:
    """Line them up, and say what that came to: a second press while they wait adds nothing."""
    if not settings.MAY_ASK_OTHERS:
        messages.info(request, "This installation asks no other servers. Open the addresses yourself.")
    elif count := linking.want([link.url for link in found][: linking.MOST]):
        said = "1 address is" if count == 1 else f"{count} addresses are"
        messages.success(request, f"{said} being asked now, a few each minute. Come back in a while.")
    elif any(link.waits for link in found):
        messages.info(request, "They wait to be asked already. Nothing was added.")
    else:
        messages.info(request, "All of them were asked in the last day. Nothing was added.")
