"""Blocks whose text is Markdown, written with the toolbar."""

from typing import Any

from django import forms
from django.utils.functional import cached_property
from wagtail import blocks

from .documents import plain
from .reading import read
from .widgets import SHORT, MarkdownInput


class MarkdownBlock(blocks.TextBlock):
    """Running text. Stored as canonical Markdown, edited as a document."""

    def __init__(self, *, tools: tuple[str, ...] = SHORT, **options: Any) -> None:
        self.tools = tools
        super().__init__(**options)

    @cached_property
    def field(self) -> forms.CharField:
        return forms.CharField(widget=MarkdownInput(self.tools), **self.field_options)

    def get_searchable_content(self, value: str) -> list[str]:
        return [plain(read(value))]

    def deconstruct(self) -> tuple:
        """To a migration it is a text: which buttons stand above it changes no row."""
        _, _, options = super().deconstruct()
        return "wagtail.blocks.TextBlock", [], {k: v for k, v in options.items() if k != "tools"}

    class Meta:
        icon = "pilcrow"


class KeyBlock(blocks.CharBlock):
    """The name that notes, links and corrections call a block by. Made by the machine, never shown."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**({"max_length": 60, "required": False} | options))
        self.field.widget = forms.HiddenInput()

    def deconstruct(self) -> tuple:
        _, _, options = super().deconstruct()
        return "wagtail.blocks.CharBlock", [], {"max_length": 60, "required": False} | options
