"""What the first page of the CMS says of each course: where it stands, and what comes next."""

from typing import Any

from wagtail.admin.ui.components import Component

from accounts.models import User
from accounts.policy import CMS, roles

from . import releasing
from .models import CataloguePage, CoursePage, Edition
from .policy import can


class CoursesPanel(Component):
    order = 50
    template_name = "courses/cms/overview.html"

    def get_context_data(self, parent_context: Any) -> dict:
        user = parent_context["request"].user
        catalogue = CataloguePage.objects.first()
        return {
            "rows": rows(user),
            "may_start": catalogue is not None and can(user, "start a course", catalogue),
        }


def rows(user: User) -> list[dict]:
    """A row for each course that this person has something to do with."""
    pages = CoursePage.objects.select_related("course").order_by("title")
    mine = [page for page in pages if roles(user, f"course:{page.course.public_id}") & CMS]
    latest = Edition.objects.filter(course__in=[page.course_id for page in mine]).latest_each()
    editions = {edition.course_id: edition for edition in latest.defer("manifest", "salt")}
    return [row(user, page, editions.get(page.course_id)) for page in mine]


def row(user: User, page: CoursePage, edition: Edition | None) -> dict:
    tree = page.get_descendants(inclusive=True).filter(expired=False)
    return {
        "page": page,
        "edition": edition,
        "drafts": tree.filter(has_unpublished_changes=True).count(),
        "published": tree.filter(last_published_at__gt=edition.released_at).count() if edition else 0,
        "problems": len(releasing.problems(page)),
        "may_edit": page.permissions_for_user(user).can_edit(),
        "may_release": can(user, "release", page.course),
    }
