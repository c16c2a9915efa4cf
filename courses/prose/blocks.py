"""Blocks whose text is Markdown, written with the toolbar."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from wagtail import blocks

from .documents import plain
from .reading import read
from .widgets import SHORT, MarkdownInput

MOST_CHARACTERS = 100_000  # some 16,000 words: more than anybody reads under one heading


def refuse_too_long(text: str) -> None:
    if len(text) > MOST_CHARACTERS:
        raise ValidationError(
            f"This text has {len(text):,} characters, and one part of a lesson holds {MOST_CHARACTERS:,}. "
            "Move some of it into a part of its own. Until then it isn't saved."
        )


class MarkdownBlock(blocks.TextBlock):
    """Running text. Stored as canonical Markdown, edited as a document."""

    def __init__(self, *, tools: tuple[str, ...] = SHORT, **options: Any) -> None:
        self.tools = tools
        super().__init__(**options)

    @cached_property
    def field(self) -> forms.CharField:
        field = forms.CharField(widget=MarkdownInput(self.tools), **self.field_options)
        field.validators.append(refuse_too_long)
        return field

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
