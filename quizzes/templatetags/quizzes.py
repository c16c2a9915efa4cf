from django import template

from quizzes.views.bank import KIND_NAMES

register = template.Library()


@register.filter
def kind_name(kind: str) -> str:
    """What staff call a kind of question."""
    return KIND_NAMES.get(kind, kind)
