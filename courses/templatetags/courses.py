"""What templates ask of courses."""

from decimal import Decimal
from typing import Any

from django import template
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from courses import catalogue, hours
from courses.markdown import to_html
from courses.models import Enrolment

register = template.Library()


@register.filter
def markdown(source: str) -> SafeString:
    """Safe HTML of the Markdown that an editor wrote."""
    return mark_safe(to_html(source or ""))  # noqa: S308  sanitised by to_html


@register.filter
def ce(amount: Decimal) -> str:
    """Credit in the one unit that we print: "0.5 CE"."""
    return f"{hours.in_words(amount)} CE"


@register.filter
def hours_in_words(amount: Decimal) -> str:
    """A number of hours without noughts at its end."""
    return hours.in_words(amount)


@register.simple_tag(takes_context=True)
def catalogue_listing(context: template.Context, page: Any) -> catalogue.Listing:
    return catalogue.listing(page, context["request"], timezone.localdate())


@register.simple_tag
def course_sheet(page: Any) -> catalogue.Sheet:
    return catalogue.sheet(page, timezone.localdate())


@register.simple_tag(takes_context=True)
def my_enrolment(context: template.Context, page: Any) -> Enrolment | None:
    """The reader's own open enrolment in the course of a page."""
    return Enrolment.objects.active().visible_to(context["user"]).filter(course=page.course_id).first()
