"""What the public pages say of courses. Reads only; the same number of statements for any number of courses."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from .hours import in_words, reading_minutes
from .models import Approval, CataloguePage, CoursePage, Edition, EditionStep
from .outlines import Outline, preview


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a course page says beside the page's own fields. `edition` is None before the first release."""

    edition: Edition | None
    outline: Outline
    approvals: list[Approval]
    minutes: int
    pass_rules: list[dict[str, Any]]

    @property
    def first_lesson(self) -> str:
        """The address of what can be read without an account, if anything can."""
        return self.outline.next.url if self.outline.next else ""


def rows(catalogue: CataloguePage, request, today: date) -> list[dict[str, Any]]:
    """The published and released courses, as the rows of the catalogue."""
    pages = CoursePage.objects.child_of(catalogue).live().order_by("path")
    courses = [page.course_id for page in pages]
    latest = Edition.objects.filter(course__in=courses).latest_each().defer("manifest", "salt")
    editions = {edition.course_id: edition for edition in latest}
    approved = approved_today(editions.values(), today)
    return [
        {
            "title": page.title,
            "url": page.get_url(request),
            "promise": page.promise,
            "facts": facts(page, editions[page.course_id]),
            "sample": page.course_id not in approved,
        }
        for page in pages
        if page.course_id in editions
    ]


def facts(page: CoursePage, edition: Edition) -> list[str]:
    """ "1 CE", "about 60 min", "home study", "Free"."""
    mode = page.get_mode_display().lower()
    return [f"{in_words(edition.hours)} CE", f"about {reading_minutes(edition.words)} min", mode, page.price]


def approved_today(editions: Iterable[Edition], today: date) -> set[int]:
    """The courses whose edition is covered by an approval, by primary key."""
    majors = {edition.course_id: edition.major for edition in editions}
    approvals = Approval.objects.valid_on(today).filter(edition__course__in=majors)
    pairs = approvals.values_list("edition__course_id", "edition__major")
    return {course for course, major in pairs if majors[course] == major}


def sheet(page: CoursePage, today: date) -> Sheet:
    edition = Edition.objects.latest_of(page.course_id)
    if edition is None:
        return Sheet(None, Outline(), [], 0, [])
    steps = EditionStep.objects.filter(edition=edition).outlined()
    return Sheet(
        edition=edition,
        outline=preview(steps, edition.manifest["code"]),
        approvals=list(Approval.objects.covering(edition, today)),
        minutes=reading_minutes(edition.words),
        pass_rules=edition.manifest["pass_rules"],
    )
