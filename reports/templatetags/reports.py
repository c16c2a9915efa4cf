"""What templates ask of reports."""

from django import template

from reports.assigned import Wish, wishes

register = template.Library()


@register.simple_tag(takes_context=True)
def asked_of_me(context: template.Context) -> list[Wish]:
    """What the reader's employers ask of them."""
    return wishes(context["user"])
