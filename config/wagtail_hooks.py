from django.http import Http404
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from wagtail import hooks

from accounts.policy import may_open_cms


@hooks.register("insert_global_admin_js")
def our_scripts_of_the_cms() -> str:
    """Choosers that start without inline scripts; an editor that does not save what was just decided."""
    scripts = ("js/admin-init.js", "js/admin-autosave.js")
    return format_html_join("", '<script src="{}" defer></script>', ((static(name),) for name in scripts))


@hooks.register("insert_global_admin_css")
def our_pages_on_a_phone() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("css/cms/pages.css"))


@hooks.register("before_serve_document")
def keep_documents_inside(document, request) -> None:
    """Lesson files are for who is enrolled, and that is not known here: this address is for editors only."""
    if not may_open_cms(request.user):
        raise Http404
