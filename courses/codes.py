"""Codes that stand in addresses for good, made of the first title."""

from collections.abc import Callable

from django.utils.text import slugify


def free_code(title: str, otherwise: str, is_taken: Callable[[str], bool]) -> str:
    """The title as a code, numbered where another has it; `otherwise` for a title without letters."""
    wanted = slugify(title)[:50].strip("-") or otherwise
    code, number = wanted, 1
    while is_taken(code):
        number += 1
        code = f"{wanted}-{number}"
    return code
