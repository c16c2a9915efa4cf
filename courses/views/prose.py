"""What the editor's windows list: sources to cite, lessons and claims to link to. JSON, for the CMS alone."""

from collections.abc import Iterable, Iterator

from django.db.models import Q
from django.http import HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET
from wagtail.models import Page

from courses.models import CoursePage, GlossaryTerm, LessonPage, Reference
from courses.prose.documents import Node, attribute, plain
from courses.prose.reading import read
from courses.prose.widgets import short_label

MOST = 20


@require_GET
def references(request: HttpRequest) -> JsonResponse:
    """Sources of the library whose author, year, title or key holds every word that was typed."""
    found = Reference.objects.all()
    for word in request.GET.get("q", "").split()[:8]:
        fits = (Q(**{f"{field}__icontains": word}) for field in ("authors", "title", "year", "key"))
        condition = Q()
        for each in fits:
            condition |= each
        found = found.filter(condition)
    items = [
        {"key": each.key, "label": short_label(each), "title": each.title or each.published_in}
        for each in found.order_by("authors", "year")[:MOST]
    ]
    return JsonResponse({"items": items})


@require_GET
def lessons(request: HttpRequest) -> JsonResponse:
    """The other steps of a course and the headings in them, for a link to one of them."""
    return JsonResponse({"items": _fitting(request, _targets(_course_of(request)))})


@require_GET
def claims(request: HttpRequest) -> JsonResponse:
    """The claims of one lesson, for words that stand for one of them."""
    page = _editable(request)
    items = _claims(page) if isinstance(page, LessonPage) else []
    return JsonResponse({"items": _fitting(request, items)})


@require_GET
def terms(request: HttpRequest) -> JsonResponse:
    """The words of the glossary, for a word in a text that one of them explains."""
    rows = GlossaryTerm.objects.order_by("term")
    items = [{"target": each.key, "label": each.term, "detail": each.definition[:120]} for each in rows]
    return JsonResponse({"items": _fitting(request, items)})


def _editable(request: HttpRequest) -> Page:
    """The page that is being edited, or the parent of one that is being begun. 404 if it isn't theirs to edit."""
    raw = request.GET.get("page", "")
    page = get_object_or_404(Page, pk=int(raw) if raw.isdigit() else 0).specific
    allowed = page.permissions_for_user(request.user)
    if not (allowed.can_edit() or allowed.can_add_subpage()):
        return get_object_or_404(Page, pk=0)
    return page


def _course_of(request: HttpRequest) -> CoursePage | None:
    page = _editable(request)
    course = page if isinstance(page, CoursePage) else page.get_parent().specific
    return course if isinstance(course, CoursePage) else None


def _targets(course: CoursePage | None) -> Iterator[dict[str, str]]:
    for step in course.steps() if course else []:
        yield {"target": step.slug, "label": step.title, "detail": "The whole step"}
        if isinstance(step, LessonPage):
            drafted = step.get_latest_revision_as_object()
            for heading in _headings(drafted):
                target = f"{step.slug}#{attribute(heading, 'key')}"
                yield {"target": target, "label": plain(heading), "detail": f"A part of “{step.title}”"}


def _headings(lesson: LessonPage) -> Iterator[Node]:
    for block in lesson.body:
        if block.block_type == "text":
            for node in read(block.value["text"]).get("content", []):
                if node["type"] == "heading" and attribute(node, "key"):
                    yield node


def _claims(lesson: LessonPage) -> Iterator[dict[str, str]]:
    for block in lesson.get_latest_revision_as_object().body:
        if block.block_type == "claim":
            value = block.value
            yield {"target": value["key"], "label": value["statement"], "detail": value["verdict"]}


def _fitting(request: HttpRequest, items: Iterable[dict[str, str]]) -> list[dict[str, str]]:
    wanted = request.GET.get("q", "").lower().split()
    return [item for item in items if all(word in item["label"].lower() for word in wanted)][:MOST]
