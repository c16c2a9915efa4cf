"""What instructors see of courses in the CMS, beside the pages."""

from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from .models import Reference


class ReferenceViewSet(SnippetViewSet):
    """The library that claims, lessons and questions cite."""

    model = Reference
    icon = "openquote"
    menu_label = "References"
    add_to_admin_menu = True
    list_display = ["key", "authors", "year", "title"]
    search_fields = ["key", "authors", "title"]


register_snippet(ReferenceViewSet)
