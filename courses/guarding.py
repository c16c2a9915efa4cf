"""Before any view of the CMS begins: may this person touch the things that the address names?

Wagtail 8 checks pages well, and snippets, choosers and files by halves. So whatever an address names by an
id is looked up here, in one place, and a view that a later Wagtail adds is guarded before it is known.
"""

from collections.abc import Callable, Iterator
from typing import Any

from django.apps import apps
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import ResolverMatch
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page
from wagtail.permissions import page_permission_policy, policy_registry

from .reviewing import may_review
from .scoping import SEE, current_user

PAGE_WORDS = (
    "page_id",
    "parent_page_id",
    "page_to_move_id",
    "destination_id",
    "destination_page_id",
    "page_pk",
)
# A form or an address asks for these by name: where to copy or move to, and whose children all are meant.
ASKED = ("new_parent_page", "chooser", "childOf")
REVIEWING = {"workflow_action", "collect_workflow_action_data"}
TOUCH = SEE | {"add", "choose"}
# These list whatever there is, whoever asks. Nothing in the editor needs the first two.
UNFILTERED = {"wagtailadmin_api:images", "wagtailadmin_api:documents"}
REPORTS_ON_ALL = {
    "wagtailadmin_reports:page_types_usage",
    "wagtailadmin_reports:page_types_usage_results",
}


class ScopeMiddleware:
    """Knows who is in the CMS, and refuses what is not theirs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith("/cms/"):
            return self.get_response(request)
        user = request.user if request.user.is_authenticated else None
        token = current_user.set(user)
        try:
            return self.get_response(request)
        finally:
            current_user.reset(token)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]) -> None:
        if current_user.get() is None or request.user.is_superuser or request.resolver_match is None:
            return
        if lists_everything(request.resolver_match) and not sees_everything(request.user):
            raise PermissionDenied
        if (match := request.resolver_match).url_name in REVIEWING and "page_id" in kwargs:
            page = Page.objects.filter(pk=kwargs["page_id"]).first()
            if page and not may_review(request.user, page):
                raise PermissionDenied
        for model, pk in named(request, match, kwargs):
            if not may_touch(request.user, model, pk):
                raise PermissionDenied


def lists_everything(match: ResolverMatch) -> bool:
    return ":".join(match.namespaces) in UNFILTERED or match.view_name in REPORTS_ON_ALL


def sees_everything(user: Any) -> bool:
    """Whether a person works on the whole site, and not on some course of it."""
    pages = page_permission_policy.instances_with_direct_explore_permission(user)
    return any(page.depth == 1 for page in pages)


def named(request: HttpRequest, match: ResolverMatch, kwargs: dict[str, Any]) -> Iterator[tuple[Any, str]]:
    """The model and id of everything that a request names."""
    for word, value in kwargs.items():
        if word in PAGE_WORDS:
            yield Page, value
        elif word == "image_id":
            yield get_image_model(), value
        elif word in ("document_id", "doc_id"):
            yield get_document_model(), value
    model = model_of(match, kwargs)
    if model is None:
        return
    for word in ASKED if model is Page else ():
        for source in (request.GET, request.POST):
            yield from ((Page, pk) for pk in source.getlist(word) if str(pk).isdigit())
    for pk in (kwargs.get("pk"), kwargs.get("object_id")):
        if pk is not None:
            yield model, unquote(str(pk))
    for source in (request.GET, request.POST):
        yield from ((model, pk) for pk in source.getlist("id") if str(pk).isdigit())


def model_of(match: ResolverMatch, kwargs: dict[str, Any]) -> Any:
    """What a bare `pk` or `id` means at this address. None where Wagtail itself asks well enough."""
    space = match.namespaces[-1] if match.namespaces else ""
    if {"app_label", "model_name"} <= set(kwargs):
        return known(kwargs["app_label"], kwargs["model_name"])
    for prefix in ("wagtailsnippets_", "wagtailsnippetchoosers_"):
        if space.startswith(prefix):
            return known(*space.removeprefix(prefix).split("_", 1))
    return {
        "wagtailadmin_pages": Page,
        "pages": Page,
        "images": get_image_model(),
        "documents": get_document_model(),
        "wagtailimages_chooser": get_image_model(),
        "wagtaildocs_chooser": get_document_model(),
        "": Page if (match.url_name or "").startswith("wagtailadmin_choose_page") else None,
    }.get(space)


def known(app: str, model: str) -> Any:
    try:
        found = apps.get_model(app, model)
    except LookupError:
        return None
    return Page if issubclass(found, Page) else found


def may_touch(user: Any, model: Any, pk: str) -> bool:
    """Nothing that isn't there is anybody's: the view says so itself."""
    try:
        found = model._default_manager.filter(pk=pk).first()
    except (TypeError, ValueError):
        return True
    if found is None:
        return True
    if model is Page:
        return page_permission_policy.explorable_instances(user).filter(pk=found.pk).exists()
    return policy_registry.get(found).user_has_any_permission_for_instance(user, TOUCH, found)
