"""A field whose value is Markdown and whose face is an editor with a toolbar."""

import json
from typing import Any

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.forms import Media, Textarea
from django.urls import reverse
from wagtail.admin.telepath import register
from wagtail.admin.telepath.widgets import WidgetAdapter

from .documents import Node, attribute, normal
from .reading import read
from .writing import write

# What the toolbar offers, in its order.
INLINE = ("bold", "italic", "link", "cite")
SHORT = ("bold", "italic", "bullets", "numbers", "link", "lesson", "cite", "term", "undo", "redo")
FULL = (
    *("headings", "bold", "italic", "bullets", "numbers", "quote", "table"),
    *("link", "lesson", "cite", "claim", "term", "undo", "redo"),
)
PLAIN = ("bold", "italic", "bullets", "numbers", "quote", "link", "undo", "redo")


class MarkdownInput(Textarea):
    """Shows Markdown as a document; hands Markdown back. Text that nobody touched comes back as it was."""

    template_name = "courses/cms/markdown_input.html"

    def __init__(self, tools: tuple[str, ...] = PLAIN, attrs: dict | None = None) -> None:
        super().__init__(attrs)
        self.tools = tools

    def format_value(self, value: str | None) -> str:
        source = value or ""
        document = read(source.replace("\r\n", "\n"))
        return json.dumps(
            {"fascia": 1, "source": source, "labels": labels(document), "doc": document},
            cls=DjangoJSONEncoder,
        )

    def get_context(self, name: str, value: Any, attrs: dict | None) -> dict:
        context = super().get_context(name, value, attrs)
        urls = {what: reverse(f"prose_{what}") for what in ("references", "lessons", "claims", "terms")}
        context["widget"]["attrs"]["data-prose"] = json.dumps({"tools": self.tools, "urls": urls})
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str | None:
        posted = super().value_from_datadict(data, files, name)
        return markdown_of(posted) if posted is not None else None

    @property
    def media(self) -> Media:
        scripts = (
            "vendor/prosemirror.js",
            *(f"js/prose/{n}.js" for n in ("schema", "paste", "tools", "editor")),
        )
        return Media(js=scripts, css={"all": ["css/cms/prose.css"]})


def markdown_of(posted: str) -> str:
    """The Markdown of what the editor posted. Anything else that is posted is Markdown already."""
    if not posted.startswith('{"fascia":'):
        return posted.replace("\r\n", "\n")
    try:
        sent = json.loads(posted)
        document, source = normal(sent["doc"]), str(sent.get("source", ""))
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""  # made by no editor: there is nothing to keep
    return source if document == read(source.replace("\r\n", "\n")) else write(document)


def labels(document: Node) -> dict[str, str]:
    """What the editor shows for each citation, by key."""
    keys = set(_cited(document))
    library = apps.get_model("courses.Reference")  # by name: the models load the blocks, which load this
    return {each.key: short_label(each) for each in library.objects.filter(key__in=keys)} if keys else {}


def _cited(of: Node) -> list[str]:
    own = attribute(of, "keys").split() if of["type"] == "citation" else []
    return own + [key for child in of.get("content", []) for key in _cited(child)]


def short_label(reference: Any) -> str:
    """“Hinds 2004”: how the editor names a source."""
    first = reference.authors.split(",")[0].strip() or reference.title[:40]
    surname = first.rsplit(" ", 1)[0] if first[-1:].isupper() and " " in first else first
    return f"{surname} {reference.year}"


class MarkdownInputAdapter(WidgetAdapter):
    """How a StreamField draws the widget in a block that was added."""

    js_constructor = "fascia.prose.Widget"


register(MarkdownInputAdapter(), MarkdownInput)
