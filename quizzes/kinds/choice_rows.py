"""Choices as the template shows them: a question with rows of options."""

from collections.abc import Mapping
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from courses.markdown import to_html

from .choices import Payload


def inline(source: str, numbers: Mapping[str, int] | None = None) -> SafeString:
    """Markdown as HTML that may stand in a label: one paragraph loses its tags."""
    html = to_html(source, citations=numbers or {}).strip()
    if html.startswith("<p>") and html.endswith("</p>") and html.count("<p>") == 1:
        html = html.removeprefix("<p>").removesuffix("</p>")
    return mark_safe(html)  # noqa: S308  to_html sanitised it


def question(paper: Payload, chosen: list[str], *, field: str, control: str, hint: str) -> dict[str, Any]:
    """What components/quiz_item.html shows while sitting."""
    rows = [row(option, option["id"] in chosen, field, control) for option in paper["options"]]
    return {"id": field, "stem": inline(paper["stem"]), "hint": hint, "options": rows}


def row(option: Mapping[str, Any], checked: bool, field: str, control: str) -> dict[str, Any]:
    return {
        "id": f"{field}-{option['id']}",
        "name": field,
        "value": option["id"],
        "text": inline(option["text"]),
        "checked": checked,
        "type": control,
    }


def reviewed(review: Payload, *, field: str, control: str, numbers: Mapping[str, int]) -> dict[str, Any]:
    """What it shows afterwards: a verdict where there is one to give, and each option's feedback."""
    rows = [
        row(option, option["chosen"], field, control)
        | verdict(option)
        | {"disabled": True, "feedback": inline(option["feedback"], numbers)}
        for option in review["options"]
    ]
    return {"id": field, "stem": inline(review["stem"]), "options": rows}


def verdict(option: Mapping[str, Any]) -> dict[str, str]:
    """In words, because colour alone says nothing."""
    words = {
        (True, True): ("right", "Your answer, and right"),
        (True, False): ("wrong", "Your answer, not right"),
        (False, True): ("right", "The right answer"),
    }
    kind, word = words.get((option["chosen"], option["right"]), ("", ""))
    return {"verdict": kind, "verdict_word": word}
