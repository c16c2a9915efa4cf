from django.http import Http404
from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks

from accounts.policy import may_open_cms


@hooks.register("insert_global_admin_js")
def start_choosers_without_inline_scripts() -> str:
    return format_html('<script src="{}" defer></script>', static("js/admin-init.js"))


@hooks.register("before_serve_document")
def keep_documents_inside(document, request) -> None:
    """Lesson files are for who is enrolled, and that is not known here: this address is for editors only."""
    if not may_open_cms(request.user):
        raise Http404
