"""The report on links: where one's lessons lead outside, and what answered there."""

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
        linking.check_links.enqueue([link.url for link in found][: linking.MOST])
        messages.success(request, "They’re being asked now, one after another. Come back in a few minutes.")
        return redirect("links")
    context = {
        "page": Paginator(found, A_PAGE).get_page(request.GET.get("p")),
        "dead": sum(link.state == linking.State.GONE for link in found),
        "unchecked": sum(link.state == linking.State.UNCHECKED for link in found),
        "total": len(found),
    }
    return render(request, "courses/cms/links.html", context)
